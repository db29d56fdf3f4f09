/** Who was heard, and whether he answered or spoke of himself: what the connection doctor looks at. Counts, and no contents. */
import { COMMAND, decodePacket } from '../../../shared/protocol/index.ts'

/** Firewalls let answers in for about that long. Milliseconds. */
const ANSWER_WINDOW = 60_000
/** Addresses that are remembered; beyond it those come in that were not heard yet for the one heard longest ago. */
const MAX_ADDRESSES = 4_096

/** What nobody sends who has not heard us: each answers one of our packets. */
const REPLIES: ReadonlySet<number> = new Set([
  COMMAND.ANSENTRY,
  COMMAND.RECVMSG,
  COMMAND.ANSLIST,
  COMMAND.SENDINFO,
  COMMAND.SENDABSENCEINFO,
  COMMAND.ANSPUBKEY,
])

export interface Heard {
  readonly lastHeard: number
  /** When he last answered a packet of ours, which therefore had arrived; 0 when he never did. */
  readonly lastReply: number
  /** When he last said hello (BR_ENTRY), which nobody has to be asked for. */
  readonly lastHello: number
  /** Packets within a minute of one that we sent to that address. */
  readonly answers: number
  /** All others. */
  readonly unasked: number
}

const NOTHING = { answers: 0, unasked: 0, lastReply: 0, lastHello: 0 } as const

export interface Traffic {
  sent(address: string, now: number): void
  heard(address: string, now: number, bytes: Uint8Array): void
  of(address: string): Heard | undefined
  all(): ReadonlyMap<string, Heard>
}

export function createTraffic(): Traffic {
  // A map keeps the order in which its keys came: each use puts its address at the end.
  const lastSent = new Map<string, number>()
  const heard = new Map<string, Heard>()
  const put = <T>(map: Map<string, T>, address: string, value: T): void => {
    map.delete(address)
    map.set(address, value)
    const [oldest] = map.keys()
    if (map.size > MAX_ADDRESSES && oldest !== undefined) map.delete(oldest)
  }
  return {
    sent: (address, now) => put(lastSent, address, now),
    heard(address, now, bytes) {
      const { answers, unasked, lastReply, lastHello } = heard.get(address) ?? NOTHING
      const packet = decodePacket(bytes)
      const command = packet.ok ? packet.value.command : undefined
      const isAnswer = now - (lastSent.get(address) ?? -ANSWER_WINDOW) < ANSWER_WINDOW
      put(heard, address, {
        lastHeard: now,
        lastReply: command !== undefined && REPLIES.has(command) ? now : lastReply,
        lastHello: command === COMMAND.BR_ENTRY ? now : lastHello,
        answers: answers + (isAnswer ? 1 : 0),
        unasked: unasked + (isAnswer ? 0 : 1),
      })
    },
    of: (address) => heard.get(address),
    all: () => heard,
  }
}
