/**
 * IP Messenger 2.06, 3.42 and 4.99, scripted (ipmsg-peer.ts), in conversation with a running headless host: what is on the wire, and what the
 * host keeps of it. And what others do to it with the same means.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Peer } from '../../shared/model/peer.ts'
import {
  cli,
  control,
  endAll,
  eventually,
  type HostProcess,
  history,
  loopback,
  peersUntil,
  startHost,
  temporaryFolder,
  unwrap,
} from './gezi.ts'
import { type IpmsgPeer, startPeer } from './ipmsg-peer.ts'

const HOST = loopback(9, 1)
const [OLD, THREE, FOUR, FAR] = [loopback(9, 2), loopback(9, 3), loopback(9, 4), loopback(9, 5)]
/** Only a failing run waits that long. */
const PATIENCE = 10_000

const SENDMSG = 0x20
const SENDCHECK = 0x100
const SECRETEX = 0x100200
const READCHECK = 0x100000
const PASSWORD = 0x8000
const AUTORET = 0x2000
const MULTICAST = 0x800
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let data: string
let host: HostProcess
let client: Client
let old: IpmsgPeer
let three: IpmsgPeer
let four: IpmsgPeer

async function start(): Promise<void> {
  host = await startHost({ data, name: '鸽子', group: '研发', bind: HOST, peers: [OLD, THREE, FOUR] })
  client = await control(data)
}

beforeAll(async () => {
  data = await temporaryFolder()
  old = await startPeer({ address: OLD, host: HOST, program: '2.06', user: 'lao', nick: '老王', group: '厂部' })
  three = await startPeer({ address: THREE, host: HOST, program: '3.42', user: 'san', nick: '三郎' })
  four = await startPeer({ address: FOUR, host: HOST, program: '4.99', user: 'si', nick: '四喜', group: '财务' })
  await start()
})

afterAll(async () => {
  client?.close()
  for (const peer of [old, three, four]) peer?.close()
  await endAll()
})

const idOf = ({ user }: IpmsgPeer): string => `u:${user}@${user}-PC`
const personOf = async (peer: IpmsgPeer, is: (person: Peer) => boolean = () => true): Promise<Peer> => {
  const people = await peersUntil(client, (all) => all.some((one) => one.id === idOf(peer) && is(one)), PATIENCE)
  return people.find(({ id }) => id === idOf(peer)) ?? expect.unreachable()
}
/** The newest message of a chat, as soon as it fits. */
const newest = async (peer: IpmsgPeer, fits: (message: Message) => boolean): Promise<Message | undefined> =>
  eventually(
    async () => (await history(client, idOf(peer))).at(-1),
    (message) => message !== undefined && fits(message),
    PATIENCE,
  )

test('each is answered in his own code page, listed with his program, and gone when he says goodbye', async () => {
  for (const peer of [old, three, four]) peer.hello()
  const seen = await Promise.all(
    [old, three, four].map(async (peer) => {
      const { name, group, client: program, dialect } = await personOf(peer, ({ presence }) => presence === 'online')
      const answer = await peer.hear(({ command }) => command === 3)
      return [name, group, program, dialect, answer.sections.slice(0, 2), (answer.word & 0x800000) !== 0]
    }),
  )
  expect(seen).toEqual([
    ['老王', '厂部', 'IPMsg 2', 'ipmsg-2', ['鸽子', '研发'], false],
    ['三郎', '', 'IPMsg 3', 'ipmsg-3', ['鸽子', '研发'], true],
    ['四喜', '财务', 'IPMsg 4.99r3', 'ipmsg-4', ['鸽子', '研发'], true],
  ])
  three.hello(2)
  await personOf(three, ({ presence }) => presence === 'offline')
  three.hello()
  await personOf(three, ({ presence }) => presence === 'online')
})

test('text goes both ways, acknowledged, in GBK to 2.06 and flagged as UTF-8 to the others', async () => {
  for (const peer of [old, three, four]) {
    const number = peer.say(SENDMSG | SENDCHECK, '你好，鸽子')
    await peer.hear(({ command, sections }) => command === 0x21 && sections[0] === String(number))
    unwrap(await client.call('sendMessage', { peer: idOf(peer), text: '你也好' }))
    const heard = await peer.hear(({ command }) => command === SENDMSG)
    expect([heard.sections, (heard.word & 0x800000) !== 0]).toEqual([['你也好'], peer !== old])
    const last = await newest(peer, ({ state }) => state === 'delivered')
    expect([last?.text, last?.state]).toEqual(['你也好', 'delivered'])
  }
})

test('a sealed message hides its text until it is opened; its sender hears so until he confirms, wherever he is by then', async () => {
  const number = four.say(SENDMSG | SENDCHECK | SECRETEX, '只有你能看')
  const sealed = await newest(four, (message) => message.sealed)
  expect([sealed?.text, sealed?.sealed]).toEqual(['', true])
  const opened = await cli(data, 'open', sealed?.id ?? '', '--json')
  expect(JSON.parse(opened.stdout)).toMatchObject({ text: '只有你能看', kind: 'sealed', opened: true })
  const notice = await four.hear(({ command }) => command === 0x30)
  expect([notice.sections, (notice.word & READCHECK) !== 0]).toEqual([[String(number)], true])
  // Repeated under the same number until it is confirmed.
  const since = four.wire.length
  const again = await four.hear(({ command }) => command === 0x30, since)
  expect(again.packetNo).toBe(notice.packetNo)
  four.say(0x32, notice.packetNo)
})

test('the reader of our sealed message tells us of its opening even after we were started anew; a stranger who says so is not believed', async () => {
  const sent = await cli(data, 'send', '四喜', '薪水', '--sealed', '--wait', '10', '--json')
  expect(JSON.parse(sent.stdout)).toMatchObject({ kind: 'sealed', state: 'delivered' })
  const heard = await four.hear(({ command, word }) => command === SENDMSG && (word & SECRETEX) === SECRETEX)
  client.close()
  await host.stop()
  await start()
  for (const peer of [old, three, four]) peer.hello()
  await personOf(four, ({ presence }) => presence === 'online')
  const liar = three.say(0x30 | READCHECK, heard.packetNo)
  await three.hear(({ command, sections }) => command === 0x32 && sections[0] === String(liar))
  expect((await newest(four, () => true))?.state).toBe('delivered')

  const notice = four.say(0x30 | READCHECK, heard.packetNo)
  await four.hear(({ command, sections }) => command === 0x32 && sections[0] === String(notice))
  expect((await newest(four, ({ state }) => state === 'opened'))?.state).toBe('opened')
})

test('a locked message asks for our own password, and ours leaves with the flag of the lock', async () => {
  unwrap(await client.call('setLockPassword', { next: 'sesame' }))
  old.say(SENDMSG | SENDCHECK | SECRETEX | PASSWORD, '锁着')
  const locked = await newest(old, (message) => message.locked)
  const wrong = await cli(data, 'open', locked?.id ?? '', '--password', 'simsim')
  const right = await cli(data, 'open', locked?.id ?? '', '--password', 'sesame', '--json')
  expect([wrong.code, JSON.parse(right.stdout).text, JSON.parse(right.stdout).kind]).toEqual([1, '锁着', 'locked'])

  const since = old.wire.length
  await cli(data, 'send', '老王', '也锁着', '--locked')
  const heard = await old.hear(({ command }) => command === SENDMSG, since)
  expect(heard.word & (SECRETEX | PASSWORD)).toBe(SECRETEX | PASSWORD)
})

test('what was sealed and is thrown away unread is told, both ways', async () => {
  const number = three.say(SENDMSG | SENDCHECK | SECRETEX, '不看也罢')
  const sealed = await newest(three, (message) => message.sealed)
  unwrap(await client.call('deleteMessage', { id: sealed?.id ?? '' }))
  const told = await three.hear(({ command }) => command === 0x31)
  expect(told.sections).toEqual([String(number)])

  const since = three.wire.length
  unwrap(await client.call('sendMessage', { peer: idOf(three), text: '密', options: { sealed: true } }))
  const ours = await three.hear(({ command }) => command === SENDMSG, since)
  expect((await newest(three, ({ state }) => state === 'delivered'))?.state).toBe('delivered')
  three.say(0x31, ours.packetNo)
  expect((await newest(three, ({ discarded }) => discarded === true))?.discarded).toBe(true)
})

test('an absence is told to all with its flag, answered once a minute, never to an automatic message, a broadcast or a loop, and to who asks', async () => {
  const marks = new Map([old, three, four].map((peer) => [peer, peer.wire.length]))
  await cli(data, 'absence', '开会中')
  for (const peer of [old, three, four]) {
    await peer.hear(({ command, word }) => command === 4 && (word & 0x100) !== 0, marks.get(peer))
  }
  const isAnswer = ({ command, word }: { command: number; word: number }): boolean =>
    command === SENDMSG && (word & AUTORET) !== 0
  // A program that answers automatically, and one that does so without saying that it is automatic.
  const [first, second] = [old.wire.length, four.wire.length]
  old.say(SENDMSG | AUTORET, '我也不在')
  four.say(SENDMSG | 0x400, '各位好')
  for (const peer of [old, four]) {
    for (let round = 0; round < 20; round++) {
      const number = peer.say(SENDMSG | SENDCHECK, `在吗 ${round}`)
      await peer.hear(({ command, sections }) => command === 0x21 && sections[0] === String(number))
    }
  }
  const answers = [old.wire.slice(first).filter(isAnswer), four.wire.slice(second).filter(isAnswer)]
  expect(answers.map((list) => list.map(({ sections }) => sections))).toEqual([[['开会中']], [['开会中']]])
  expect((await newest(four, () => true))?.text).toBe('在吗 19')

  three.say(0x50)
  const asked = await three.hear(({ command }) => command === 0x51)
  await cli(data, 'absence', 'off')
  const since = three.wire.length
  three.say(0x50)
  const back = await three.hear(({ command }) => command === 0x51, since)
  expect([asked.sections, back.sections]).toEqual([['开会中'], ['Not absence mode']])
})

test('on demand a program is asked what it is and why its user is away; what nobody asked for is not kept', async () => {
  four.say(0x51, '没人问我')
  four.hello(4, 0x100)
  await personOf(four, ({ presence }) => presence === 'away')
  const since = four.wire.length
  const asked = cli(data, 'info', '四喜', '--json')
  await four.hear(({ command }) => command === 0x40, since)
  await four.hear(({ command }) => command === 0x50, since)
  four.say(0x51, '出差，周一回来')
  four.say(0x41, 'IPMsg for Win64 Ver4.99r3')
  const { stdout } = await asked
  expect(JSON.parse(stdout)).toMatchObject({
    name: '四喜',
    client: 'IPMsg 4.99r3',
    dialect: 'ipmsg-4',
    version: '1',
    info: 'IPMsg for Win64 Ver4.99r3',
    absence: '出差，周一回来',
    capabilities: expect.arrayContaining(['sealed', 'locked', 'absence', 'recipients', 'pictures:png']),
  })
  four.hello(4)
  const there = await personOf(four, ({ presence }) => presence === 'online')
  expect(there.absence).toBeUndefined()
})

test('a host list is served in pages to a colleague who asks', async () => {
  four.say(0x18)
  await four.hear(({ command }) => command === 0x11)
  four.say(0x12, '0')
  const list = await four.hear(({ command }) => command === 0x13)
  const fields = (list.sections[0] ?? '').split('\x07')
  const entries = Array.from({ length: Number(fields[1]) }, (_, at) => fields.slice(2 + at * 7, 9 + at * 7))
  expect(fields[0]).toBe('    0')
  expect(
    entries.map(([user, , status, ip, port, nick]) => [user, Number(status) > 0, ip, port, nick]).slice(1),
  ).toEqual(
    expect.arrayContaining([
      ['lao', true, OLD, '30985', '老王'],
      ['si', true, FOUR, '30985', '四喜'],
    ]),
  )
  expect(entries[0]?.slice(3, 6)).toEqual([HOST, '30985', '鸽子'])
})

test('a poisoned host list removes nobody, moves nobody and renames nobody; who is really there is found by it', async () => {
  const far = await startPeer({ address: FAR, host: HOST, program: '2.06', user: 'yuan', nick: '远方' })
  const before = await Promise.all([old, three].map((peer) => personOf(peer)))
  const since = three.wire.length
  unwrap(await client.call('setSettings', { askHostList: true }))
  await three.hear(({ command }) => command === 0x18, since)
  three.say(0x11)
  await three.hear(({ command }) => command === 0x12, since)
  const entry = (user: string, status: number, ip: string, nick: string): string =>
    [user, `${user}-PC`, status, ip, 30_985, nick, '\b', ''].join('\x07')
  const poison = [
    entry('lao', 0, OLD, '老王'),
    entry('lao', 2, OLD, '老王'),
    entry('lao', 0x600001, FAR, '假老王'),
    entry('si', 0x600001, '8.8.8.8', '四喜'),
    entry('geist', 0x600001, loopback(9, 77), '不存在'),
    entry('yuan', 0x600001, FAR, '听说的名字'),
  ]
  three.say(0x13, `    0\x07${String(poison.length).padStart(5)}\x07${poison.join('')}`)
  // He answers for himself, by his own name.
  const found = await personOf(far, ({ presence }) => presence === 'online')
  expect([found.name, found.address]).toEqual(['远方', FAR])
  const after = await peersUntil(client, () => true, PATIENCE)
  const shown = ({ id, name, address, presence }: Peer) => ({ id, name, address, presence })
  expect(after.filter(({ id }) => before.some((peer) => peer.id === id)).map(shown)).toEqual(
    expect.arrayContaining(before.map(shown)),
  )
  expect(after.some(({ user }) => user === 'geist')).toBe(false)
  // A list that nobody asked for is nothing.
  four.say(0x13, `    0\x07    1\x07${entry('xx', 0x600001, loopback(9, 78), 'x')}`)
  unwrap(await client.call('setSettings', { askHostList: false }))
  far.hello(2)
  far.close()
})

test('a message to several says so to each, and theirs names the others, so that all can be answered', async () => {
  const marks = [old.wire.length, four.wire.length] as const
  const sent = await cli(data, 'send', '老王', '都来', '--to', '四喜', '--to', '老王', '--wait', '10', '--json')
  expect(JSON.parse(sent.stdout)).toMatchObject([
    { to: '老王', state: 'delivered' },
    { to: '四喜', state: 'delivered' },
  ])
  const [a, b] = [
    await old.hear(({ command }) => command === SENDMSG, marks[0]),
    await four.hear(({ command }) => command === SENDMSG, marks[1]),
  ]
  expect([a, b].map(({ word, sections }) => [(word & MULTICAST) !== 0, sections])).toEqual([
    [true, ['都来']],
    [true, ['都来']],
  ])
  const own = `${four.user}:${four.user}-PC`
  four.say(SENDMSG | SENDCHECK | MULTICAST, '大家好', '', `TO:${own}\x07lao:lao-PC\x07nobody:NOWHERE\x07`)
  const message = await newest(four, ({ text }) => text === '大家好')
  expect(message?.recipients).toEqual([idOf(old), 'u:nobody@NOWHERE'])
})

test('what its sender wants in no log goes when it was read, with the next start; what is to make no noise is marked', async () => {
  old.say(SENDMSG | SENDCHECK | 0x20000, '看完就忘')
  const fleeting = await newest(old, ({ text }) => text === '看完就忘')
  unwrap(await client.call('markRead', { conversation: idOf(old), upTo: fleeting?.id ?? '' }))
  three.say(SENDMSG | SENDCHECK | 0x1000, '别吵')
  expect((await newest(three, ({ text }) => text === '别吵'))?.quiet).toBe(true)
  client.close()
  await host.stop()
  await start()
  expect((await history(client, idOf(old))).map(({ text }) => text)).not.toContain('看完就忘')
  expect((await history(client, idOf(three))).at(-1)?.text).toBe('别吵')
  for (const peer of [old, three, four]) peer.hello()
})

test('a picture within a message is fetched at once, by itself', async () => {
  await personOf(three, ({ presence }) => presence === 'online')
  const request = three.serve(PNG)
  const number = three.say(
    SENDMSG | SENDCHECK | 0x200000,
    '看这里',
    `7:ipmsgclip_s_1_0.png:${PNG.length.toString(16)}:6a23b4c0:20:8=2:\x07`,
  )
  expect((await request).split(':').slice(4)).toEqual([
    expect.stringMatching(/^(96|\d+)$/),
    number.toString(16),
    '7',
    '0',
    '\0',
  ])
  const message = await newest(three, ({ attachments }) => attachments[0]?.picture !== undefined)
  expect(message?.attachments[0]).toMatchObject({
    ...{ kind: 'image', place: 2 },
    picture: { type: 'png', width: 1, height: 1 },
  })
})

test('a picture of ours is an attachment in its text, fetched from us by TCP', async () => {
  const since = four.wire.length
  const path = join(data, '图.png')
  await writeFile(path, PNG)
  const sent = cli(data, 'send-image', '四喜', path, '--text', '请看', '--wait', '--json')
  const heard = await four.hear(({ command }) => command === SENDMSG, since)
  expect([heard.sections[0], (heard.word & 0x200000) !== 0]).toEqual(['请看', true])
  const [id, , size, , kind] = (heard.sections[1] ?? '').split(':')
  expect([Number.parseInt(size ?? '', 16), kind]).toEqual([PNG.length, '20'])
  const bytes = await four.fetch(Number(heard.packetNo), Number(id))
  expect(bytes.equals(PNG)).toBe(true)
  expect(JSON.parse((await sent).stdout)).toMatchObject([{ state: 'done', kind: 'image' }])
})

test('what is no command, IPDict and repeats of long ago get no answer, and a copy of a message is shown once', async () => {
  await personOf(four, ({ presence }) => presence === 'online')
  const since = four.wire.length
  for (const command of [0x55, 0x63, 0xa0, 0xb0, 0xb8, 0xee]) four.say(command, 'x')
  four.raw(Buffer.from('IP2:3d:key1:3:3e8:key2:4:str1:Z'))
  const copy = Buffer.from(`1:1234567:si:si-PC:${SENDMSG | SENDCHECK | 0x800000}:一次就好\0`)
  for (let times = 0; times < 5; times++) {
    const before = four.wire.length
    four.raw(copy)
    await four.hear(({ command, sections }) => command === 0x21 && sections[0] === '1234567', before)
  }
  // Hellos come and go; nothing else was said.
  const said = four.wire.slice(since).filter(({ command }) => command > 4)
  expect(said.map(({ command }) => command)).toEqual(Array(5).fill(0x21))
  const texts = (await history(client, idOf(four))).map(({ text }) => text)
  expect(texts.filter((text) => text === '一次就好').length).toBe(1)
  const kinds = JSON.parse((await cli(data, 'history', '四喜', '--limit', '200', '--json')).stdout)
  expect(new Set(kinds.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(['text', 'sealed']))
})
