/** IPv6 on a real network: computers that have nothing else, and computers that have both. */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cli, endAll, startHost, temporaryFolder } from './gezi.ts'
import { type Computer, plugIn, whyNoNamespaces } from './namespaces.ts'
import { hashOf } from './sample-files.ts'
import { transferUntil } from './transfer-list.ts'

const PATIENCE = 60_000
const reason = whyNoNamespaces()

describe.skipIf(reason !== undefined)(`IPv6${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  afterAll(endAll)

  const open = async ({ within }: Computer, name: string): Promise<{ data: string; downloads: string }> => {
    const [data, downloads] = [await temporaryFolder(), await temporaryFolder()]
    await startHost({ data, name, downloads, within })
    return { data, downloads }
  }

  /** The routes of everybody online. */
  const addresses = async (data: string): Promise<readonly string[]> => {
    const { stdout } = await cli(data, 'peers', '--json')
    const peers: readonly { readonly address: string; readonly online: boolean }[] = JSON.parse(stdout)
    return peers.filter(({ online }) => online).map(({ address }) => address)
  }
  /** Exactly one person is online, by a route of that family. */
  const found = (data: string, family: RegExp) =>
    expect.poll(() => addresses(data), { timeout: PATIENCE }).toEqual([expect.stringMatching(family)])

  test('alone is enough to find each other, to chat and to send a file; beside IPv4 it makes nobody twice', async () => {
    const [first, second, third] = await plugIn(3)
    if (first === undefined || second === undefined || third === undefined) throw new Error('no computers')
    for (const computer of [first, second]) computer.run('ip -4 address flush dev lan0')
    // One of them has addresses that are valid beyond the link, a stable one and one that changes.
    second.run('ip address add fd26::2/64 dev lan0 nodad', 'ip address add fd26::abcd:1/64 dev lan0 nodad')
    const [me, him] = await Promise.all([open(first, '鸽子'), open(second, '白鸽')])
    await Promise.all([found(me.data, /^fe80::.*%lan0$/), found(him.data, /^fe80::.*%lan0$/)])

    const sent = await cli(me.data, 'send', '白鸽', '只有 IPv6', '--wait', '60')
    expect([sent.code, sent.stderr]).toEqual([0, ''])
    const file = join(await temporaryFolder(), '报价.bin')
    await writeFile(file, randomBytes(300_000))
    await cli(me.data, 'send-file', '白鸽', file)
    const { id } = await transferUntil(him.data, '报价.bin', ({ state }) => state === 'offered', PATIENCE)
    await cli(him.data, 'accept', id)
    await transferUntil(him.data, '报价.bin', ({ state }) => state === 'done', PATIENCE)
    expect(await hashOf(join(him.downloads, '报价.bin'))).toBe(await hashOf(file))

    // Both get IPv4 as well: they are the same two people, and IPv4 is the way to them.
    first.run(`ip address add ${first.address}/24 broadcast 10.25.0.255 dev lan0`)
    second.run(`ip address add ${second.address}/24 broadcast 10.25.0.255 dev lan0`)
    await Promise.all([found(me.data, /^10\.25\.0\.2$/), found(him.data, /^10\.25\.0\.1$/)])

    // Somebody without IPv6 in his kernel's settings is as he was.
    third.run('sysctl -q -w net.ipv6.conf.all.disable_ipv6=1')
    const other = await open(third, '灰鸽')
    await expect
      .poll(async () => (await addresses(other.data)).toSorted(), { timeout: PATIENCE })
      .toEqual(['10.25.0.1', '10.25.0.2'])
  })
})
