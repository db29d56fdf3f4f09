/** What we answer without the user: GETINFO, GETABSENCEINFO, READMSG's receipt, and messages while he is away (protocol.md 2.1, 3.2, 3.3). */
import { COMMAND, encodeNumberBody, hasFlag, OPT, type Packet } from '../protocol/index.ts'
import type { Answers } from './answers.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Delivery } from './delivery-port.ts'
import type { Peer } from './directory.ts'
import type { Endpoint } from './io.ts'
import type { Receipt } from './repeats.ts'

/** Two programs that answer each other's answers stop after one a minute. */
const AUTOMATIC_ANSWER_INTERVAL = 60_000

export interface Courtesy {
  /** Answers a question about us. */
  inform(from: Endpoint, packet: Packet, peer: Peer | undefined): void
  /** ANSREADMSG, quoting the READMSG's own number. */
  confirmOpened(from: Endpoint, packet: Packet, peer: Peer | undefined): void
  /** The answer of a user who is away. */
  answerForUs(receipt: Receipt, peer: Peer | undefined): void
}

/** `isUnderWay`: whether a message of ours to that peer must not be overtaken by a higher number. `automatic` says a text for us. */
export function createCourtesy(
  context: Context,
  composer: Composer,
  answers: Answers,
  { isUnderWay, automatic }: Pick<Delivery, 'isUnderWay' | 'automatic'>,
): Courtesy {
  function reply(to: Endpoint, peer: Peer | undefined, command: number, body: string | Uint8Array): void {
    if (answers.allow(to.address)) context.transmit(to, composer.reply(peer?.record, command, body))
  }

  return {
    inform(from, packet, peer) {
      if (packet.command === COMMAND.GETINFO) reply(from, peer, COMMAND.SENDINFO, `Gezi ${context.version}`)
      else reply(from, peer, COMMAND.SENDABSENCEINFO, context.identity.absence ?? 'Not absence mode')
    },

    confirmOpened(from, packet, peer) {
      if (!hasFlag(packet.flags, OPT.READCHECK)) return
      reply(from, peer, COMMAND.ANSREADMSG, encodeNumberBody(packet.packetNo))
    },

    answerForUs(receipt, peer) {
      const { absence } = context.identity
      const { now } = context
      if (!receipt.answerable || !absence || peer === undefined || isUnderWay(receipt.peer)) return
      const { answeredForUsAt } = peer
      if (answeredForUsAt !== undefined && now - answeredForUsAt < AUTOMATIC_ANSWER_INTERVAL) return
      if (!answers.allow(receipt.from.address)) return
      peer.answeredForUsAt = now
      automatic(peer, receipt.from, absence)
    },
  }
}
