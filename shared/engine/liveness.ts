/**
 * Who is still there. The protocol has no keep-alive (protocol.md 3.1): whoever was silent for long is asked with BR_ENTRY, three times, and then
 * counts as offline. Any packet of his brings him back.
 */
import type { Announcements } from './announcements.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { PeerId } from './io.ts'

/** Even where a third of all datagrams is lost, nine of ten people who are there answer one of three. */
const PROBES = 3
/** The answer to a hello may take 4 s on a large network (protocol.md 3.1). */
const PROBE_INTERVAL = 5_000
/** People who came at the same moment (eight in the morning) are not asked at the same moment. */
const SPREAD = 60_000

export interface Liveness {
  watch(peer: Peer): void
  /** Asks now, because something suggests that he is gone. */
  doubt(peer: Peer): void
  forget(peer: Peer): void
}

/** `gone`: what else to do when somebody counts as offline. */
export function createLiveness(
  context: Context,
  directory: Directory,
  announcements: Announcements,
  gone: (peer: Peer) => void,
): Liveness {
  const { timers, random, limits } = context
  const key = (id: PeerId): string => `live ${id}`

  function wait(peer: Peer, delay: number): void {
    const { id } = peer.record
    timers.after(key(id), delay, () => {
      const same = directory.byId(id)
      if (same !== undefined) check(same)
    })
  }

  function check(peer: Peer): void {
    const { endpoint, lastHeard, presence } = peer.record
    if (presence === 'offline') return
    const silent = Math.max(0, context.now - lastHeard)
    if (peer.probes === 0 && silent < limits.silence) wait(peer, limits.silence - silent + random.between(0, SPREAD))
    // Nobody can answer without a network; and a question that still waits for its turn has not been asked.
    else if (context.reach === undefined || announcements.waits(endpoint)) wait(peer, PROBE_INTERVAL)
    else if (peer.probes < PROBES) {
      peer.probes++
      announcements.greetSoon(endpoint)
      wait(peer, PROBE_INTERVAL)
    } else gone(peer)
  }

  return {
    watch: (peer) => wait(peer, limits.silence + random.between(0, SPREAD)),
    doubt(peer) {
      if (peer.probes > 0 || peer.record.presence === 'offline') return
      peer.probes = 1
      announcements.greetSoon(peer.record.endpoint)
      wait(peer, PROBE_INTERVAL)
    },
    forget: (peer) => timers.cancel(key(peer.record.id)),
  }
}
