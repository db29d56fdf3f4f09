/**
 * Who is still there. The protocol has no keep-alive (protocol.md 3.1): whoever was silent for long is asked with BR_ENTRY, three times, and then
 * counts as offline. Any packet of his brings him back; and a question tells him that we are there, so of two only one asks.
 *
 * How long is long depends: whom the user looks at is asked after half a minute. Gezis among many say by themselves that they are there
 * (signs.ts), and are asked when that is overdue. Others are asked, where there are many, the more seldom the longer they have been there.
 *
 * After a night asleep everybody was silent for long. Then everybody is greeted at once, and asked is only who does not answer that.
 *
 * Who was lost that way may only be cut off, and then each side holds the other for gone and nobody would say anything when the cable is in again.
 * So he is sought, ever more seldom, for a day; and for as long as messages wait for him.
 */
import { endpointsOf } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { Millis, PeerId } from './io.ts'
import { isOwn } from './recognise.ts'
import { signInterval } from './signs.ts'

/** Even where a third of all datagrams is lost, nine of ten people who are there answer one of three. */
const PROBES = 3
/** The answer to a hello may take 4 s on a large network (protocol.md 3.1). */
const PROBE_INTERVAL = 5_000
/** People who came at the same moment (eight in the morning) are not asked at the same moment. */
const SPREAD = 60_000
/** Between the questions to somebody who is lost; the last one from then on. A switch restarts within two minutes. */
const SEEK_INTERVALS = [10_000, 20_000, 40_000, 80_000, 160_000, 300_000] as const
/** The longest silence of those who have been there for an hour and more, in a crowd that is large enough. */
const LONGEST_SILENCE = 1_800_000
/** Of silence for each who is there: a hundred are asked every five minutes, six hundred every half hour. */
const SILENCE_FOR_EACH = 3_000
/** A thousand who came at the same moment, after a power cut, are asked within a quarter of an hour. */
const SPREAD_FOR_EACH = 900
/** Whose sign of life did not come is asked sooner: few are, unless a floor has no power. */
const SPREAD_FOR_EACH_SIGN = 300
/** Whoever had to be asked this often without a sign in between is not heard here when he gives one. */
const MUTE = 4
/** Part of a longer silence by which those who are asked are spread. */
const SPREAD_PART = 5
/** Whoever is looked at was heard within this, or is asked. */
const LOOK_SILENCE = 30_000
/** Somebody who is offline is not asked more often because he is looked at again and again. */
const LOOK_AGAIN = 15_000
/** Of time, in which several people are looked at. */
const GRAIN = 4_000
/** When all answers to the hello after waking are in. */
const WAKE_GRACE = 8_000
/** Per cent. */
const SEEK_JITTER = 20
const SEEK_FOR = 86_400_000

export interface Liveness {
  watch(peer: Peer): void
  /** The user looks at him: what he sees shall be so. */
  look(peer: Peer): void
  /** Asks now, because something suggests that he is gone. */
  doubt(peer: Peer): void
  /** Asks now whether somebody who is offline is back, and goes on asking while a message waits for him. */
  seek(peer: Peer): void
  /** He said goodbye: he says hello when he comes back. */
  forget(peer: Peer): void
}

/** `lose`: what else to do when somebody counts as offline; false when he is asked by another route before. `isAwaited`: whether messages wait for him. */
export function createLiveness(
  context: Context,
  directory: Directory,
  announcements: Announcements,
  lose: (peer: Peer) => boolean,
  isAwaited: (id: PeerId) => boolean,
): Liveness {
  const { timers, random, limits } = context
  const key = (id: PeerId): string => `live ${id}`
  /** Since when those who are there have been. */
  const since = new Map<PeerId, Millis>()

  /** He would have said by himself that he is there. */
  const givesSigns = ({ record, sign }: Peer): boolean =>
    isOwn(record) && (sign?.missed ?? 0) < MUTE && announcements.reaches(record)

  function patience(peer: Peer): Millis {
    if (givesSigns(peer)) return signInterval(context, directory)
    const age = context.now - (since.get(peer.record.id) ?? context.now)
    const longest = Math.min(LONGEST_SILENCE, directory.online * SILENCE_FOR_EACH)
    return Math.max(limits.silence, Math.min(age / 2, longest))
  }

  function spread(peer: Peer, silence: Millis): Millis {
    const [forEach, part] = givesSigns(peer) ? [SPREAD_FOR_EACH_SIGN, 0] : [SPREAD_FOR_EACH, silence / SPREAD_PART]
    return random.between(0, Math.max(SPREAD, directory.online * forEach, Math.round(part)))
  }

  const phase = random.between(0, GRAIN - 1)

  /** For a look that need not be at its moment: all that fall within some seconds are one, so that a computer with many colleagues may rest. */
  const rounded = (delay: Millis): Millis => delay + GRAIN - ((context.now + delay + phase) % GRAIN)

  function wait(peer: Peer, delay: Millis, then: (peer: Peer) => void): void {
    const { id } = peer.record
    timers.after(key(id), delay, () => {
      const same = directory.byId(id)
      if (same !== undefined) then(same)
    })
  }

  function spreadOut(peer: Peer): void {
    if (context.now - context.wokeAt < WAKE_GRACE) check(peer)
    else wait(peer, rounded(spread(peer, limits.silence)), check)
  }

  function check(peer: Peer): void {
    const { endpoint, lastHeard, presence } = peer.record
    if (presence === 'offline') return
    const silent = Math.max(0, context.now - lastHeard)
    const allowed = patience(peer)
    const awake = context.now - context.wokeAt
    if (peer.probes === 0 && silent < allowed) {
      wait(peer, rounded(allowed - silent + spread(peer, allowed)), check)
    } else if (awake < WAKE_GRACE) {
      wait(peer, WAKE_GRACE - awake + random.between(0, WAKE_GRACE), check)
      // Nobody can answer without a network; and a question that still waits for its turn has not been asked.
    } else if (context.reach === undefined || announcements.waits(endpoint)) {
      wait(peer, PROBE_INTERVAL, check)
    } else if (peer.probes < PROBES) {
      if (peer.probes === 0 && peer.sign !== undefined) peer.sign = { ...peer.sign, missed: peer.sign.missed + 1 }
      ask(peer)
    } else {
      peer.probes = 0
      if (lose(peer)) wait(peer, seekInterval(0), (same) => seekOn(same, 0))
      else ask(peer)
    }
  }

  function ask(peer: Peer): void {
    peer.probes++
    for (const endpoint of endpointsOf(peer.record)) announcements.greetSoon(endpoint)
    wait(peer, PROBE_INTERVAL, check)
  }

  function seekOn(peer: Peer, asked: number): void {
    const { id, endpoint, lastHeard, presence } = peer.record
    if (presence !== 'offline') return
    // Whose signs came here will be heard again: hundreds who seek a floor without power for a day would be the storm.
    const comes = asked > SEEK_INTERVALS.length && peer.sign !== undefined && givesSigns(peer)
    if (!isAwaited(id) && (comes || context.now - lastHeard > SEEK_FOR)) return
    announcements.greetSoon(endpoint)
    wait(peer, seekInterval(asked + 1), (same) => seekOn(same, asked + 1))
  }

  function seekInterval(asked: number): Millis {
    const interval = SEEK_INTERVALS[Math.min(asked, SEEK_INTERVALS.length - 1)] ?? SEEK_FOR
    return Math.round((interval * random.between(100 - SEEK_JITTER, 100 + SEEK_JITTER)) / 100)
  }

  return {
    watch(peer) {
      const { id } = peer.record
      if (!since.has(id)) since.set(id, context.now)
      // How many there are by then says how far they are spread: after a power cut the first came when nobody else was there.
      wait(peer, limits.silence, spreadOut)
    },
    look(peer) {
      const { id, dialect, endpoint, lastHeard, presence } = peer.record
      // A hello makes iptux show again what it has shown (protocol.md 1.7).
      if (dialect === 'iptux') return
      if (presence !== 'offline') {
        if (peer.probes === 0 && context.now - lastHeard >= LOOK_SILENCE) ask(peer)
      } else if (context.reach !== undefined && !timers.has(`look ${id}`)) {
        timers.after(`look ${id}`, LOOK_AGAIN, () => undefined)
        announcements.greetSoon(endpoint)
      }
    },
    doubt(peer) {
      if (peer.probes === 0 && peer.record.presence !== 'offline') ask(peer)
    },
    seek: (peer) => seekOn(peer, 0),
    forget(peer) {
      since.delete(peer.record.id)
      timers.cancel(key(peer.record.id))
    },
  }
}
