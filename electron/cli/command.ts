/** What a command is. A new one is a file in commands/ and a line in table.ts. */
import type { ParseArgsOptionsConfig } from 'node:util'
import type { Client } from '../../shared/api/connect.ts'
import type { ApiError } from '../../shared/api/contract.ts'
import type { Change, Snapshot } from '../../shared/model/change.ts'
import { err, type Result } from '../../shared/result.ts'
import type { Output } from './output.ts'

export const exitCodes = { done: 0, refused: 1, usage: 2, noHost: 3, peer: 4, timeout: 5, interrupted: 130 } as const

export interface Failure {
  readonly exit: Exclude<(typeof exitCodes)[keyof typeof exitCodes], 0>
  /** One sentence, or one and a list, for stderr. */
  readonly sentence: string
}

export type Outcome = Result<undefined, Failure>

export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

export interface Session {
  readonly client: Client
  /** The live state as of now. */
  readonly state: () => Snapshot
  /** What changes from now on. */
  readonly onChanges: (listener: (state: Snapshot, changes: readonly Change[]) => void) => () => void
}

export interface CommandInput {
  readonly session: Session
  readonly arguments: readonly string[]
  readonly options: OptionValues
  readonly output: Output
}

export interface Command {
  /** What comes after the name, e.g. `PEER TEXT [--wait SECONDS]`. */
  readonly usage: string
  readonly summary: string
  /** Its own options; `--data`, `--json` and `--help` are everybody's. */
  readonly options?: ParseArgsOptionsConfig
  readonly arguments: { readonly min: number; readonly max: number }
  /** It goes on until the user ends it: then it is done. */
  readonly untilInterrupted?: true
  readonly run: (input: CommandInput) => Promise<Outcome>
}

export const fail = (
  exit: keyof typeof exitCodes & ('refused' | 'usage' | 'noHost' | 'peer' | 'timeout'),
  sentence: string,
) => err<Failure>({ exit: exitCodes[exit], sentence })

/** The failure for an error code of the contract. */
export function refused({ code, detail }: ApiError): Result<never, Failure> {
  if (code === 'disconnected') return hostEnded
  return fail('refused', `The host refused: ${code}${detail === undefined ? '' : ` (${detail})`}.`)
}

export const hostEnded = fail('noHost', 'The host ended while it was asked.')

/** A whole or decimal number within bounds; `fallback` when the option is absent. */
export function numberOption(
  value: OptionValues[string],
  name: string,
  bounds: { readonly min: number; readonly max: number; readonly fallback: number },
): Result<number, Failure> {
  if (value === undefined) return { ok: true, value: bounds.fallback }
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  if (number >= bounds.min && number <= bounds.max) return { ok: true, value: number }
  return fail('usage', `--${name} needs a number from ${bounds.min} to ${bounds.max}.`)
}
