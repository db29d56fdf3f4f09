/** Signs of life of others (signs.ts): the same words again only show that he is there, news are read like a hello. */
import type { Packet } from '../protocol/index.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import { digest } from './digest.ts'
import type { Peer } from './directory.ts'
import type { Endpoint } from './io.ts'
import type { Presence } from './presence.ts'
import { isGezi, isOwn } from './recognise.ts'

/** Takes a NOOPERATION. Other programs send it, too, and say nothing in it. */
export function createSignsHeard(
  presence: Presence,
  announcements: Announcements,
  answers: Answers,
): (from: Endpoint, packet: Packet) => void {
  function note(peer: Peer, said: string): void {
    if (isOwn(peer.record)) peer.sign = { said, missed: 0 }
  }

  return (from, packet) => {
    const peer = presence.sender(from, packet)
    const isThere = peer !== undefined && peer.record.presence !== 'offline'
    if (!isGezi(packet) || packet.body.length === 0) {
      if (peer !== undefined) presence.hear(peer, from, packet)
      return
    }
    const said = `${packet.flags} ${digest(packet.body)}`
    if (isThere && peer.sign?.said === said && peer.record.version === packet.version) {
      presence.hear(peer, from, packet)
      note(peer, said)
      return
    }
    presence.hello(from, packet)
    const known = presence.sender(from, packet)
    if (known === undefined) return
    note(known, said)
    // He may not know us: nobody answers a sign of life.
    if (!isThere && answers.allow(from.address)) announcements.greetSoon(from)
  }
}
