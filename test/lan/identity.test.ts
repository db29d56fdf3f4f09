/**
 * Who is who, as it happens in offices: each history is played to the real engine, messenger and store, and ends with the right people, routes and
 * queues.
 */
import { expect, test } from 'vitest'
import { createSeat, FEIQ, GEZI, IPMSG, type Played, type Seat, ZHANG } from './seat.ts'

const [A, B] = ['192.168.1.21', '192.168.1.22'] as const

interface End {
  readonly people: readonly string[]
  /** Each message, and where it went. */
  readonly sent?: readonly string[]
  /** What came to whom, by the program's nickname. */
  readonly got?: Readonly<Record<string, readonly string[]>>
}

interface History {
  readonly name: string
  readonly play: (seat: Seat) => Omit<End, 'people' | 'sent'> | undefined
  readonly end: End
}

/** One user with each kind of program: what tells him from others is something else in each. */
const KINDS: readonly (readonly [kind: string, zhang: Played, li: Played])[] = [
  ['two Gezis', GEZI, { user: 'li', host: 'li-pc', name: '李四', installation: 'b'.repeat(32) }],
  ['two FeiQs, known by their cards', FEIQ, { user: 'li', host: 'li-pc', name: '李四', card: '000C29AA0002' }],
  [
    'two IPMsgs with keys, known by their fingerprints',
    IPMSG,
    { user: 'li-<fedcba9876543210>', host: 'li-pc', name: '李四', status: 0x400000 },
  ],
  ['two old IPMsgs, known by user and host', ZHANG, { user: 'li', host: 'li-pc', name: '李四' }],
]

test.each(KINDS)(
  '%s swap addresses while a message waits: each gets his own, nobody that of the other',
  (_kind, first, second) => {
    const seat = createSeat()
    const [zhang, li] = [seat.program(first), seat.program(second)]
    seat.join(A, zhang)
    seat.join(B, li)
    seat.pass(2_000)
    seat.unplug(A)
    seat.unplug(B)
    seat.send('张三', 'to zhang')
    seat.send('李四', 'to li')
    seat.pass(20_000)
    // The router gave each the lease of the other; one is quicker.
    seat.join(A, li)
    seat.pass(3_000)
    seat.join(B, zhang)
    seat.pass(60_000)
    expect({ people: seat.people(), got: [zhang.got, li.got] }).toEqual({
      people: [`张三 @${B} online`, `李四 @${A} online`],
      got: [['to zhang'], ['to li']],
    })
  },
)

test.each(KINDS)(
  '%s: the lease changes while both are there, and what is written then waits for a word of him',
  (_kind, first, second) => {
    const seat = createSeat()
    const [zhang, li] = [seat.program(first), seat.program(second)]
    seat.join(A, zhang)
    seat.join(B, li)
    seat.pass(2_000)
    seat.unplug(B)
    seat.join(A, li)
    // Li is at Zhang's address: what is for Zhang stays here.
    seat.send('张三', 'to zhang')
    seat.pass(4_000)
    const waiting = seat.stateOf('to zhang')
    seat.join(B, zhang)
    seat.pass(20_000)
    expect({ waiting, got: [zhang.got, li.got], state: seat.stateOf('to zhang') }).toEqual({
      waiting: 'queued route-unsure',
      got: [['to zhang'], []],
      state: 'delivered',
    })
  },
)

/** `first` is there and leaves without a word; a message waits; then `second` is at another address. */
function after(first: Played, second: Played) {
  return (seat: Seat): Pick<End, 'got'> => {
    const [before, now] = [seat.program(first), seat.program(second)]
    seat.join(A, before)
    seat.pass(2_000)
    seat.unplug(A)
    seat.send('张三', 'are you there?')
    seat.pass(20_000)
    now.number = before.number
    seat.join(B, now)
    seat.pass(20_000)
    return { got: { now: now.got } }
  }
}

/** Both are there, at A and B, and each is written to. */
function both(first: Played, second: Played) {
  return (seat: Seat): Pick<End, 'got'> => {
    const [one, two] = [seat.program(first), seat.program(second)]
    seat.join(A, one)
    seat.pass(2_000)
    two.number += 50
    seat.join(B, two)
    seat.pass(5_000)
    // Who is heard again and again does not take the other's place.
    for (let round = 0; round < 3; round++) {
      for (const [address, program] of [
        [A, one],
        [B, two],
      ] as const)
        seat.hello(address, program, 0x04)
      seat.pass(6_000)
    }
    for (const person of seat.desk.messenger.snapshot().peers) seat.desk.send(`to ${person.address}`, person.id)
    seat.pass(5_000)
    return { got: { one: one.got, two: two.got } }
  }
}

const HISTORIES: readonly History[] = [
  ...[FEIQ, GEZI, IPMSG, ZHANG].map(
    (says, at): History => ({
      name: `${['FeiQ', 'Gezi', 'IPMsg with a key', 'an old IPMsg'][at]} gets another address: the message finds him`,
      play: after(says, says),
      end: {
        people: [`张三 @${B} online`],
        sent: [`are you there? -> ${A}`, `are you there? -> ${B}`],
        got: { now: ['are you there?'] },
      },
    }),
  ),
  {
    name: 'FeiQ goes from Wi-Fi to cable: another card of the same user and computer is he',
    play: after(FEIQ, { ...FEIQ, card: '000C29AA0002' }),
    end: { people: [`张三 @${B} online`], got: { now: ['are you there?'] } },
  },
  {
    name: 'FeiQ on a renamed computer is he, by its card',
    play: after(FEIQ, { ...FEIQ, host: 'new-name' }),
    end: { people: [`张三 @${B} online`], got: { now: ['are you there?'] } },
  },
  {
    name: 'a user who takes his key to another computer is he, by its fingerprint',
    play: after(IPMSG, { ...IPMSG, host: 'new-pc' }),
    end: { people: [`张三 @${B} online`], got: { now: ['are you there?'] } },
  },
  {
    name: 'another nickname is no other person',
    play: after(ZHANG, { ...ZHANG, name: '张三丰' }),
    end: { people: [`张三丰 @${B} online`], got: { now: ['are you there?'] } },
  },
  {
    name: 'two cloned computers with other cards are two people, each with his own queue',
    play: both(FEIQ, { ...FEIQ, card: '000C29AA0002' }),
    end: {
      people: [`张三 @${A} online`, `张三 @${B} online`],
      got: { one: [`to ${A}`], two: [`to ${B}`] },
    },
  },
  {
    name: 'two cloned virtual machines with one card, whose users call themselves differently, are two people',
    play: both(FEIQ, { ...FEIQ, name: '李四' }),
    end: { people: [`张三 @${A} online`, `李四 @${B} online`], got: { one: [`to ${A}`], two: [`to ${B}`] } },
  },
  {
    name: 'a Gezi whose data folder was copied to another computer is two people',
    play: both(GEZI, { ...GEZI, host: 'copy-pc' }),
    end: { people: [`张三 @${A} online`, `张三 @${B} online`], got: { one: [`to ${A}`], two: [`to ${B}`] } },
  },
  {
    name: 'the same nickname twice is two people',
    play: both(ZHANG, { user: 'zs', host: 'other-pc', name: '张三' }),
    end: { people: [`张三 @${A} online`, `张三 @${B} online`], got: { one: [`to ${A}`], two: [`to ${B}`] } },
  },
]

test.each(HISTORIES.map((history) => [history.name, history] as const))('%s', (_name, { play, end }) => {
  const seat = createSeat()
  const played = play(seat)
  expect({ people: seat.people(), ...(end.sent && { sent: seat.sent() }), ...played }).toEqual(end)
})

test.each([
  ['Gezi', GEZI, { ...GEZI, installation: 'c'.repeat(32) }, 'computer'],
  ['IPMsg', IPMSG, { ...IPMSG, user: 'zhang-<fedcba9876543210>' }, 'computer'],
  ['an old IPMsg, on a renamed computer,', ZHANG, { ...ZHANG, host: 'new-name' }, 'user'],
])(
  '%s set up anew is another entry that is offered for merging; what waited for the first one goes out when the user says so',
  (_program, first, second, by) => {
    const seat = createSeat()
    const [before, now] = [seat.program(first), seat.program(second)]
    seat.join(A, before)
    seat.write(A, before, 'old words')
    seat.unplug(A)
    const old = seat.send('张三', 'are you there?')
    seat.pass(30_000)
    seat.join(B, now)
    seat.write(B, now, 'new words')
    seat.pass(30_000)
    const { peers } = seat.desk.messenger.snapshot()
    const other = peers.find(({ id }) => id !== old)?.id ?? ''
    const facts = seat.desk.call('personFacts', { peer: other })
    const apart = { people: seat.people(), got: [...now.got] }
    seat.desk.call('mergePeople', { one: old, other })
    seat.pass(5_000)
    expect(facts).toMatchObject({ ok: true, value: { alike: [{ peer: old, by }], confusable: [] } })
    expect({ apart, people: seat.people(), got: now.got, sent: seat.sent() }).toEqual({
      apart: { people: [`张三 @${A} offline`, `张三 @${B} online`], got: [] },
      people: [`张三 @${B} online`],
      got: ['are you there?'],
      sent: [`are you there? -> ${A}`, `are you there? -> ${B}`],
    })
    const texts = seat.desk.store.page({ conversation: other, limit: 9 }).messages.map(({ text }) => text)
    expect(texts.sort()).toEqual(['are you there?', 'new words', 'old words'])
  },
)

const LI = { user: 'li', host: 'li-pc', name: '李四' } as const
test.each([
  ['old programs', ZHANG, LI],
  ['FeiQs', FEIQ, { ...LI, card: '000C29AA0002' }],
  ['Gezis', GEZI, { ...LI, installation: 'b'.repeat(32) }],
  ['a Gezi and an old program', GEZI, LI],
] as const)(
  'two who are there at the same time and were merged by mistake (%s) are two again: each has what he said, and is written to where he is',
  (_, one, two) => {
    const seat = createSeat()
    const [zhang, li] = [seat.program(one), seat.program(two)]
    seat.join(A, zhang)
    seat.join(B, li)
    seat.write(A, zhang, 'z before')
    seat.write(B, li, 'l before')
    seat.pass(5_000)
    const before = seat.people()
    const [a = '', b = ''] = seat.desk.messenger.snapshot().peers.map(({ id }) => id)
    seat.desk.call('mergePeople', { one: a, other: b })
    const [left] = seat.desk.messenger.snapshot().peers
    seat.write(A, zhang, 'z meanwhile')
    seat.pass(5_000)
    seat.write(B, li, 'l meanwhile')
    seat.pass(5_000)
    const together = seat.desk.store.conversations().map(({ unread }) => unread)
    const answer = seat.desk.call('separatePerson', { former: left?.id === a ? b : a })
    seat.pass(8_000)
    const after = seat.people()
    seat.send('张三', 'to z')
    seat.send('李四', 'to l')
    seat.pass(5_000)
    const texts = seat.desk.messenger.snapshot().peers.map(({ id, name }) => [
      name,
      ...seat.desk.store
        .page({ conversation: id, limit: 9 })
        .messages.map(({ text }) => text)
        .sort(),
    ])
    expect({ before, together, answer, after, got: [zhang.got, li.got], texts: texts.sort() }).toMatchObject({
      before: [`张三 @${A} online`, `李四 @${B} online`],
      together: [4],
      answer: { ok: true },
      after: [`张三 @${A} online`, `李四 @${B} online`],
      got: [['to z'], ['to l']],
      texts: [
        ['张三', 'to z', 'z before', 'z meanwhile'],
        ['李四', 'l before', 'l meanwhile', 'to l'],
      ],
    })
  },
)

test('one program with two network cards is one person with a spare route, which is used when the first one dies', () => {
  const seat = createSeat()
  const zhang = seat.program(FEIQ)
  seat.join(A, zhang)
  seat.place(B, zhang)
  zhang.number--
  // The copy of the same broadcast, by the other card.
  seat.hello(B, zhang)
  seat.pass(3_000)
  const start = seat.people()
  seat.send('张三', 'by the first card')
  seat.pass(2_000)
  seat.unplug(A)
  seat.send('张三', 'by the second card')
  seat.pass(20_000)
  expect({ start, people: seat.people(), got: zhang.got, state: seat.stateOf('by the second card') }).toEqual({
    start: [`张三 @${A} online via ${B}`],
    people: [`张三 @${B} online`],
    got: ['by the first card', 'by the second card'],
    state: 'delivered',
  })
})

test('two network cards that say hello one after the other are one person, too, and back at the first one nothing is asked twice', () => {
  const seat = createSeat()
  const zhang = seat.program(GEZI)
  seat.join(A, zhang)
  seat.pass(2_000)
  seat.join(B, zhang)
  seat.pass(6_000)
  const start = seat.people()
  const asked = seat.bench.sent.length
  for (const address of [A, B, A, B]) {
    seat.hello(address, zhang, 0x04)
    seat.pass(2_000)
  }
  seat.send('张三', 'where are you?')
  seat.pass(2_000)
  const hellos = seat.bench.sent
    .slice(asked)
    .filter(({ word, to }) => (word & 0xff) === 0x01 && to.address !== '192.168.1.255')
  expect({ start, people: seat.people(), sent: seat.sent(), hellos }).toEqual({
    start: [`张三 @${A} online via ${B}`],
    people: [`张三 @${A} online via ${B}`],
    sent: [`where are you? -> ${A}`],
    hellos: [],
  })
})

test('users of a terminal server are different people at one address, and each is told apart from the others', () => {
  const seat = createSeat()
  const [zhang, li] = [seat.program(ZHANG), seat.program({ user: 'li', host: 'zhang-pc', name: '李四' })]
  seat.join(A, zhang)
  seat.pass(2_000)
  seat.hello(A, li)
  seat.write(A, li, 'from li')
  seat.write(A, zhang, 'from zhang')
  seat.pass(2_000)
  const facts = seat.desk.messenger.snapshot().peers.map(({ id }) => {
    const told = seat.desk.call('personFacts', { peer: id })
    return [seat.desk.store.page({ conversation: id, limit: 5 }).messages.map(({ text }) => text), told]
  })
  expect(seat.people()).toEqual([`张三 @${A} online`, `李四 @${A} online`])
  expect(facts).toMatchObject([
    [['from zhang'], { value: { alike: [], confusable: [{ peer: 'u:li@zhang-pc', by: 'beside' }] } }],
    [['from li'], { value: { alike: [], confusable: [{ peer: 'u:zhang@zhang-pc', by: 'beside' }] } }],
  ])
})

test('who comes back to an address that somebody else had meanwhile does not get what is for that one', () => {
  const seat = createSeat()
  const [zhang, li] = [seat.program(ZHANG), seat.program({ user: 'li', host: 'li-pc', name: '李四' })]
  seat.join(A, zhang)
  seat.hello(A, zhang, 0x02)
  seat.unplug(A)
  seat.pass(10_000)
  seat.join(A, li)
  seat.pass(3_000)
  // Li's computer sleeps, and its lease goes back to Zhang's.
  seat.join(A, zhang)
  seat.send('李四', 'to li')
  seat.pass(10_000)
  expect([zhang.got, li.got, seat.stateOf('to li')]).toEqual([[], [], 'queued route-unsure'])
})

test('a classroom of twelve cloned computers is twelve people, and each gets his own', () => {
  const seat = createSeat()
  const pupils = Array.from({ length: 12 }, (_, at) => {
    const card = `000C29BB00${String(at).padStart(2, '0')}`
    return { address: `192.168.3.${at + 1}`, program: seat.program({ ...ZHANG, card }) }
  })
  for (const { address, program } of pupils) {
    seat.join(address, program)
    seat.pass(2_000)
  }
  for (const person of seat.desk.messenger.snapshot().peers) seat.desk.send(`to ${person.address}`, person.id)
  seat.pass(3_000)
  for (const { address, program } of pupils) seat.write(address, program, `from ${address}`)
  const chats = seat.desk.store
    .conversations()
    .map(({ id }) =>
      seat.desk.store.page({ conversation: id, limit: 9 }).messages.map(({ text }) => text.split(' ')[1]),
    )
  expect(pupils.map(({ program }) => program.got)).toEqual(pupils.map(({ address }) => [`to ${address}`]))
  expect(chats.map((texts) => new Set(texts).size)).toEqual(Array(12).fill(1))
})

test('who has a new lease and writes without a hello is asked for one, and is there from then on', () => {
  const seat = createSeat()
  const zhang = seat.program(ZHANG)
  seat.join(A, zhang)
  seat.pass(3_000)
  seat.unplug(A)
  seat.place(B, zhang)
  seat.write(B, zhang, 'hello?')
  seat.pass(8_000)
  seat.send('张三', 'yes?')
  seat.pass(2_000)
  expect([seat.people(), zhang.got]).toEqual([[`张三 @${B} online`], ['yes?']])
})

test('while it is not certain who is at his address, no shake goes there', () => {
  const seat = createSeat()
  const [zhang, li] = [seat.program(FEIQ), seat.program({ user: 'li', host: 'li-pc', name: '李四' })]
  seat.join(A, zhang)
  seat.pass(3_000)
  const id = seat.desk.messenger.snapshot().peers[0]?.id ?? ''
  seat.unplug(A)
  seat.join(A, li)
  const before = seat.bench.sent.length
  seat.bench.input({ type: 'signal', peer: id, signal: 'shake' })
  seat.pass(1_000)
  expect(seat.bench.sent.slice(before).filter(({ word }) => (word & 0xff) >= 0x77)).toEqual([])
})

test('a card that is the same on every computer is no evidence: another Administrator does not get what waits for the first', () => {
  const seat = createSeat()
  const says = { user: 'Administrator', host: 'pc-1', name: 'Administrator', card: '005056C00008' }
  const [first, second] = [seat.program(says), seat.program({ ...says, host: 'pc-2' })]
  seat.join(A, first)
  seat.pass(3_000)
  seat.unplug(A)
  const id = seat.send('Administrator', 'for pc-1')
  seat.pass(60_000)
  seat.join(B, second)
  seat.pass(10_000)
  expect([id, second.got, seat.people().length]).toEqual(['u:Administrator@pc-1', [], 2])
})
