/**
 * Who says that he is somebody else: from another address nobody takes over a person who is there, his queue, or his presence. What cannot be
 * prevented (docs/identity.md): who forges the source address too, and who speaks for an old program that is away.
 */
import { expect, test } from 'vitest'
import { createSeat, FEIQ, GEZI, IPMSG, type Played, type Seat, ZHANG } from './seat.ts'

const [ZHANG_AT, THIEF_AT] = ['192.168.1.21', '192.168.1.66'] as const

interface Theft {
  readonly name: string
  readonly victim: Played
  readonly thief: Played
  /** What the thief does besides answering as if he were the other one. */
  readonly act?: (seat: Seat, thief: ReturnType<Seat['program']>) => void
  /** Other people than the victim, afterwards. */
  readonly others?: readonly string[]
}

const HELLOS = [0x01, 0x03, 0x04] as const
const hellos = (seat: Seat, thief: ReturnType<Seat['program']>): void => {
  for (const command of HELLOS) {
    seat.hello(THIEF_AT, thief, command)
    seat.pass(3_000)
  }
}

const thefts: readonly Theft[] = [
  ...[FEIQ, GEZI, IPMSG, ZHANG].map(
    (victim, at): Theft => ({
      name: `all that ${['a FeiQ', 'a Gezi', 'an IPMsg with a key', 'an old IPMsg'][at]} says of itself, in BR_ENTRY, ANSENTRY and BR_ABSENCE`,
      victim,
      thief: victim,
    }),
  ),
  {
    name: 'a stolen card under other names',
    victim: FEIQ,
    thief: { user: 'thief', host: 'thief-pc', name: '王五', card: '000C29AA0001' },
    others: [`王五 @${THIEF_AT} online`],
  },
  {
    name: 'a stolen card and nickname',
    victim: FEIQ,
    thief: { user: 'thief', host: 'thief-pc', name: '张三', card: '000C29AA0001' },
    others: [`张三 @${THIEF_AT} online`],
  },
  {
    name: 'a stolen user and host with another card',
    victim: FEIQ,
    thief: { ...FEIQ, card: '000C29AA0066' },
    others: [`张三 @${THIEF_AT} online`],
  },
  {
    name: 'a stolen fingerprint on another computer',
    victim: IPMSG,
    thief: { ...IPMSG, host: 'thief-pc' },
    others: [`张三 @${THIEF_AT} online`],
  },
  {
    name: 'a goodbye',
    victim: ZHANG,
    thief: ZHANG,
    act: (seat, thief) => seat.hello(THIEF_AT, thief, 0x02),
  },
  {
    name: 'a new nickname in BR_ABSENCE',
    victim: ZHANG,
    thief: { ...ZHANG, name: '小偷' },
    others: [`小偷 @${THIEF_AT} online`],
  },
  {
    name: 'a message in his name, before anything else',
    victim: ZHANG,
    thief: ZHANG,
    act: (seat, thief) => seat.write(THIEF_AT, thief, 'send it to me'),
  },
  {
    name: 'a message in his name from a program that says it is a Gezi',
    victim: ZHANG,
    thief: ZHANG,
    act: (seat) => seat.hear(THIEF_AT, '1_gezi 0.1.0:77:zhang:zhang-pc:288:send it to me\0'),
  },
]

test.each(thefts.map((theft) => [theft.name, theft] as const))(
  '%s, from another address: the victim stays who and where he is, and what is for him goes to him',
  (_name, theft) => {
    const { victim, thief, act = hellos, others = [] } = theft
    const seat = createSeat()
    const [zhang, other] = [seat.program(victim), seat.program(thief)]
    seat.join(ZHANG_AT, zhang)
    seat.pass(3_000)
    const id = seat.desk.messenger.snapshot().peers[0]?.id ?? ''
    seat.place(THIEF_AT, other)
    other.number += 10
    act(seat, other)
    seat.desk.send('for zhang alone', id)
    seat.pass(10_000)
    const people = seat.people().map((row) => row.replace(` via ${THIEF_AT}`, ''))
    expect({ people, got: [zhang.got, other.got], state: seat.stateOf('for zhang alone') }).toEqual({
      people: [`张三 @${ZHANG_AT} online`, ...others].sort(),
      got: [['for zhang alone'], []],
      state: 'delivered',
    })
  },
)

test('an old hello that is played again from another address is not even a spare route', () => {
  const seat = createSeat()
  const zhang = seat.program(FEIQ)
  seat.join(ZHANG_AT, zhang)
  seat.pass(3_000)
  const old = zhang.number - 2
  seat.hear(THIEF_AT, `1_lbt6_0#128#000C29AA0001#0#0#0#4001#9:${old}:zhang:zhang-pc:1:张三\0\0`)
  seat.pass(10_000)
  expect(seat.people()).toEqual([`张三 @${ZHANG_AT} online`])
})

test('a forged hello with a number far ahead of the clock does not keep away whom it names', () => {
  const seat = createSeat()
  const zhang = seat.program(ZHANG)
  seat.join(ZHANG_AT, zhang)
  seat.pass(3_000)
  seat.hello(ZHANG_AT, zhang, 0x02)
  seat.unplug(ZHANG_AT)
  seat.pass(10_000)
  seat.hear(THIEF_AT, `1:${zhang.number + 1_000_000}:zhang:zhang-pc:4:张三\0\0`)
  const taken = seat.people()
  seat.join(ZHANG_AT, zhang)
  seat.pass(6_000)
  expect([taken, seat.people()]).toEqual([[`张三 @${THIEF_AT} online`], [`张三 @${ZHANG_AT} online`]])
})

test('a goodbye with a forged source address costs the victim seconds: he is asked, and is there', () => {
  const seat = createSeat()
  const zhang = seat.program(ZHANG)
  seat.join(ZHANG_AT, zhang)
  seat.pass(3_000)
  seat.hello(ZHANG_AT, zhang, 0x02)
  const gone = seat.people()
  seat.pass(8_000)
  expect([gone, seat.people()]).toEqual([[`张三 @${ZHANG_AT} offline`], [`张三 @${ZHANG_AT} online`]])
})

test('an acknowledgement in his name, from an address where he never was, is none while he has a key', () => {
  const seat = createSeat()
  const zhang = seat.program(IPMSG)
  seat.join(ZHANG_AT, zhang)
  seat.pass(3_000)
  zhang.silent = true
  seat.send('张三', 'urgent')
  const number = seat.bench.sent.at(-1)?.packetNo
  const acknowledgement = `1:99:zhang-<0123456789abcdef>:zhang-pc:33:${number}\0`
  seat.hear(THIEF_AT, acknowledgement)
  expect(seat.stateOf('urgent')).toBe('sent')
  seat.hear(ZHANG_AT, acknowledgement)
  expect(seat.stateOf('urgent')).toBe('delivered')
})

test('a hundred claims cost him whom they name one question each at most, and us no more entries than a classroom', () => {
  const seat = createSeat()
  const zhang = seat.program(ZHANG)
  seat.join(ZHANG_AT, zhang)
  seat.pass(3_000)
  const before = seat.bench.sent.length
  for (let at = 0; at < 100; at++) {
    seat.hear(`192.168.2.${at}`, `1:${zhang.number + 50 + at}:zhang:zhang-pc:4:name ${at}\0\0`)
    seat.pass(100)
  }
  seat.pass(10_000)
  const asked = seat.bench.sent.slice(before).filter(({ to, word }) => to.address === ZHANG_AT && (word & 0xff) === 1)
  expect([seat.people().length <= 49, asked.length <= 100]).toEqual([true, true])
  expect(seat.people()).toContain(`张三 @${ZHANG_AT} online`)
})

test.each([
  ['BR_ABSENCE', 0x04, [THIEF_AT]],
  ['BR_ENTRY', 0x01, [THIEF_AT]],
  ['one BR_ENTRY twice', 0x01, [THIEF_AT, THIEF_AT]],
  ['one BR_ENTRY from two addresses', 0x01, ['fe80::66%eth0', THIEF_AT]],
  ['one BR_ENTRY from two addresses', 0x01, [THIEF_AT, 'fe80::66%eth0', THIEF_AT]],
])('who is reached by IPv6 is not redirected by hellos in his name from IPv4: %s', (_what, command, from) => {
  const seat = createSeat()
  const zhang = seat.program(ZHANG)
  seat.join('fe80::1%eth0', zhang)
  seat.pass(3_000)
  const thief = seat.program(ZHANG)
  for (const address of from) seat.place(address, thief)
  for (let time = 0; time < 3; time++) {
    thief.number += 40
    const { number } = thief
    for (const address of from) {
      thief.number = Math.max(number, Math.floor(seat.bench.now / 1_000))
      seat.hello(address, thief, command)
    }
    seat.pass(6_000)
  }
  seat.send('张三', 'for zhang alone')
  seat.pass(3_000)
  expect([zhang.got, thief.got]).toEqual([['for zhang alone'], []])
})
