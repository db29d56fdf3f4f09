/** Names and small file operations around the database. All files of the data folder are the user's alone (0600 in 0700). */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, parse } from 'node:path'

export const OWNER_ONLY_FILE = 0o600
const OWNER_ONLY_FOLDER = 0o700

export const logOf = (path: string): string => `${path}-wal`
export const indexOf = (path: string): string => `${path}-shm`

/** `2026-11-05T10-11-12`, UTC: sorts by time and is allowed in file names everywhere. */
const stamp = (now: number): string => new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')

/** `gezi.db` → `gezi-damaged-2026-11-05T10-11-12.db` beside it, a name that is free. */
export function datedPath(path: string, what: string, now: number): string {
  const { dir, name, ext } = parse(path)
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`
    const candidate = join(dir, `${name}-${what}-${stamp(now)}${suffix}${ext}`)
    if (!existsSync(candidate)) return candidate
  }
}

/**
 * Names of the kept copies of one sort beside `path`, oldest first. One that is dated after `now` is from a time when the clock was ahead:
 * it counts as older than the others, or a copy that is made now would be the first to go.
 */
export function datedFiles(path: string, what: string, now: number): string[] {
  const { dir, name, ext } = parse(path)
  const prefix = `${name}-${what}`
  const end = `${stamp(now)}\uffff`
  const time = (file: string): string => {
    const dated = /\d{4}-\d\d-\d\dT.*$/.exec(file)?.[0] ?? ''
    return dated > end ? '' : dated
  }
  return readdirSync(dir)
    .filter((file) => file.startsWith(prefix) && file.endsWith(ext))
    .toSorted((a, b) => (time(a) < time(b) ? -1 : 1))
    .map((file) => join(dir, file))
}

/** Whether a history lies beside `path` that was exchanged or damaged: what belongs to its messages may be wanted again. */
export const hasFormer = (path: string): boolean =>
  ['before-restore', 'before-import', 'damaged'].some((what) => datedFiles(path, what, 0).length > 0)

/** Not Node's own `recursive`: it never returns where the system answers ENOENT to a mkdir, as in /proc. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: OWNER_ONLY_FOLDER })
  } catch (error) {
    // Another program that starts at the same moment may have been faster.
    if (!existsSync(path)) throw error
  }
}

/**
 * Creates the file if it is missing and takes it away from others. A file that exists is not opened: on POSIX systems closing it would
 * release every lock that this process holds on it.
 */
export function makePrivate(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', OWNER_ONLY_FILE))
  chmodSync(path, OWNER_ONLY_FILE)
}

/** Bytes; 0 for a file that is not there. */
export const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** The first `length` bytes, zeros after the end of a shorter file. */
export function readStart(path: string, length: number): Buffer {
  const start = Buffer.alloc(length)
  const file = openSync(path, 'r')
  try {
    readSync(file, start, 0, length, 0)
  } finally {
    closeSync(file)
  }
  return start
}

/** Replaces the file whole or not at all; on disk when it returns. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.new`
  const file = openSync(temporary, 'w', OWNER_ONLY_FILE)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

export function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes renames durable. Windows neither needs nor allows it. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

export function renameIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to)
}

/** Removes a database with its log and index. */
export function removeDatabase(path: string): void {
  for (const file of [path, logOf(path), indexOf(path), `${path}-journal`]) rmSync(file, { force: true })
}

export const nameOf = basename
