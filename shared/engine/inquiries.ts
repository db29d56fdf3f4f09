/**
 * What our user wants to know of somebody's program (protocol.md 2.1): which one it is in its own words (GETINFO), and why he is away
 * (GETABSENCEINFO). Asked on demand only, and an answer counts only when it was asked for: nobody can put words into a list that nobody looks at.
 */
import { traits } from '../model/dialect.ts'
import { COMMAND, decodeText, emptyBody, type Packet } from '../protocol/index.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { PeerId } from './io.ts'

/** An answer that takes longer is to nobody's question any more. */
const ANSWER_WITHIN = 10_000
/** `IPMsg for Windows …` has some forty characters; what a person says of his absence is a line. */
const MAX_ANSWER = 200

type Question = 'info' | 'absence'

export interface Inquiries {
  /** Asks what there is to ask; nothing while he is offline, or was asked just now. */
  ask(peer: PeerId): void
  /** SENDINFO or SENDABSENCEINFO from him; false when it answers nothing. */
  answered(peer: Peer, packet: Packet): boolean
}

export function createInquiries(context: Context, composer: Composer, directory: Directory): Inquiries {
  const { timers } = context
  const keyOf = (peer: PeerId, question: Question): string => `${question} of ${peer}`

  function ask({ record }: Peer, question: Question): void {
    const key = keyOf(record.id, question)
    if (timers.has(key)) return
    timers.after(key, ANSWER_WITHIN, () => undefined)
    const command = question === 'info' ? COMMAND.GETINFO : COMMAND.GETABSENCEINFO
    context.transmit(record.endpoint, composer.reply(record, command, emptyBody()))
  }

  return {
    ask(id) {
      const peer = directory.byId(id)
      if (peer === undefined || context.reach === undefined || peer.record.presence === 'offline') return
      ask(peer, 'info')
      if (peer.record.presence === 'away' && traits[peer.record.dialect].absence) ask(peer, 'absence')
    },

    answered(peer, packet) {
      const question: Question = packet.command === COMMAND.SENDINFO ? 'info' : 'absence'
      const key = keyOf(peer.record.id, question)
      if (!timers.has(key)) return false
      timers.cancel(key)
      const { charset, legacyEncoding: legacy } = context
      const { text } = decodeText(packet, { charset, legacy, remembered: peer.record.encoding })
      const said = text.trim().slice(0, MAX_ANSWER)
      if (question === 'info') directory.update(peer, { info: said })
      // Who is back by now says `Not absence mode`.
      else if (peer.record.presence === 'away') directory.update(peer, { absence: said })
      return true
    },
  }
}
