/**
 * The program's own log: a few small text files in `DIR/logs` that never leave the computer. It holds what happened to sockets, disk and
 * program, never what people wrote. Lines are written at once (a crash must not swallow the last ones); everything a stranger can cause
 * goes through `repeated`, so that a flood of packets is one line a minute and not a full disk.
 */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type LogLevel = 'info' | 'warning' | 'error'

export interface Log {
  write(level: LogLevel, text: string): void
  /** Writes the first line of a kind at once, then at most one a minute, which says how many were left out. */
  repeated(kind: string, level: LogLevel, text: string): void
}

export interface LogOptions {
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** One file is read by a person in an editor; four of them hold days of a busy office. */
const MAX_FILE_BYTES = 1_048_576
const KEPT_FILES = 3
/** A line is a sentence; more than this is a peer's text or a bug. */
const MAX_LINE = 2_000
const REPEAT_AFTER = 60_000
/** Kinds contain addresses, which a stranger can forge: beyond this many, all further ones share one count. */
const MAX_KINDS = 512

const currentName = 'gezi.log'
const keptName = (age: number): string => `gezi.${age}.log`

/** Control characters, line ends and direction marks would let a peer's bytes forge lines. */
const inert = (text: string): string =>
  text.slice(0, MAX_LINE).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u{${code.toString(16)}}`
  })

/** Appends to `DIR/logs/gezi.log`. A log that cannot be written is silently none: it must not stop a messenger on a full disk. */
export function createLog(options: LogOptions): Log {
  const file = join(options.folder, currentName)
  let size: number | undefined

  const append = (level: LogLevel, text: string): void => {
    const line = `${new Date(options.now()).toISOString()} ${level} ${inert(text)}\n`
    const bytes = Buffer.byteLength(line)
    try {
      size ??= openedSize(options.folder, file)
      if (size + bytes > MAX_FILE_BYTES) {
        rotate(options.folder)
        size = 0
      }
      appendFileSync(file, line, { mode: 0o600 })
      size += bytes
    } catch {
      // Nowhere to complain to.
    }
  }
  return withRepeats(append, options.now)
}

/** A log that goes to a function, for tests and for programs that have their own place. */
export function createLogTo(sink: (level: LogLevel, text: string) => void, now: () => number): Log {
  return withRepeats((level, text) => sink(level, inert(text)), now)
}

function withRepeats(append: (level: LogLevel, text: string) => void, now: () => number): Log {
  /** Whose last line is the oldest comes first. */
  const kinds = new Map<string, { writtenAt: number; leftOut: number }>()

  /** Those whose minute is over: how many were left out of them is the price. */
  function forgetOld(at: number): void {
    for (const [kind, { writtenAt }] of kinds) {
      if (at >= writtenAt && at - writtenAt < REPEAT_AFTER) return
      kinds.delete(kind)
    }
  }

  return {
    write: append,
    repeated(wanted, level, text) {
      const at = now()
      if (kinds.size >= MAX_KINDS && !kinds.has(wanted)) forgetOld(at)
      const kind = kinds.has(wanted) || kinds.size < MAX_KINDS ? wanted : 'other'
      const known = kinds.get(kind)
      if (known !== undefined && at >= known.writtenAt && at - known.writtenAt < REPEAT_AFTER) {
        known.leftOut += 1
        return
      }
      kinds.delete(kind)
      kinds.set(kind, { writtenAt: at, leftOut: 0 })
      append(level, known !== undefined && known.leftOut > 0 ? `${text} (and ${known.leftOut} like it before)` : text)
    },
  }
}

/** The folder around it is the data folder: a log alone does not make one. */
function openedSize(folder: string, file: string): number {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function rotate(folder: string): void {
  for (let age = KEPT_FILES; age >= 1; age -= 1) {
    const from = join(folder, age === 1 ? currentName : keptName(age - 1))
    try {
      renameSync(from, join(folder, keptName(age)))
    } catch {
      // That many files do not exist yet.
    }
  }
}
