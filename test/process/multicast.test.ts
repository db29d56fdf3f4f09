/** A group on a real network: two hosts and the FeiQ by script, each in a namespace of its own on one switch. */
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import { cli, control, endAll, eventually, history, peerAt, root, start, startHost, temporaryFolder } from './gezi.ts'
import { BROADCAST, plugIn, whyNoNamespaces } from './namespaces.ts'

const GROUP = '3b199b07'
const PATIENCE = 30_000
const reason = whyNoNamespaces()

describe.skipIf(reason !== undefined)(
  `multicast between namespaces${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    const data: string[] = []
    const clients: Client[] = []
    /** What FeiQ heard in groups: from whom, which command, which words. */
    const heard: [string, number, string][] = []
    let say: (word: number, plaintext: string) => void

    beforeAll(async () => {
      const computers = await plugIn(3)
      const [, , third] = computers
      for (const [at, { address, within }] of computers.slice(0, 2).entries()) {
        const folder = await temporaryFolder()
        data.push(folder)
        await startHost({ data: folder, name: at === 0 ? '鸽子' : '白鸽', bind: address, within })
        clients.push(await control(folder))
      }
      const [tool = '', ...words] = third?.within ?? []
      const script = `${root}/test/process/feiq-member.ts`
      const feiq = start(tool, [...words, process.execPath, script, third?.address ?? '', BROADCAST])
      if (feiq.stdout === null) throw new Error('FeiQ has no output')
      createInterface({ input: feiq.stdout }).on('line', (line) => heard.push(JSON.parse(line)))
      say = (word, plaintext) => void feiq.stdin?.write(`${JSON.stringify([word, plaintext])}\n`)
      for (const client of clients) await peerAt(client, '10.25.0.3', PATIENCE)
    })

    afterAll(async () => {
      for (const client of clients) client.close()
      await endAll()
    })

    const lines = (at: 0 | 1) => async () => {
      const client = clients[at]
      if (client === undefined) return []
      const all = await history(client, `group:${GROUP}`)
      return all
        .filter(({ system }) => system === undefined)
        .map(({ direction, text, sender }) => [direction, sender?.name, text])
    }

    test('whoever is in a group hears each line once, whoever said it; who left hears no more', async () => {
      for (const folder of data) expect((await cli(folder, 'group-join', GROUP)).code).toBe(0)
      // Each says on the wire that it is there, to the group and from its own address.
      await expect
        .poll(() => heard.filter(([, word]) => (word & 0xff) === 0xc6).map(([from]) => from), { timeout: PATIENCE })
        .toEqual(['10.25.0.1', '10.25.0.2'])
      say(0x400023, `QUNMSGMARK#${GROUP}#大家好`)
      for (const at of [0, 1] as const)
        expect(await eventually(lines(at), (all) => all.length === 1, PATIENCE)).toEqual([['in', '张三', '大家好']])

      expect((await cli(data[0] ?? '', 'group-send', GROUP, '收到')).code).toBe(0)
      const both = [
        ['in', '张三', '大家好'],
        ['in', '鸽子', '收到'],
      ]
      expect(await eventually(lines(1), (all) => all.length === 2, PATIENCE)).toEqual(both)
      expect(await lines(0)()).toEqual([both[0], ['out', undefined, '收到']])
      await expect
        .poll(() => heard.filter(([, word]) => (word & 0xff) === 0x23), { timeout: PATIENCE })
        .toEqual([['10.25.0.1', 0x400023, `QUNMSGMARK#${GROUP}#收到`]])

      const told = await cli(data[1] ?? '', 'history', GROUP, '--json')
      expect(JSON.parse(told.stdout)).toMatchObject([
        { kind: 'system', event: 'joined' },
        { from: '张三', to: GROUP, text: '大家好', direction: 'in', kind: 'text' },
        { from: '鸽子', to: GROUP, text: '收到', direction: 'in', kind: 'text' },
      ])

      expect((await cli(data[1] ?? '', 'group-leave', GROUP)).code).toBe(0)
      say(0x400023, `QUNMSGMARK#${GROUP}#还有谁？`)
      expect((await eventually(lines(0), (all) => all.length === 3, PATIENCE)).at(-1)).toEqual([
        'in',
        '张三',
        '还有谁？',
      ])
      expect(await lines(1)()).toEqual(both)
    })
  },
)
