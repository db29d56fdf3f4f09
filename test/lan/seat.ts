/**
 * One Gezi as it is, the real engine, messenger and store, among programs that are played: each sits at an address, answers hellos and
 * acknowledges messages, and can be moved, copied, or ended. Time passes as it is told.
 */
import { createDesk, type Desk } from '../core/desk.ts'
import { at, type Bench, settledBench } from '../engine/bench.ts'

export interface Played {
  readonly user: string
  readonly host: string
  readonly name?: string
  /** Of a FeiQ. */
  readonly card?: string
  /** Of another Gezi. */
  readonly installation?: string
  /** IPMsg with keys claims that it encrypts. */
  readonly status?: number
}

/** One user of each kind of program. */
export const ZHANG: Played = { user: 'zhang', host: 'zhang-pc', name: '张三' }
export const FEIQ: Played = { ...ZHANG, card: '000C29AA0001' }
export const GEZI: Played = { ...ZHANG, installation: 'a'.repeat(32) }
export const IPMSG: Played = { ...ZHANG, user: 'zhang-<0123456789abcdef>', status: 0x400000 }

export interface Program {
  says: Played
  /** Texts that came to it. */
  readonly got: string[]
  number: number
  /** It does not answer a hello at once, or at all. */
  silent?: boolean
}

export interface Seat {
  readonly desk: Desk
  readonly bench: Bench
  program(says: Played): Program
  /** Puts it there and lets it say hello. */
  join(address: string, program: Program): void
  place(address: string, program: Program): void
  /** Nobody answers there any more. */
  unplug(address: string): void
  /** A hello under its names: BR_ENTRY, or another command. */
  hello(address: string, program: Program, command?: number): void
  /** A message of its user. */
  write(address: string, program: Program, text: string): void
  /** Anything. */
  hear(address: string, packet: string): void
  send(name: string, text: string): string
  pass(milliseconds: number): void
  /** `name @address presence`, with `via` for each other route; sorted. */
  people(): string[]
  /** `text -> where it went`, in order, each transmission once for all its repeats. */
  sent(): string[]
  stateOf(text: string): string
}

const VERSION = (says: Played): string => {
  if (says.installation !== undefined)
    return `1_lbt6_0#128#0247${says.installation.slice(-8).toUpperCase()}#0#0#0#4001#9`
  return says.card === undefined ? '1' : `1_lbt6_0#128#${says.card}#0#0#0#4001#9`
}

export function createSeat(): Seat {
  const bench = settledBench()
  const desk = createDesk()
  const programs = new Map<string, Program>()
  let events = bench.events.length
  let inputs = 0
  let sights = bench.sent.length

  /** What the driver and the host do between engine and messenger. */
  function settle(): void {
    while (events < bench.events.length || inputs < desk.inputs.length) {
      const fresh = bench.events.slice(events)
      events = bench.events.length
      if (fresh.length > 0) desk.apply(...fresh)
      const orders = desk.inputs.slice(inputs)
      inputs = desk.inputs.length
      for (const order of orders) bench.input(order)
    }
  }

  const packet = (program: Program, word: number, body: string): string =>
    `${VERSION(program.says)}:${++program.number}:${program.says.user}:${program.says.host}:${word}:${body}\0`

  function answer(): void {
    while (sights < bench.sent.length) {
      const sight = bench.sent[sights++]
      const program = sight === undefined ? undefined : programs.get(sight.to.address)
      if (sight === undefined || program === undefined || program.silent === true) continue
      const { address } = sight.to
      if ((sight.word & 0xff) === 0x01) seat.hello(address, program, 0x03)
      if ((sight.word & 0xff) !== 0x20) continue
      const [text = ''] = sight.body.split('|')
      if (!program.got.includes(text)) program.got.push(text)
      seat.hear(address, packet(program, 0x21, sight.packetNo))
    }
  }

  const seat: Seat = {
    desk,
    bench,
    program: (says) => ({ says, got: [], number: Math.floor(bench.now / 1_000) }),
    join(address, program) {
      programs.set(address, program)
      seat.hello(address, program)
    },
    place: (address, program) => void programs.set(address, program),
    unplug: (address) => void programs.delete(address),
    hello(address, program, command = 0x01) {
      const {
        user,
        host,
        name = user,
        installation,
        status = installation === undefined ? 0 : 0x1200000,
      } = program.says
      const list =
        installation === undefined
          ? ''
          : `\0\n${`UN:${user}\nHN:${host}\nNN:${name}\nGN:\nGZ:${installation} 0.1.0`}\n\0utf-8`
      program.number = Math.max(program.number, Math.floor(bench.now / 1_000))
      seat.hear(address, packet(program, status | command, `${name}\0${list}`))
    },
    write: (address, program, text) => seat.hear(address, packet(program, 0x120, text)),
    hear(address, text) {
      bench.hear(at(address), text, programs.get(address)?.says.installation === undefined ? 'gb18030' : 'utf-8')
      settle()
      answer()
    },
    send(name, text) {
      const peer = desk.messenger.snapshot().peers.find((person) => person.name === name)
      if (peer === undefined) throw new Error(`nobody is called ${name}`)
      desk.send(text, peer.id)
      settle()
      answer()
      return peer.id
    },
    pass(milliseconds) {
      for (let left = milliseconds; left > 0; left -= 200) {
        bench.pass(Math.min(left, 200))
        settle()
        answer()
      }
    },
    people() {
      const rows = desk.messenger.snapshot().peers.map(({ id, name, address, presence }) => {
        const via = bench.peer(id)?.routes?.map(({ endpoint }) => ` via ${endpoint.address}`) ?? []
        return `${name} @${address} ${presence}${via.join('')}`
      })
      return rows.sort()
    },
    sent() {
      const rows = bench.sent
        .filter(({ word }) => (word & 0xff) === 0x20)
        .map(({ to, body }) => `${body.split('|')[0]} -> ${to.address}`)
      return [...new Set(rows)]
    },
    stateOf(text) {
      const chats = desk.store.conversations()
      const found = chats
        .flatMap(({ id }) => desk.store.page({ conversation: id, limit: 50 }).messages)
        .find((message) => message.text === text)
      return `${found?.state}${found?.reason === undefined ? '' : ` ${found.reason}`}`
    },
  }
  return seat
}
