/**
 * What we say of ourselves without being asked: BR_ENTRY at the start and when a network appears, BR_ABSENCE when something about us changes,
 * BR_EXIT at the end (protocol.md 3.1, 1.8). Broadcasts leave at once; greetings by unicast (ranges, people beyond the broadcast) are paced.
 *
 * The NOOPERATION that other clients send first only wakes ARP and firewalls; our BR_ENTRY is repeated after 5 s like IPMsg's, which serves that too.
 */
import { COMMAND, hasFlag, OPT } from '../protocol/index.ts'
import { endpointKey, isInNetwork } from './address.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { Endpoint, Millis, PeerRecord, Reach } from './io.ts'

/** 500 datagrams of about 200 bytes a second: nothing for a LAN, and a range of 1,000 addresses is greeted in two seconds. */
const PACE_COUNT = 50
const PACE_INTERVAL = 100
/** A goodbye leaves at once, in the last moment of the program: as many datagrams as a socket's buffer holds for certain. */
const FAREWELLS = 256
/**
 * Before each repeat of the first hello, the last one from then on. One after 5 s is IPMsg's ExtendEntry (protocol.md 3.1): who lost the first
 * hello, or was not up yet, hears the second. The others only leave while nobody is heard: a switch may swallow all of the first half minute.
 */
const REPEAT_ENTRY = [5_000, 15_000, 30_000, 60_000, 120_000, 300_000] as const
/** When all answers to the second hello are in (protocol.md 3.1). */
const GREET_ACQUAINTANCES = 10_000
/** Who was not heard for a month has probably left, and his address belongs to somebody else. */
const ACQUAINTANCE = 30 * 86_400_000
/** A switch that comes back gives its network to everybody at once. */
const JITTER = 500

export interface Announcements {
  /** Greets everybody, now, once more after 5 s, and again while nobody is heard; then by unicast whom we knew before and have not heard. */
  start(): void
  /** The same after a moment, for a network that changed. */
  startSoon(): void
  announce(): void
  /** Greets those whom a broadcast reaches. */
  broadcast(): void
  /** BR_ENTRY by unicast, now. */
  greet(endpoint: Endpoint): void
  /** BR_ENTRY by unicast to an address that the user typed. */
  contact(endpoint: Endpoint): void
  /** BR_ENTRY by unicast, when its turn comes. */
  greetSoon(endpoint: Endpoint): void
  /** Whether a greeting still waits for its turn. */
  waits(endpoint: Endpoint): boolean
  /** Whether our broadcasts reach him for certain. */
  reaches(record: PeerRecord): boolean
  /** When the last of them left; long ago before the first. */
  readonly spokeAt: Millis
  /** Says to all whom a broadcast reaches that we are there, so that nobody answers. */
  assure(): void
  /** The same in a packet that other programs ignore (signs.ts). */
  sign(): void
  /** Tells everybody what changed about us. */
  tell(): void
  leave(): void
  /** Forgets what has not been said. */
  silence(): void
}

export function createAnnouncements(context: Context, composer: Composer, directory: Directory): Announcements {
  const { timers, limits, random } = context
  const paced = new Map<string, { readonly endpoint: Endpoint; readonly command: number }>()
  const contacts = new Map<string, Endpoint>()
  let spokeAt = Number.NEGATIVE_INFINITY

  function pace(endpoint: Endpoint, command: number): void {
    const key = endpointKey(endpoint)
    const waiting = paced.get(key)
    // An entry says all that an absence says, and asks for an answer.
    if (waiting?.command === COMMAND.BR_ENTRY) return
    if (waiting === undefined && paced.size >= limits.pacedGreetings) return
    paced.set(key, { endpoint, command })
    if (!timers.has('pace')) timers.after('pace', 0, sendPaced)
  }

  function sendPaced(): void {
    const bytes = new Map<number, Uint8Array>()
    let room = PACE_COUNT
    for (const [key, { endpoint, command }] of paced) {
      if (room-- === 0) break
      paced.delete(key)
      const datagram = bytes.get(command) ?? composer.broadcast(command)
      bytes.set(command, datagram)
      context.transmit(endpoint, datagram)
    }
    if (paced.size > 0) timers.after('pace', PACE_INTERVAL, sendPaced)
  }

  function broadcast(command: number): Uint8Array {
    const bytes = composer.broadcast(command)
    spokeAt = context.now
    for (const endpoint of context.reach?.broadcasts ?? []) context.transmit(endpoint, bytes)
    return bytes
  }

  /** Of the reach that it was made for. */
  let hearers: { readonly reach: Reach; readonly configured: Set<string>; readonly ports: Set<number> } | undefined

  function reaches({ endpoint, status }: PeerRecord): boolean {
    const { reach } = context
    if (reach === undefined) return false
    if (hearers?.reach !== reach) {
      const configured = new Set(reach.configured.map(endpointKey))
      hearers = { reach, configured, ports: new Set(reach.broadcasts.map(({ port }) => port)) }
    }
    return (
      hearers.ports.has(endpoint.port) &&
      !hasFlag(status, OPT.DIALUP) &&
      !hearers.configured.has(endpointKey(endpoint)) &&
      isInNetwork(reach, endpoint.address)
    )
  }

  /** Online people whom the broadcast does not reach for certain: too many greetings are harmless, too few leave ghosts. */
  const outsiders = (): Peer[] =>
    context.reach === undefined
      ? []
      : [...directory.all()].filter(({ record }) => record.presence !== 'offline' && !reaches(record))

  function announce(): void {
    if (context.reach === undefined) return
    broadcast(COMMAND.BR_ENTRY)
    for (const endpoint of context.reach.configured) pace(endpoint, COMMAND.BR_ENTRY)
    for (const endpoint of contacts.values()) pace(endpoint, COMMAND.BR_ENTRY)
    for (const { record } of outsiders()) pace(record.endpoint, COMMAND.BR_ENTRY)
  }

  function start(): void {
    announce()
    repeatEntry(0)
    timers.after('greet acquaintances', GREET_ACQUAINTANCES, greetAcquaintances)
  }

  function repeatEntry(repeats: number): void {
    const interval = REPEAT_ENTRY[Math.min(repeats, REPEAT_ENTRY.length - 1)] ?? 0
    timers.after('repeat entry', interval, () => {
      if (repeats > 0 && directory.online > 0) return
      announce()
      repeatEntry(repeats + 1)
    })
  }

  /** Those whom the broadcasts did not reach, or who were not heard. */
  function greetAcquaintances(): void {
    for (const { record } of directory.all()) {
      const isRecent = context.now - record.lastHeard < ACQUAINTANCE
      if (record.presence === 'offline' && isRecent) pace(record.endpoint, COMMAND.BR_ENTRY)
    }
  }

  function greet(endpoint: Endpoint): void {
    if (context.reach !== undefined) context.transmit(endpoint, composer.broadcast(COMMAND.BR_ENTRY))
  }

  return {
    start,
    startSoon: () => timers.after('start', random.between(0, JITTER), start),
    announce,
    broadcast() {
      if (context.reach !== undefined) broadcast(COMMAND.BR_ENTRY)
    },
    greet,
    contact(endpoint) {
      if (contacts.size < limits.contacts) contacts.set(endpointKey(endpoint), endpoint)
      greet(endpoint)
    },
    greetSoon: (endpoint) => pace(endpoint, COMMAND.BR_ENTRY),
    waits: (endpoint) => paced.has(endpointKey(endpoint)),
    reaches,
    get spokeAt() {
      return spokeAt
    },
    assure() {
      if (context.reach !== undefined) broadcast(COMMAND.BR_ABSENCE)
    },
    sign() {
      if (context.reach !== undefined) broadcast(COMMAND.NOOPERATION)
    },
    tell() {
      if (context.reach === undefined) return
      broadcast(COMMAND.BR_ABSENCE)
      for (const { record } of outsiders()) pace(record.endpoint, COMMAND.BR_ABSENCE)
    },
    leave() {
      if (context.reach === undefined) return
      const bytes = broadcast(COMMAND.BR_EXIT)
      // Whoever was greeted may list us by now, heard or not; a range of thousands is not greeted for a goodbye.
      const greeted = [...context.reach.configured.slice(0, FAREWELLS), ...contacts.values()]
      const farewells = [...outsiders().map(({ record }) => record.endpoint), ...greeted]
      const unique = new Map(farewells.map((endpoint) => [endpointKey(endpoint), endpoint]))
      for (const endpoint of unique.values()) context.transmit(endpoint, bytes)
    },
    silence() {
      paced.clear()
      for (const key of ['pace', 'repeat entry', 'greet acquaintances', 'start']) timers.cancel(key)
    },
  }
}
