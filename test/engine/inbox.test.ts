import { expect, test } from 'vitest'
import { LIMITS } from '../../shared/engine/limits.ts'
import { at, type Bench, brief, createBench, geziHello, IDENTITY, START, settledBench } from './bench.ts'
import { golden } from './golden.ts'

const ALICE = 'a11ce000000000000000000000000001'
const PEER = at('192.168.1.20')
const SCRIPT = at('192.168.1.77', 40_000)

const messages = (bench: Bench) => bench.eventsOf('message-received').map(({ message }) => message)
const acknowledged = (bench: Bench) => bench.takeSent().flatMap(({ word, body }) => (word === 0x21 ? [body] : []))

test('a message is an event first, and acknowledged when the store has it', () => {
  const bench = settledBench()
  bench.disk = 'fails'
  bench.input({ type: 'datagram', from: PEER, bytes: golden('G13') })
  const before = acknowledged(bench)
  const [event] = bench.eventsOf('message-received')
  bench.input({ type: 'stored', receipt: event?.receipt ?? 0 })
  const { repeatKey, ...message } = event?.message ?? { repeatKey: '' }
  expect([before, acknowledged(bench), repeatKey.startsWith('1780525950.')]).toEqual([[], ['1780525950|'], true])
  expect(message).toEqual({
    from: PEER,
    peer: 'u:13652@DESKTOP-4331HHF',
    text: '你好\n第二行',
    encoding: 'gb18030',
    raw: golden('G13'),
    packetNo: '1780525950',
    repeatSince: START + 20_000 - 600_000,
    receivedAt: START + 20_000,
    sealed: false,
    confirmOpening: false,
    locked: false,
    broadcast: false,
    multicast: false,
    automatic: false,
    attachments: [],
  })
})

test('the acknowledgement is the datagram of the protocol, to the address and port that the message came from', () => {
  const bench = settledBench({ identity: { ...IDENTITY, user: 'bob', host: 'BOB-PC' }, packetNo: 2_000_000_000 })
  bench.hear(SCRIPT, '1:1234567890123456:py:script:288:hi\0')
  const ack = bench.takeSent().find(({ word }) => word === 0x21)
  expect([ack?.to, Buffer.from(ack?.bytes ?? []).toString('latin1')]).toEqual([
    SCRIPT,
    `1_lbt6_0#128#024700000001#0#0#0#4001#9:${ack?.packetNo}:bob:BOB-PC:33:1234567890123456\0`,
  ])
})

test('a repeat of a stored message is acknowledged again and shown once, also with the 64 NULs of late repeats', () => {
  const bench = settledBench()
  for (const end of ['', '\0', '\0', `\0${'\0'.repeat(64)}`]) bench.hear(PEER, `1:500:zs:zs-pc:288:hello${end}`)
  expect([messages(bench).length, acknowledged(bench)]).toEqual([1, Array(4).fill('500|')])
})

test('while the store is at it repeats are swallowed; when it failed the next repeat gets another chance', () => {
  const bench = settledBench()
  const say = () => bench.hear(PEER, '1:500:zs:zs-pc:288:hello\0')
  bench.disk = 'fails'
  say()
  bench.pass(LIMITS.receiptPatience - 1)
  say()
  const early = messages(bench).length
  bench.pass(1)
  bench.disk = 'works'
  say()
  bench.input({ type: 'stored', receipt: bench.eventsOf('message-received')[0]?.receipt ?? 0 })
  expect([early, messages(bench).length, acknowledged(bench)]).toEqual([1, 2, ['500|']])
})

test('the same number with another text, or from somebody else, is another message', () => {
  const bench = settledBench()
  bench.hear(PEER, '1:500:zs:zs-pc:288:one\0')
  bench.hear(PEER, '1:500:zs:zs-pc:288:two\0')
  bench.hear(PEER, '1:500:ls:zs-pc:288:one\0')
  expect(messages(bench).map(({ peer, text }) => [peer, text])).toEqual([
    ['u:zs@zs-pc', 'one'],
    ['u:zs@zs-pc', 'two'],
    ['u:ls@zs-pc', 'one'],
  ])
})

test('a script may send the same number and text again: after seconds unchecked, after ten minutes checked', () => {
  const shown = (word: number, pause: number) => {
    const bench = settledBench()
    bench.hear(PEER, `1:1:py:script:${word}:backup done\0`)
    bench.pass(pause)
    bench.hear(PEER, `1:1:py:script:${word}:backup done\0`)
    return messages(bench).length
  }
  expect([shown(32, 4_000), shown(32, 6_000), shown(288, 599_000), shown(288, 601_000)]).toEqual([1, 2, 1, 2])
})

test('the numbers of a Gezi never come again: its repeat is a repeat days later', () => {
  const bench = settledBench()
  bench.hear(PEER, geziHello(3, { installation: ALICE }))
  bench.hear(PEER, '1_gezi 0.1.0:200:alice:alice-pc:288:hello\0')
  expect(messages(bench).map(({ peer, repeatSince }) => [peer, repeatSince])).toEqual([[`g:${ALICE}`, 0]])
})

test('an iptux that restarted may use its numbers again for the same text', () => {
  const bench = settledBench()
  const entry = '1_iptux 0.9.4:1:ls:ls-pc:257:ls\0\0icon-tux.png\0utf-8\0'
  const text = '1_iptux 0.9.4:3:ls:ls-pc:288:在吗\0'
  for (const said of [entry, text, text]) bench.hear(PEER, said)
  bench.pass(5_000)
  for (const said of [entry, text, text]) bench.hear(PEER, said)
  expect([messages(bench).map((message) => message.text), acknowledged(bench).length]).toEqual([['在吗', '在吗'], 4])
})

test('broadcasts and automatic messages are shown and not acknowledged', () => {
  const bench = settledBench()
  for (const id of ['G20', 'G21']) bench.input({ type: 'datagram', from: PEER, bytes: golden(id) })
  const shown = messages(bench).map(({ text, automatic, broadcast }) => ({ text, automatic, broadcast }))
  expect([shown, acknowledged(bench)]).toEqual([
    [
      { text: 'gone for lunch', automatic: true, broadcast: false },
      { text: 'fire drill', automatic: false, broadcast: true },
    ],
    [],
  ])
})

test('a sealed message and one with files say so', () => {
  const bench = settledBench()
  for (const id of ['G17', 'G26']) bench.input({ type: 'datagram', from: PEER, bytes: golden(id) })
  const shown = messages(bench).map(({ text, sealed, attachments }) => [
    text,
    sealed,
    attachments.map(({ name, kind }) => [name, kind]),
  ])
  expect(shown).toEqual([
    ['secret', true, []],
    [
      '',
      false,
      [
        ['报告.doc', 'file'],
        ['资料', 'folder'],
      ],
    ],
  ])
})

test('IPMsg for Mac that is absent ORs its state into every packet: a message stays a message, an ACK an ACK', () => {
  const bench = settledBench()
  bench.hear(PEER, `1:817348:mac:mac-pc:${0x20 | 0x10000 | 0x100 | 0x800000}:你好\0`)
  bench.input({
    type: 'send',
    message: { id: 'm1', peer: 'u:mac@mac-pc', text: 'hi', packetNo: undefined, queuedAt: START, attempts: 0 },
  })
  const number = bench.sent.findLast(({ word }) => (word & 0xff) === 0x20)?.packetNo
  bench.hear(PEER, `1:817349:mac:mac-pc:${0x21 | 0x10100}:${number}\0`)
  bench.takeSent()
  expect([messages(bench).map(({ text }) => text), bench.eventsOf('message-state').at(-1)?.delivery.state]).toEqual([
    ['你好'],
    'delivered',
  ])
})

test('a script that never said hello appears at once, is acknowledged, and asked for a hello once', () => {
  const bench = settledBench()
  bench.hear(SCRIPT, '1:1:py:build-server:288:构建失败\0')
  bench.hear(SCRIPT, '1:2:py:build-server:288:构建成功\0')
  expect([bench.takeSent().map(({ to, word }) => [to.port, word]), bench.takeEvents().map(({ type }) => type)]).toEqual(
    [
      [
        [40_000, 0x9200001],
        [40_000, 0x21],
        [40_000, 0x21],
      ],
      ['peer-changed', 'peer-changed', 'message-received', 'message-received'],
    ],
  )
  expect(messages(bench).map(({ peer, text, encoding }) => [peer, text, encoding])).toEqual([
    ['u:py@build-server', '构建失败', 'utf-8'],
    ['u:py@build-server', '构建成功', 'utf-8'],
  ])
})

test('who asks not to be listed is not asked for a hello', () => {
  const bench = settledBench()
  bench.hear(SCRIPT, `1:1:py:build-server:${0x20 | 0x80000}:hi\0`)
  expect([bench.takeSent(), messages(bench).length]).toEqual([[], 1])
})

test('a script that moves between ports is answered where it wrote from last', () => {
  const bench = settledBench()
  for (const port of [40_000, 40_001]) bench.hear(at('192.168.1.77', port), `1:${port}:py:build-server:32:hi\0`)
  expect(bench.peer('u:py@build-server')?.endpoint.port).toBe(40_001)
})

test('an unknown Gezi is asked for its hello before its message is shown, and shown under its own id', () => {
  const bench = settledBench()
  bench.hear(PEER, '1_gezi 0.1.0:200:alice:alice-pc:288:hello\0')
  bench.hear(PEER, '1_gezi 0.1.0:200:alice:alice-pc:288:hello\0')
  const before = messages(bench).length
  bench.hear(PEER, geziHello(3, { installation: ALICE }))
  expect([
    before,
    bench
      .takeSent()
      .map(brief)
      .map((line) => line.slice(0, 22)),
  ]).toEqual([0, ['192.168.1.20 0x9200001', '192.168.1.20 0x21 200|']])
  expect(messages(bench).map(({ peer, text }) => [peer, text])).toEqual([[`g:${ALICE}`, 'hello']])
})

test('a Gezi whose hello does not come in 2 s is shown under its names, and merged when it does come', () => {
  const bench = settledBench()
  const say = (number: number, text: string) => bench.hear(PEER, `1_gezi 0.1.0:${number}:alice:alice-pc:288:${text}\0`)
  say(200, 'hello')
  bench.pass(LIMITS.waitForHello)
  const shown = messages(bench).map(({ peer }) => peer)
  bench.input({
    type: 'send',
    message: { id: 'm1', peer: 'u:alice@alice-pc', text: 'hi', packetNo: undefined, queuedAt: START, attempts: 0 },
  })
  bench.takeSent()
  bench.hear(PEER, geziHello(3, { installation: ALICE }))
  say(200, 'hello')
  const again = bench.takeSent()
  const merged = bench.takeEvents().filter(({ type }) => type === 'peer-merged')
  expect([shown, merged, messages(bench).length]).toEqual([
    ['u:alice@alice-pc'],
    [{ type: 'peer-merged', from: 'u:alice@alice-pc', into: `g:${ALICE}` }],
    1,
  ])
  const number = again.find(({ word }) => (word & 0xff) === 0x20)?.packetNo
  bench.hear(PEER, `1_gezi 0.1.0:201:alice:alice-pc:33:${number}\0`)
  expect(bench.eventsOf('message-state').at(-1)).toEqual({
    type: 'message-state',
    id: 'm1',
    delivery: { state: 'delivered', at: bench.now, from: PEER },
  })
})

test('a Gezi of a LAN with another code page is one person, though its name reads differently in its hello', () => {
  const bench = settledBench()
  const body = `\0\0\nGZ:${ALICE} 0.1.0\n\0utf-8\0`
  bench.hear(PEER, `1_gezi 0.1.0:100:たなか:pc:${0x9200003}:${body}`, 'shift_jis')
  bench.hear(PEER, `1_gezi 0.1.0:101:たなか:pc:${0x1800120}:こんにちは\0`)
  expect(messages(bench).map(({ peer, text }) => [peer, text])).toEqual([[`g:${ALICE}`, 'こんにちは']])
})

test('cipher that we never claimed to read is neither shown nor acknowledged', () => {
  const bench = settledBench()
  bench.hear(PEER, `1:1:zs:zs-pc:${0x20 | 0x100 | 0x400000}:20002:abc\0`)
  expect([messages(bench), acknowledged(bench), bench.eventsOf('dropped').map(({ reason }) => reason)]).toEqual([
    [],
    [],
    ['not-understood'],
  ])
})

test('a colleague who writes UTF-8 without saying so is answered in UTF-8, one who writes GBK in GBK', () => {
  const reply = (encoding: 'utf-8' | 'gb18030') => {
    const bench = settledBench()
    bench.hear(PEER, '1:1:zs:zs-pc:3:zs\0\0')
    bench.hear(PEER, '1:2:zs:zs-pc:288:你好，世界\0', encoding)
    bench.input({
      type: 'send',
      message: { id: 'm1', peer: 'u:zs@zs-pc', text: '好', packetNo: undefined, queuedAt: START, attempts: 0 },
    })
    const bytes = bench.sent.findLast(({ word }) => (word & 0xff) === 0x20)?.bytes ?? []
    return [messages(bench)[0]?.text, Buffer.from(bytes).subarray(-4).toString('hex')]
  }
  expect([reply('utf-8'), reply('gb18030')]).toEqual([
    ['你好，世界', 'e5a5bd00'],
    ['你好，世界', '3abac300'],
  ])
})

test('more messages than the store commits are refused rather than kept', () => {
  const bench = createBench({ limits: { pendingReceipts: 3 } })
  bench.disk = 'fails'
  for (let i = 0; i < 5; i++) bench.hear(PEER, `1:${i}:zs:zs-pc:288:hello\0`)
  bench.pass(LIMITS.receiptPatience)
  bench.hear(PEER, '1:9:zs:zs-pc:288:hello\0')
  expect([messages(bench).map(({ packetNo }) => packetNo), bench.eventsOf('dropped').length]).toEqual([
    ['0', '1', '2', '9'],
    2,
  ])
})

test('the room for messages of unknown Gezis is bounded, and what does not fit is left to its repeats', () => {
  const bench = settledBench({ limits: { waitingMessages: 2 } })
  for (let i = 0; i < 4; i++) bench.hear(PEER, `1_gezi 0.1.0:${i}:alice:alice-pc:288:text ${i}\0`)
  bench.hear(PEER, geziHello(3, { installation: ALICE }))
  bench.hear(PEER, '1_gezi 0.1.0:3:alice:alice-pc:288:text 3\0')
  expect([messages(bench).map(({ text }) => text), bench.eventsOf('dropped').length]).toEqual([
    ['text 0', 'text 1', 'text 3'],
    2,
  ])
})

test('a flood of made-up Gezis from one address leaves room for the first message of a real one elsewhere', () => {
  const bench = settledBench()
  for (let i = 0; i < 1_000; i++) bench.hear(at('192.168.1.66', 2_000 + i), `1_gezi 0.1.0:${i}:x:x-pc:288:text ${i}\0`)
  bench.hear(PEER, '1_gezi 0.1.0:3:alice:alice-pc:288:hello\0')
  bench.hear(PEER, geziHello(3, { installation: ALICE }))
  expect(messages(bench).map(({ text }) => text)).toEqual(['hello'])
})

test('a stranger who writes without end fills the disk at a bounded pace, repeats are still acknowledged, and colleagues are heard', () => {
  const bench = settledBench({ limits: { writtenBurst: 20_000, writtenPerSecond: 100 } })
  const text = 'x'.repeat(950)
  for (let second = 0; second < 100; second++) {
    for (let i = 0; i < 5; i++) bench.hear(at('192.168.1.66'), `1:${second * 5 + i}:x:x-pc:288:${text}\0`)
    bench.pass(1_000)
  }
  const written = messages(bench).length
  expect([written > 25, written <= 30]).toEqual([true, true])
  bench.takeSent()
  bench.hear(at('192.168.1.66'), `1:0:x:x-pc:288:${text}\0`)
  expect(acknowledged(bench)).toEqual(['0|'])
  bench.hear(PEER, '1:9:zs:zs-pc:288:hello\0')
  expect(messages(bench).at(-1)?.text).toBe('hello')

  // Whoever forges addresses is held by what all of them may write.
  const forged = settledBench({ limits: { writtenBurstOfAll: 20_000, writtenPerSecondOfAll: 100 } })
  for (let i = 0; i < 200; i++) forged.hear(at(`192.168.1.${i}`), `1:${i}:x${i}:x-pc:288:${text}\0`)
  expect(messages(forged).length).toBeLessThanOrEqual(20)
})

test('the code page that the user chose reads text and file names, and is the one in which he is answered', () => {
  const bench = settledBench()
  const say = (packetNo: number, text: string) => {
    bench.hear(PEER, `1:${packetNo}:tanaka:PC-T:288:${text}\0`, 'shift_jis')
  }
  bench.hear(PEER, '1:1:tanaka:PC-T:257:田中\0営業\0', 'shift_jis')
  const id = 'u:tanaka@PC-T'
  say(2, 'こんにちは')
  bench.input({ type: 'read-as', peer: id, encoding: 'shift_jis' })
  say(3, 'こんにちは')
  bench.hear(PEER, '1:4:tanaka:PC-T:8388896:こんばんは\0')
  bench.hear(PEER, '1:5:tanaka:PC-T:257:田中\0営業\0', 'shift_jis')
  const chosen = bench.peer(id)
  bench.input({ type: 'read-as', peer: id, encoding: undefined })
  say(6, 'こんにちは')
  const read = messages(bench).map(({ text, encoding }) => [text === 'こんにちは' || text === 'こんばんは', encoding])
  expect([read, [chosen?.name, chosen?.group, chosen?.encoding], bench.peer(id)?.encoding]).toEqual([
    [
      [false, 'gb18030'],
      [true, 'shift_jis'],
      [true, 'utf-8'],
      [false, 'gb18030'],
    ],
    ['田中', '営業', 'shift_jis'],
    'gb18030',
  ])
})
