/**
 * The list of what a part folder holds, beside it: one line a record, as the peer sent it. It names no path: where a record lies on this
 * disk follows from the records before it, so that nobody who gets at the journal can lead us elsewhere.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { isPlain } from './plain.ts'
import { JOURNAL_SUFFIX } from './save.ts'

export interface Line {
  readonly kind: 'directory' | 'file' | 'return'
  readonly name: string
  readonly size: number
  /** Unix seconds. */
  readonly modified: number
}

const journalPath = (part: string): string => `${part}${JOURNAL_SUFFIX}`

/** With its line feed. */
export const formatLine = ({ kind, name, size, modified }: Line): string =>
  `${JSON.stringify([kind, name, size, modified])}\n`

/** Undefined for a line that a crash cut off. */
export function parseLine(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (!Array.isArray(value)) return undefined
    const [kind, name, size, modified]: readonly unknown[] = value
    const isKind = kind === 'directory' || kind === 'file' || kind === 'return'
    if (!isKind || typeof name !== 'string') return undefined
    return Number.isSafeInteger(size) && Number.isSafeInteger(modified)
      ? { kind, name, size: Number(size), modified: Number(modified) }
      : undefined
  } catch {
    return undefined
  }
}

/** Opens the journal of an earlier run to go on in it, or an empty one; what somebody else put in its place is not written to. */
export async function openJournal(part: string, isResumed: boolean): Promise<FileHandle> {
  const path = journalPath(part)
  if (isResumed) {
    const flags = constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
    const earlier = await open(path, flags).catch(() => undefined)
    if (earlier !== undefined && isPlain(await earlier.stat())) return earlier
    await earlier?.close()
  }
  await rm(path, { recursive: true, force: true })
  return open(path, 'ax+', 0o600)
}

/** Removes the journal when the folder is finished or given up. */
export const discardJournal = (part: string): Promise<void> => rm(journalPath(part), { force: true })
