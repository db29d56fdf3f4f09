/**
 * The connection doctor's hands: greets, listens, connects, reads the system's tables, and gives what came of it to the judge
 * (shared/core/doctor/judge.ts). Only packets that every program of the protocol knows leave: BR_ENTRY, and a TCP connection without a byte.
 */
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { ApiError } from '../../../shared/api/contract.ts'
import {
  type DoctorMethodName,
  type DoctorState,
  doctorContract,
  doctorMethods,
} from '../../../shared/api/doctor-contract.ts'
import { parseInput } from '../../../shared/api/method.ts'
import { type Evidence, judge, type PersonEvidence } from '../../../shared/core/doctor/judge.ts'
import type { Messenger } from '../../../shared/core/messenger.ts'
import type { Input } from '../../../shared/engine/inputs.ts'
import type { Endpoint, PeerRecord } from '../../../shared/engine/io.ts'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { ANY_ADDRESS, ipv6Interfaces, isLoopback } from '../net/interfaces.ts'
import { readNeighbours } from '../net/neighbours.ts'
import { findPortHolder } from '../net/port-holder.ts'
import type { Traffic } from '../net/traffic.ts'
import { tryTcp } from '../net/try-tcp.ts'
import { adaptersOf } from './adapters.ts'

export interface DoctorParts {
  readonly bind: string
  readonly traffic: Traffic
  readonly now: () => number
  readonly engine: (input: Input) => void
  /** Greeted by unicast whenever everybody is: what they send proves nothing about newcomers. */
  readonly configured: () => readonly Endpoint[]
  readonly messenger: Pick<Messenger, 'health' | 'people'>
}

export interface Doctor {
  /** Undefined for methods that are not the doctor's. */
  call(method: string, input: unknown): Promise<Result<unknown, ApiError>> | undefined
  close(): void
}

/** A program of a large network waits up to 4 s before it answers a hello (protocol.md 3.1). Milliseconds. */
const LISTEN = 5_000
/** Our own broadcast is back at once; and the first answers of a small network are here by then. */
const LISTEN_AT_LEAST = 1_200
const TCP_PATIENCE = 4_500
/** A packet may be lost on the way, and its answer: until somebody is heard, the greeting is said again. */
const GREET_AGAIN = 1_000
/** Linux doubts a MAC after 5 s, and gives it up after three questions. */
const DOUBT = 10_000
const LOOK_EVERY = 100
/** People not heard who are greeted, so that the system asks for their MACs. */
const SOUGHT = 8
/** Windows and command lines that look at the same time; one more ends the oldest. */
const MAX_RUNS = 8

type ParsedInput<M extends DoctorMethodName> = z.output<(typeof doctorContract)[M]['input']>
/** The contract once more, indexed so that the compiler keeps a method and its input together. */
const inputs: { readonly [M in DoctorMethodName]: { readonly input: z.ZodType<ParsedInput<M>> } } = doctorContract

interface RunOfOne {
  readonly began: number
  readonly abort: AbortController
  readonly person: string | undefined
  /** How many asked for it and did not take that back. */
  askers: number
  report: DoctorReport | undefined
}

export function createDoctor(parts: DoctorParts): Doctor {
  const runs = new Map<number, RunOfOne>()
  let last = 0

  /** Who asks while the same is being looked at gets that: a second look would greet everybody once more. */
  const running = (person: PeerRecord | undefined): [number, RunOfOne] | undefined =>
    [...runs].find(([, run]) => run.report === undefined && run.person === person?.id)

  function end(number: number): void {
    runs.get(number)?.abort.abort()
    runs.delete(number)
  }

  function start(person: PeerRecord | undefined): number {
    const [same, shared] = running(person) ?? []
    if (same !== undefined && shared !== undefined) {
      shared.askers += 1
      return same
    }
    const number = ++last
    const [oldest] = runs.keys()
    if (runs.size >= MAX_RUNS && oldest !== undefined) end(oldest)
    const run: RunOfOne = {
      began: performance.now(),
      abort: new AbortController(),
      person: person?.id,
      askers: 1,
      report: undefined,
    }
    runs.set(number, run)
    void look(parts, person, run.abort.signal).then(
      (report) => {
        run.report = report
      },
      () => runs.delete(number),
    )
    return number
  }

  const methods: { readonly [M in DoctorMethodName]: (input: ParsedInput<M>) => Result<unknown, ApiError> } = {
    startDoctor({ peer }) {
      const person = peer === undefined ? undefined : parts.messenger.people().find(({ id }) => id === peer)
      if (peer !== undefined && person === undefined) return err({ code: 'peer-not-found' })
      return ok({ run: start(person) })
    },
    doctorState({ run: number }) {
      const run = runs.get(number)
      const state: DoctorState =
        run === undefined
          ? { state: 'gone' }
          : run.report === undefined
            ? {
                state: 'running',
                progress: Math.min(0.95, (performance.now() - run.began) / (run.person !== undefined ? DOUBT : LISTEN)),
              }
            : { state: 'done', report: run.report }
      return ok(state)
    },
    cancelDoctor({ run: number }) {
      const run = runs.get(number)
      if (run === undefined) return ok({})
      run.askers -= 1
      if (run.askers === 0) end(number)
      return ok({})
    },
  }

  const invoke = <M extends DoctorMethodName>(method: M, input: unknown): Result<unknown, ApiError> => {
    const parsed = parseInput(inputs[method].input, input)
    return parsed.ok ? methods[method](parsed.value) : parsed
  }

  return {
    call(method, input) {
      const name = doctorMethods.find((known) => known === method)
      return name === undefined ? undefined : Promise.resolve(invoke(name, input))
    },
    close() {
      for (const number of [...runs.keys()]) end(number)
    },
  }
}

async function look(parts: DoctorParts, person: PeerRecord | undefined, signal: AbortSignal): Promise<DoctorReport> {
  const { bind, traffic, now, engine } = parts
  const [began, ticks] = [now(), performance.now()]
  const { network } = parts.messenger.health
  const from = bind === ANY_ADDRESS ? undefined : bind
  /** Without who was heard where, which is much to count at each look. */
  const adaptersNow = () => adaptersOf(networkInterfaces(), from, [], undefined)
  const heardSince = (address: string): boolean => (traffic.of(address)?.lastHeard ?? 0) >= began
  const isNear = (address: string, here = adaptersNow()): boolean => here.some(({ reaches }) => reaches(address))
  const isOnline = network.state === 'online'
  const broadcasts = isOnline && network.interfaces.some(({ broadcast }) => broadcast !== undefined)
  const isBack = (here = adaptersNow()): boolean => here.some(({ address }) => heardSince(address))
  const isAnybodyHeard = (here = adaptersNow()): boolean => {
    const own = new Set([...here, ...ipv6Interfaces(networkInterfaces())].map(({ address }) => address))
    return [...traffic.all()].some(([address, { lastHeard }]) => lastHeard >= began && !own.has(address))
  }
  const hasAnswered = (address: string): boolean => (traffic.of(address)?.lastReply ?? 0) >= began
  const isAnswered = (): boolean =>
    person === undefined ? [...traffic.all().keys()].some(hasAnswered) : hasAnswered(person.endpoint.address)
  const isPortProblem = network.state === 'failed' && network.reason.startsWith('port-')

  const greet = (): void => {
    if (person === undefined) engine({ type: 'announce' })
    // A hello makes iptux show again what it has shown (protocol.md 1.7): it is asked what it is.
    else if (person.dialect === 'iptux') engine({ type: 'ask', peer: person.id })
    else engine({ type: 'contact', endpoint: person.endpoint, once: true })
  }
  let tcp: Promise<PersonEvidence['tcp']> = Promise.resolve('not-tried')
  let greeted = ticks
  if (isOnline) {
    engine({ type: 'announce' })
    const here = adaptersNow()
    const lost = parts.messenger
      .people()
      .filter(({ presence, endpoint }) => presence === 'offline' && isNear(endpoint.address, here))
    for (const { endpoint } of lost.slice(-SOUGHT)) engine({ type: 'contact', endpoint, once: true })
    if (person !== undefined) {
      greet()
      tcp = tryTcp(person.endpoint, from, TCP_PATIENCE, signal)
    }
  }
  const isDone = (): boolean => {
    if (!isOnline) return true
    const waited = performance.now() - ticks
    if (waited < LISTEN_AT_LEAST) return false
    const here = adaptersNow()
    return waited >= LISTEN || (isAnswered() && (!broadcasts || isBack(here)))
  }
  while (!isDone()) {
    await delay(LOOK_EVERY, undefined, { signal })
    if (performance.now() - greeted < GREET_AGAIN || isAnswered()) continue
    greeted = performance.now()
    greet()
  }

  const [outcome, holder] = await Promise.all([tcp, isPortProblem ? findPortHolder(network.port) : undefined])
  const his = person?.endpoint.address ?? ''
  const isGone = isOnline && person !== undefined && isNear(his) && !hasAnswered(his) && outcome === 'silent'
  let { table, defaultInterface, gateway } = await readNeighbours()
  // The system believes an old answer for some seconds before it asks for the MAC again.
  while (isGone && table.get(his) === 'answers' && performance.now() - ticks < DOUBT) {
    await delay(LOOK_EVERY * 5, undefined, { signal })
    ;({ table, defaultInterface, gateway } = await readNeighbours())
  }
  const used = adaptersOf(networkInterfaces(), from, traffic.all().keys(), defaultInterface)
  const near = [...table].filter(([address]) => address !== gateway && used.some(({ reaches }) => reaches(address)))
  const configured = new Set(parts.configured().map(({ address }) => address))
  const range = [...configured].filter((address) => !isNear(address, used))
  const heard = [...traffic.all()].filter(
    ([address]) => !configured.has(address) && used.some(({ reaches }) => reaches(address)),
  )
  const sum = (count: 'answers' | 'unasked'): number => heard.reduce((total, [, each]) => total + each[count], 0)
  const online = parts.messenger.people().filter(({ presence }) => presence !== 'offline')
  const deaf = online.filter(({ endpoint }) => traffic.of(endpoint.address)?.lastReply === 0)
  const evidence: Evidence = {
    ...parts.messenger.health,
    holder,
    adapters: used.map(({ reaches: _reaches, ...shown }) => shown),
    loop: !broadcasts || isLoopback(bind) ? 'not-tried' : isBack() ? 'heard' : 'silent',
    heardNow: isAnybodyHeard(),
    answeredNow: [...traffic.all().keys()].some(hasAnswered),
    deaf: deaf[0] && { name: deaf[0].name || deaf[0].user, count: deaf.length },
    traffic: { answers: sum('answers'), unasked: sum('unasked') },
    online: online.length,
    range:
      range[0] === undefined ? undefined : { first: range[0], heard: range.filter((each) => traffic.of(each)).length },
    neighbours: {
      answering: near.filter(([, state]) => state === 'answers').length,
      failed: near.filter(([, state]) => state === 'failed').length,
    },
    person: person && {
      name: person.name || person.user,
      ...person.endpoint,
      udp: !isOnline ? 'not-tried' : hasAnswered(person.endpoint.address) ? 'answered' : 'silent',
      tcp: outcome,
      isNear: isNear(person.endpoint.address),
      neighbour: table.get(person.endpoint.address) ?? 'unknown',
    },
    took: Math.round(performance.now() - ticks),
  }
  return judge(evidence)
}
