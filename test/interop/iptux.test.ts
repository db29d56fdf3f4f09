/**
 * Gezi beside real iptux, in both versions that Debian packages and with both code pages (protocol.md 8, F). One LAN; Gezi is h1, the
 * iptux of each turn is h2.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { COMMAND, decodePacket } from '../../shared/protocol/index.ts'
import { createLan } from '../lan/network.ts'
import {
  control,
  endAll,
  eventually,
  type HostProcess,
  hearMessages,
  history,
  peerAt,
  peersUntil,
  startHost,
  temporaryFolder,
  unwrap,
} from '../process/gezi.ts'
import {
  type Iptux,
  type IptuxOptions,
  type Lab,
  type Listed,
  onceMore,
  openLab,
  usableVersions,
  versions,
} from './lab.ts'

/** What the product promises: people see each other this soon after either program started. Milliseconds. */
const SEEN_WITHIN = 3_000
/** Other tests have the machine, too: once in so many tries it must be within that. */
const TRIES = 3
/** Only a failing run waits that long. */
const PATIENCE = 30_000
const TEXTS = 50

const OWN = { name: '鸽子小王', group: '研发部' } as const
const PERSON = { nick: '爱丽丝', group: '市场部' } as const

/** iptux cuts a datagram at 8192 bytes, header included (protocol.md 1.3); 2,000 Chinese characters are 6,000 bytes. */
const LONG = `长${'文'.repeat(1_998)}完`

/** ASCII, Chinese and both, punctuation of the wire itself, and one long text. Emoji go both ways: both iptux show UTF-8. */
const texts = (mark: string): readonly string[] =>
  Array.from({ length: TEXTS }, (_, number) => {
    const head = `${mark} ${number}`
    if (number === TEXTS - 1) return `${head} ${LONG}`
    return (
      [`${head} plain text`, `${head} 中文消息，标点“引号”`, `${head} mixed 混合:文本 a:b|c\\d`, `${head} 表情 😀👍`][
        number % 4
      ] ?? head
    )
  })

/** Begins every text of one scene, and none of a scene that is made again: what a crash of iptux held up still arrives. */
let scenes = 0
const newMark = (who: string): string => `${who} ${++scenes}:`

const { usable, missing } = usableVersions()
if (missing !== undefined) process.stderr.write(`interop: tests with real iptux peers are SKIPPED: ${missing}\n`)

const turns = versions.flatMap((version) =>
  (['utf-8', 'gbk'] as const).map((encoding): IptuxOptions => ({ version, encoding, ...PERSON })),
)

/** What a Gezi among many says to all, once each: its hello, a sign of life (shared/engine/signs.ts), its goodbye. */
function saidToAll(): ReadonlyMap<number, Uint8Array> {
  const lan = createLan()
  const [first] = Array.from({ length: 10 }, (_, index) => lan.computer(`user${index}`))
  lan.run(600_000)
  first?.leave()
  lan.run(1_000)
  return new Map(
    lan.sights.flatMap(({ from, bytes }) => {
      const packet = decodePacket(bytes)
      return packet.ok && from.address === first?.endpoint.address ? [[packet.value.command, bytes] as const] : []
    }),
  )
}

let lab: Lab
let own: string

describe('with iptux', () => {
  beforeAll(async () => {
    lab = await openLab('i', 3)
    own = await lab.address('h1')
  })

  afterAll(async () => {
    await endAll()
    await lab?.close()
  })

  for (const options of turns) turn(options)
})

/** Both see each other in time. */
async function soon(meet: () => Promise<number>): Promise<void> {
  const took: number[] = []
  while (took.length < TRIES && !took.some((time) => time < SEEN_WITHIN)) took.push(await meet())
  expect(Math.min(...took)).toBeLessThan(SEEN_WITHIN)
}

const listsGezi = (listed: Listed): boolean => listed.some(({ ip, nick }) => ip === own && nick === OWN.name)

function turn(options: IptuxOptions): void {
  let data: string
  let host: HostProcess
  let client: Client
  let iptux: Iptux

  const startGezi = async (): Promise<void> => {
    host = await startHost({ data, ...OWN, within: lab.within('h1') })
    client = await control(data)
  }

  /** Milliseconds until Gezi's list holds iptux under its right name and department, online. */
  const listsIptux = async (): Promise<number> => {
    const began = performance.now()
    const isThere = ({ address, name, group, presence }: Peer): boolean =>
      address === iptux.ip && name === PERSON.nick && group === PERSON.group && presence === 'online'
    await peersUntil(client, (peers) => peers.some(isThere), PATIENCE)
    return performance.now() - began
  }

  const idOfIptux = async (): Promise<string> => (await peerAt(client, iptux.ip, PATIENCE)).id

  const meetAgain = async (): Promise<void> => {
    iptux = await lab.startIptux('h2', options)
    await iptux.listsUntil(listsGezi, PATIENCE)
  }
  const scene = (name: string, work: () => Promise<void>): void =>
    test(name, () => onceMore(lab, `${name} (${options.version})`, work, meetAgain))

  describe.skipIf(!usable.includes(options.version))(`${options.version} that prefers ${options.encoding}`, () => {
    beforeAll(async () => {
      data = await temporaryFolder()
      await startGezi()
    })

    afterAll(async () => {
      client?.close()
      await host?.stop()
      await iptux?.stop()
    })

    scene('both list each other, with Chinese names, soon after iptux started', async () => {
      await soon(async () => {
        iptux = await lab.startIptux('h2', options)
        const [there, here] = await Promise.all([iptux.listsUntil(listsGezi, PATIENCE), listsIptux()])
        return Math.max(there, here) + iptux.startedIn
      })
      expect(await iptux.information(own)).toContain(`Nickname: ${OWN.name}@${OWN.group}\n`)
    })

    scene('iptux drops Gezi when it ends, and both list each other soon after Gezi started again', async () => {
      await soon(async () => {
        client.close()
        await host.stop()
        await iptux.listsUntil((listed) => !listed.some(({ ip }) => ip === own), PATIENCE)
        await startGezi()
        const [there, here] = await Promise.all([iptux.listsUntil(listsGezi, PATIENCE), listsIptux()])
        return Math.max(there, here) + host.startedIn
      })
      expect(await iptux.information(own)).toContain(`Nickname: ${OWN.name}@${OWN.group}\n`)
    })

    scene(`${TEXTS} texts of iptux arrive once and in order`, async () => {
      const peer = await idOfIptux()
      const inbox = await hearMessages(client)
      const mark = newMark('iptux')
      const wanted = texts(mark)
      await iptux.sendAll(own, wanted)
      await inbox.until(TEXTS, PATIENCE)
      const shown = (await history(client, peer)).map(({ text }) => text)
      expect(shown.filter((text) => text.startsWith(mark))).toEqual(wanted)
    })

    scene(`${TEXTS} texts of Gezi arrive once and in order`, async () => {
      const peer = await idOfIptux()
      const mark = newMark('gezi')
      const wanted = texts(mark)
      for (const text of wanted) unwrap(await client.call('sendMessage', { peer, text }))
      const sent = await eventually(
        async () => (await history(client, peer)).filter(({ text }) => text.startsWith(mark)).map(({ state }) => state),
        (states) => states.every((state) => state === 'delivered'),
        PATIENCE,
      )
      // iptux acknowledges first and writes its log later.
      const received = await eventually(
        async () => (await iptux.received()).filter((text) => text.startsWith(mark)),
        ({ length }) => length >= TEXTS,
        PATIENCE,
      )
      expect({ received, sent }).toEqual({ received: wanted, sent: Array(TEXTS).fill('delivered') })
    })

    scene('a sign of life of another Gezi is nothing to iptux, unlike its hello', async () => {
      const said = saidToAll()
      const other = await lab.address('h3')
      const isListed = (listed: Listed): boolean => listed.some(({ ip }) => ip === other)
      const say = async (command: number): Promise<void> => {
        const bytes = said.get(command)
        if (bytes === undefined) throw new Error(`nobody said ${command}`)
        await lab.datagram('h3', iptux.ip, bytes)
      }
      await say(COMMAND.NOOPERATION)
      // What comes after it shows that it was taken, and what it left.
      const text = newMark('after a sign of life')
      unwrap(await client.call('sendMessage', { peer: await idOfIptux(), text }))
      await eventually(
        () => iptux.received(),
        (received) => received.includes(text),
        PATIENCE,
      )
      await iptux.listsUntil((listed) => listsGezi(listed) && !isListed(listed), PATIENCE)
      await say(COMMAND.BR_ENTRY)
      await iptux.listsUntil(isListed, PATIENCE)
      await say(COMMAND.BR_EXIT)
      await iptux.listsUntil((listed) => !isListed(listed), PATIENCE)
    })

    scene('Gezi shows iptux as offline when it quits', async () => {
      await iptux.stop()
      const isGone = ({ address, presence }: Peer): boolean => address === iptux.ip && presence === 'offline'
      const peers = await peersUntil(client, (all) => all.some(isGone), PATIENCE)
      expect(peers.map(({ name, presence }) => ({ name, presence }))).toEqual([
        { name: PERSON.nick, presence: 'offline' },
      ])
    })
  })
}
