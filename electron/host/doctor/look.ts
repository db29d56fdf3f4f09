/**
 * The connection doctor's hands: greets, listens, connects, reads the system's tables, asks other Gezis, and gives what came of it to the judge
 * (shared/core/doctor/judge.ts). To other programs only packets leave that every one of the protocol knows: BR_ENTRY, and a TCP connection
 * without a byte.
 */
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Contact, Evidence, OtherEnd } from '../../../shared/core/doctor/evidence.ts'
import { judge } from '../../../shared/core/doctor/judge.ts'
import type { Messenger } from '../../../shared/core/messenger.ts'
import type { Input } from '../../../shared/engine/inputs.ts'
import type { Endpoint, PeerRecord } from '../../../shared/engine/io.ts'
import { isAskable } from '../../../shared/engine/own-questions.ts'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { inertName } from '../../../shared/model/inert.ts'
import { ANY_ADDRESS, ipv6Interfaces, isLoopback } from '../net/interfaces.ts'
import { readNeighbours } from '../net/neighbours.ts'
import { findPortHolder } from '../net/port-holder.ts'
import type { Traffic } from '../net/traffic.ts'
import { tryTcp } from '../net/try-tcp.ts'
import { adaptersOf } from './adapters.ts'
import { askOtherEnd, type OtherEndParts } from './other-end.ts'

export interface LookParts extends OtherEndParts {
  readonly bind: string
  readonly traffic: Traffic
  readonly now: () => number
  readonly engine: (input: Input) => void
  /** Greeted by unicast whenever everybody is: what they send proves nothing about newcomers. */
  readonly configured: () => readonly Endpoint[]
  readonly messenger: Pick<Messenger, 'health' | 'people'>
}

/** A program of a large network waits up to 4 s before it answers a hello (protocol.md 3.1). Milliseconds. */
export const LISTEN = 5_000
/** Our own broadcast is back at once; and the first answers of a small network are here by then. */
const LISTEN_AT_LEAST = 1_200
/** A lost packet of a connection is sent again after one second, and after three. */
const TCP_PATIENCE = 4_500
/** A packet may be lost on the way, and its answer: until somebody is heard, the greeting is said again. */
const GREET_AGAIN = 1_000
/** Linux doubts a MAC after 5 s, and gives it up after three questions. */
export const DOUBT = 10_000
const LOOK_EVERY = 100
/** People not heard who are greeted, so that the system asks for their MACs. */
const SOUGHT = 8
/** Colleagues who are asked what they have of us: one may be cut off himself. */
const HELPERS = 2

type Adapters = ReturnType<typeof adaptersOf>

export async function look(
  parts: LookParts,
  person: PeerRecord | undefined,
  signal: AbortSignal,
): Promise<DoctorReport> {
  const { bind, traffic, now, engine } = parts
  const [began, ticks] = [now(), performance.now()]
  const { network } = parts.messenger.health
  const from = bind === ANY_ADDRESS ? undefined : bind
  /** Without who was heard where, which is much to count at each look. */
  const adaptersNow = () => adaptersOf(networkInterfaces(), from, [], undefined)
  const heardSince = (address: string): boolean => (traffic.of(address)?.lastHeard ?? 0) >= began
  const isNear = (address: string, here: Adapters): boolean => here.some(({ reaches }) => reaches(address))
  const isOnline = network.state === 'online'
  const broadcasts = isOnline && network.interfaces.some(({ broadcast }) => broadcast !== undefined)
  const isBack = (here: Adapters): boolean => here.some(({ address }) => heardSince(address))
  const hasAnswered = (address: string): boolean => (traffic.of(address)?.lastReply ?? 0) >= began
  const isAnswered = (): boolean =>
    (person === undefined ? [...traffic.all().keys()] : addressesOf(person)).some(hasAnswered)
  const isPortProblem = network.state === 'failed' && network.reason.startsWith('port-')

  const greet = (): void => {
    if (person === undefined) engine({ type: 'announce' })
    // A hello makes iptux show again what it has shown (protocol.md 1.7): it is asked what it is.
    else if (person.dialect === 'iptux') engine({ type: 'ask', peer: person.id })
    else engine({ type: 'contact', endpoint: person.endpoint, once: true })
  }
  /** Online, heard since the start, and never with an answer. */
  const mute = (): PeerRecord[] =>
    parts.messenger
      .people()
      .filter(({ presence, endpoint }) => presence !== 'offline' && traffic.of(endpoint.address)?.lastReply === 0)
  const nameOf = ({ name, user }: PeerRecord): string => inertName(name || user)
  const askEnd = (other: PeerRecord, here: Adapters): Promise<OtherEnd | undefined> =>
    askOtherEnd(parts, other, {
      port: isOnline && network.noFiles === undefined ? network.port : undefined,
      broadcast: broadcasts && isNear(other.endpoint.address, here),
      counted: person !== undefined,
      signal,
    })
  let tcp: Promise<Contact> = Promise.resolve('not-tried')
  let others: readonly Promise<{ readonly name: string; readonly other: OtherEnd | undefined }>[] = []
  let greeted = ticks
  if (isOnline) {
    engine({ type: 'announce' })
    const here = adaptersNow()
    const lost = parts.messenger
      .people()
      .filter(({ presence, endpoint }) => presence === 'offline' && isNear(endpoint.address, here))
    for (const { endpoint } of [...lost.slice(-SOUGHT), ...mute().slice(-SOUGHT)])
      engine({ type: 'contact', endpoint, once: true })
    const helpers = parts.messenger
      .people()
      .filter((each) => each.presence !== 'offline' && isAskable(each) && isNear(each.endpoint.address, here))
      .sort((a, b) => b.lastHeard - a.lastHeard)
    const asked = person === undefined ? helpers.slice(0, HELPERS) : isAskable(person) ? [person] : []
    others = asked.map(async (each) => ({ name: nameOf(each), other: await askEnd(each, here) }))
    if (person !== undefined) {
      greet()
      tcp = tryTcp(person.endpoint, from, TCP_PATIENCE, signal)
    }
  }
  const isDone = (): boolean => {
    if (!isOnline) return true
    const waited = performance.now() - ticks
    if (waited < LISTEN_AT_LEAST) return false
    return waited >= LISTEN || (isAnswered() && (!broadcasts || isBack(adaptersNow())))
  }
  while (!isDone()) {
    await delay(LOOK_EVERY, undefined, { signal })
    if (performance.now() - greeted < GREET_AGAIN || isAnswered()) continue
    greeted = performance.now()
    greet()
  }

  const [outcome, holder, ends] = await Promise.all([
    tcp,
    isPortProblem ? findPortHolder(network.port) : undefined,
    Promise.all(others),
  ])
  const answers = ends.flatMap(({ name, other }) => (other === undefined ? [] : [{ name, other }]))
  const here = adaptersNow()
  /** Whether they are there is for their MACs to say, if nothing else comes from them. */
  const doubted = (person === undefined ? (isAnswered() ? [] : mute().slice(-SOUGHT)) : [person])
    .map(({ endpoint }) => endpoint.address)
    .filter(
      (address) =>
        isOnline && isNear(address, here) && !heardSince(address) && outcome !== 'open' && outcome !== 'refused',
    )
  let { table, defaultInterface, gateway } = await readNeighbours()
  // The system believes an old answer for some seconds before it asks for the MAC again.
  while (doubted.some((address) => table.get(address) === 'answers') && performance.now() - ticks < DOUBT) {
    await delay(LOOK_EVERY * 5, undefined, { signal })
    ;({ table, defaultInterface, gateway } = await readNeighbours())
  }
  const system = networkInterfaces()
  const used = adaptersOf(system, from, traffic.all().keys(), defaultInterface)
  const own = new Set([...used, ...ipv6Interfaces(system)].map(({ address }) => address))
  const near = [...table].filter(([address]) => address !== gateway && used.some(({ reaches }) => reaches(address)))
  const configured = new Set(parts.configured().map(({ address }) => address))
  // Of IPv6 addresses nobody can tell whether they are in our network.
  const range = [...configured].filter((address) => !address.includes(':') && !isNear(address, used))
  const heard = [...traffic.all()].filter(
    ([address]) => !configured.has(address) && used.some(({ reaches }) => reaches(address)),
  )
  const sum = (count: 'answers' | 'unasked'): number => heard.reduce((total, [, each]) => total + each[count], 0)
  const online = parts.messenger.people().filter(({ presence }) => presence !== 'offline')
  const deaf = mute().filter(({ endpoint: { address } }) => heardSince(address) || table.get(address) === 'answers')
  const evidence: Evidence = {
    ...parts.messenger.health,
    holder,
    adapters: used.map(({ reaches: _reaches, ...shown }) => shown),
    loop: !broadcasts || isLoopback(bind) ? 'not-tried' : isBack(used) ? 'heard' : 'silent',
    heardNow: [...traffic.all()].some(([address, { lastHeard }]) => lastHeard >= began && !own.has(address)),
    answeredNow: [...traffic.all().keys()].some(hasAnswered),
    deaf: deaf[0] && { name: nameOf(deaf[0]), count: deaf.length },
    traffic: { answers: sum('answers'), unasked: sum('unasked') },
    online: online.length,
    range:
      range[0] === undefined
        ? undefined
        : { first: range[0], count: range.length, heard: range.filter((each) => traffic.of(each)).length },
    neighbours: {
      answering: near.filter(([, state]) => state === 'answers').length,
      failed: near.filter(([, state]) => state === 'failed').length,
    },
    person: person && {
      name: nameOf(person),
      ...person.endpoint,
      udp: !isOnline ? 'not-tried' : addressesOf(person).some(hasAnswered) ? 'answered' : 'silent',
      // Whoever answered a question over TCP accepts connections, whatever became of the other one.
      tcp: answers.length > 0 ? 'open' : outcome,
      isNear: isNear(person.endpoint.address, used),
      neighbour: table.get(person.endpoint.address) ?? 'unknown',
      other: answers[0]?.other,
    },
    helpers: person === undefined ? answers : [],
    took: Math.round(performance.now() - ticks),
  }
  return judge(evidence)
}

/** His answer may come by another of his cards. */
const addressesOf = ({ endpoint, routes = [] }: PeerRecord): readonly string[] =>
  [endpoint, ...routes.map((route) => route.endpoint)].map(({ address }) => address)
