/** The connection doctor's runs: who asks, what is shared, what is told of it. What is looked at is in look.ts. */
import type { z } from 'zod'
import type { ApiError } from '../../../shared/api/contract.ts'
import {
  type DoctorMethodName,
  type DoctorState,
  doctorContract,
  doctorMethods,
} from '../../../shared/api/doctor-contract.ts'
import { parseInput } from '../../../shared/api/method.ts'
import type { OutgoingMessage, PeerRecord } from '../../../shared/engine/io.ts'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { isLoopback } from '../net/interfaces.ts'
import { DOUBT, LISTEN, type LookParts, look } from './look.ts'
import { createStartCheck } from './start-check.ts'

export interface DoctorParts extends LookParts {
  /** Unfinished messages, oldest first. */
  readonly outbox: () => readonly Pick<OutgoingMessage, 'peer' | 'queuedAt'>[]
  /** For tests: when to look at the network unasked, milliseconds. */
  readonly checkAfter?: number
}

export interface Doctor {
  /** Undefined for methods that are not the doctor's. */
  call(method: string, input: unknown): Promise<Result<unknown, ApiError>> | undefined
  close(): void
}

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

/** Whoever is there confirms a message at once. Milliseconds. */
const WAITS = 10_000

export function createDoctor(parts: DoctorParts): Doctor {
  const { messenger, now } = parts
  const waiting = (): PeerRecord | undefined => {
    const message = parts.outbox().find(({ queuedAt }) => now() - queuedAt > WAITS)
    return message && messenger.people().find(({ id }) => id === message.peer)
  }
  // Bound to loopback it is a demonstration, or a test: there is no network to look at.
  const check = isLoopback(parts.bind)
    ? undefined
    : createStartCheck({
        isAlone: () => messenger.people().every(({ presence }) => presence === 'offline'),
        awaited: waiting,
        look: (person, signal) => look(parts, person, signal),
        ...(parts.checkAfter !== undefined && { after: parts.checkAfter }),
      })
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
    doctorHint: () => ok(check?.hint ?? { state: 'none' }),
    dismissDoctorHint() {
      check?.dismiss()
      return ok({})
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
      check?.close()
      for (const number of [...runs.keys()]) end(number)
    },
  }
}
