/**
 * Gezi beside real iptux, in both versions that Debian packages and with both code pages (protocol.md 8, F). One LAN; Gezi is h1, the
 * iptux of each turn is h2.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import {
  control,
  endAll,
  type HostProcess,
  hearMessages,
  history,
  peersUntil,
  startHost,
  temporaryFolder,
  unwrap,
} from '../process/gezi.ts'
import { type Iptux, type IptuxOptions, type Lab, type Listed, openLab, usableVersions } from './lab.ts'

/** What the product promises: people see each other this soon after either program started. Milliseconds. */
const SEEN_WITHIN = 3_000
/** Only a failing run waits that long. */
const PATIENCE = 30_000
const TEXTS = 50

const OWN = { name: '鸽子小王', group: '研发部' } as const
const PERSON = { nick: '爱丽丝', group: '市场部' } as const

/** iptux cuts a datagram at 8192 bytes, header included (protocol.md 1.3); 2,000 Chinese characters are 6,000 bytes. */
const LONG = `长${'文'.repeat(1_998)}完`

/** ASCII, Chinese and both, punctuation of the wire itself, and one long text. Emoji go both ways: both iptux show UTF-8. */
const texts = (who: string): readonly string[] =>
  Array.from({ length: TEXTS }, (_, number) => {
    const head = `${who} ${number}`
    if (number === TEXTS - 1) return `${head} ${LONG}`
    return (
      [`${head} plain text`, `${head} 中文消息，标点“引号”`, `${head} mixed 混合:文本 a:b|c\\d`, `${head} 表情 😀👍`][
        number % 4
      ] ?? head
    )
  })

const versions = usableVersions()
const turns = versions.flatMap((version) =>
  (['utf-8', 'gbk'] as const).map((encoding): IptuxOptions => ({ version, encoding, ...PERSON })),
)

describe.skipIf(versions.length === 0)('with iptux', () => {
  let lab: Lab
  let own: string

  beforeAll(async () => {
    lab = await openLab('i', 2)
    own = await lab.address('h1')
  })

  afterAll(async () => {
    await endAll()
    await lab?.close()
  })

  describe.each(turns)('$version that prefers $encoding', (options) => {
    let data: string
    let host: HostProcess
    let client: Client
    let iptux: Iptux

    const startGezi = async (): Promise<void> => {
      host = await startHost({ data, ...OWN, within: lab.within('h1') })
      client = await control(data)
    }

    const listsGezi = (listed: Listed): boolean => listed.some(({ ip, nick }) => ip === own && nick === OWN.name)

    /** Milliseconds until Gezi's list holds iptux under its right name, online. */
    const listsIptux = async (address: string): Promise<number> => {
      const began = performance.now()
      await peersUntil(
        client,
        (peers) =>
          peers.some(
            ({ address: at, name, group, presence }) =>
              at === address && name === PERSON.nick && group === PERSON.group && presence === 'online',
          ),
        PATIENCE,
      )
      return performance.now() - began
    }

    beforeAll(async () => {
      data = await temporaryFolder()
      await startGezi()
    })

    afterAll(async () => {
      client?.close()
      await host?.stop()
      await iptux?.stop()
    })

    test('both list each other, with Chinese names, soon after iptux started', async () => {
      iptux = await lab.startIptux('h2', options)
      const [there, here] = await Promise.all([iptux.listsUntil(listsGezi, PATIENCE), listsIptux(iptux.ip)])
      expect(Math.max(there, here) + iptux.startedIn).toBeLessThan(SEEN_WITHIN)
      expect(await iptux.information(own)).toContain(`Nickname: ${OWN.name}@${OWN.group}\n`)
    })

    test('iptux drops Gezi when it ends, and both list each other soon after Gezi started again', async () => {
      client.close()
      await host.stop()
      await iptux.listsUntil((listed) => !listed.some(({ ip }) => ip === own), PATIENCE)
      await startGezi()
      const [there, here] = await Promise.all([iptux.listsUntil(listsGezi, PATIENCE), listsIptux(iptux.ip)])
      expect(Math.max(there, here) + host.startedIn).toBeLessThan(SEEN_WITHIN)
      expect(await iptux.information(own)).toContain(`Nickname: ${OWN.name}@${OWN.group}\n`)
    })

    test(`${TEXTS} texts of iptux arrive once and in order`, async () => {
      const inbox = await hearMessages(client)
      const wanted = texts('iptux')
      await iptux.sendAll(own, wanted)
      await inbox.until(TEXTS, PATIENCE)
      const [peer] = await peersUntil(client, (peers) => peers.length > 0, PATIENCE)
      const all = await history(client, peer?.id ?? '')
      expect(all.filter(({ direction }) => direction === 'in').map(({ text }) => text)).toEqual(wanted)
    })

    test(`${TEXTS} texts of Gezi arrive once and in order`, async () => {
      const peers = await peersUntil(client, (all) => all.some(({ address }) => address === iptux.ip), PATIENCE)
      const peer = peers.find(({ address }) => address === iptux.ip)?.id ?? ''
      const wanted = texts('gezi')
      for (const text of wanted) unwrap(await client.call('sendMessage', { peer, text }))
      await expect
        .poll(async () => (await history(client, peer)).filter(({ state }) => state === 'delivered').length, {
          timeout: PATIENCE,
        })
        .toBe(TEXTS)
      expect(await iptux.received()).toEqual(wanted)
    })

    test('Gezi shows iptux as offline when it quits', async () => {
      await iptux.stop()
      const peers = await peersUntil(
        client,
        (all) => all.some(({ address, presence }) => address === iptux.ip && presence === 'offline'),
        PATIENCE,
      )
      expect(peers.map(({ name, presence }) => ({ name, presence }))).toEqual([
        { name: PERSON.nick, presence: 'offline' },
      ])
    })
  })
})
