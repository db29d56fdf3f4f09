/**
 * Receives a folder into a part folder, record by record. Every name is made safe and kept apart from its neighbours here; nothing is
 * ever opened through a link. A journal of the records beside the part folder lets a download between own peers go on where it broke
 * off; with others, a stream that starts anew passes over the files that are already whole.
 */
import { createHash, type Hash } from 'node:crypto'
import {
  closeSync,
  constants,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  utimesSync,
  write,
  writeSync,
} from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { collisionKey, numberedName, safeName } from '../../../shared/model/safe-name.ts'
import type { DirEvent } from '../../../shared/protocol/index.ts'
import { PartTaken } from './failure.ts'
import { HASH, hashPrefix } from './file-source.ts'
import { makeFolder, statPlain } from './plain.ts'
import { fileTime } from './save.ts'
import { formatLine, type Line, openJournal, parseLine } from './tree-journal.ts'
import { recordText, type TreePosition } from './tree-source.ts'
import { unixSeconds } from './tree-walk.ts'

export interface TreeTarget {
  write(events: readonly DirEvent[]): Promise<void>
  /** Bytes of files and whole files so far. */
  readonly done: number
  readonly files: number
  /** Where the stream would have to go on. */
  readonly position: TreePosition
  /** SHA-256 over everything so far, as the sender computes it. */
  proof(): string
  /** Ends an interrupted run: what came stays. */
  close(): Promise<void>
}

interface OpenFolder {
  readonly path: string
  readonly modified: number
  readonly taken: Set<string>
  /** By collision key the first number that may be free: a million files of one name must not try each number again. */
  readonly numbers: Map<string, number>
}

interface OpenFile {
  readonly descriptor: number
  readonly size: number
  readonly modified: number
  at: number
}

const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
/** Written at once: a promise for each of thousands of small files would cost ten times as much as the writing. */
const SMALL_WRITE = 64 * 1024
/** So long small files are written without letting the loop go, in milliseconds. */
const TURN = 2
/** The journal is written after so many records or bytes: what a crash may cost beyond what is on the disk. */
const JOURNAL_RUN = 200
const JOURNAL_BYTES = 1024 * 1024

const writeAsync = promisify(write)

/** Creates the part folder, or goes on in it: behind the journal's last whole record (`resume`), or from the start. */
export async function openTreeTarget(
  part: string,
  options: {
    readonly resume: boolean
    readonly journal: boolean
    readonly hashed: boolean
    readonly signal?: AbortSignal
  },
): Promise<TreeTarget> {
  const hash: Hash | undefined = options.hashed ? createHash(HASH) : undefined
  const folders: OpenFolder[] = []
  let file: OpenFile | undefined
  let isPassing = false
  let done = 0
  let files = 0
  let records = 0
  /** Folders that a resumed stream names again, so that it can be read by itself. */
  let announced = 0
  let lines: string[] = []
  let flushedAt = 0

  mkdirSync(dirname(part), { recursive: true })
  /** An earlier run's files may be here, of which the sender perhaps knows no more. */
  const isReused = !makeFolder(part, 0o700)
  const journal = options.journal ? await openJournal(part, options.resume) : undefined
  try {
    if (journal !== undefined) await replay(journal)
  } catch (error) {
    await close()
    throw error
  }

  async function flush(): Promise<void> {
    const run = lines
    lines = []
    flushedAt = done
    if (run.length > 0) await journal?.appendFile(run.join(''))
  }

  async function close(): Promise<void> {
    if (file !== undefined) closeSync(file.descriptor)
    file = undefined
    try {
      await flush()
    } finally {
      await journal?.close()
    }
  }

  function note(line: Line): void {
    records++
    hash?.update(recordText(line))
    if (journal !== undefined) lines.push(formatLine(line))
  }

  /** The next record's place in the open folder, which is taken by `take`. */
  function placeOf(name: string): { readonly path: string; readonly take: () => void } {
    const folder = folders.at(-1)
    // The root keeps the part folder's own name until it is whole.
    if (folder === undefined) return { path: part, take: () => undefined }
    const safe = safeName(name)
    const key = collisionKey(safe)
    let number = folder.numbers.get(key) ?? 1
    let localKey = number === 1 ? key : collisionKey(numberedName(safe, number))
    while (folder.taken.has(localKey)) localKey = collisionKey(numberedName(safe, ++number))
    return {
      path: `${folder.path}${sep}${numberedName(safe, number)}`,
      take: () => {
        folder.taken.add(localKey)
        folder.numbers.set(key, number + 1)
      },
    }
  }

  function openFolder(path: string, modified: number): void {
    folders.push({ path, modified, taken: new Set(), numbers: new Map() })
  }

  function enterFolder(name: string, modified: number): void {
    if (announced > 0) {
      announced--
      return
    }
    const { path, take } = placeOf(name)
    take()
    if (path !== part) makeFolder(path, 0o777)
    note({ kind: 'directory', name, size: 0, modified })
    openFolder(path, modified)
  }

  async function leaveFolder(): Promise<void> {
    const folder = folders.pop()
    if (folder === undefined) return
    if (isReused) await removeOthers(folder)
    const modified = fileTime(folder.modified)
    if (modified !== undefined) utimesSync(folder.path, modified, modified)
    note({ kind: 'return', name: '', size: 0, modified: folder.modified })
  }

  /** What an earlier run left here and this one did not name is no part of the folder. */
  async function removeOthers(folder: OpenFolder): Promise<void> {
    const others = readdirSync(folder.path).filter((name) => !folder.taken.has(collisionKey(name)))
    for (const name of others) await rm(join(folder.path, name), { recursive: true, force: true })
  }

  function beginFile(name: string, size: number, modified: number): void {
    // The rest of the file that the last run left half done.
    if (file !== undefined) {
      if (size !== file.size - file.at) throw new PartTaken('the stream goes on with another file')
      return
    }
    const { path, take } = placeOf(name)
    take()
    note({ kind: 'file', name, size, modified })
    const existing = isReused ? statPlain(path) : undefined
    isPassing = existing !== undefined && existing.size === size && modified > 0 && unixSeconds(existing) === modified
    if (isPassing) return
    const mode = existing === undefined ? constants.O_EXCL : constants.O_TRUNC
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | mode | NO_FOLLOW, 0o666)
    file = { descriptor, size, modified, at: 0 }
  }

  function data(bytes: Uint8Array): Promise<void> | undefined {
    hash?.update(bytes)
    done += bytes.length
    if (isPassing || file === undefined) return undefined
    if (bytes.length > SMALL_WRITE) return writeAll(file, bytes)
    for (let at = 0; at < bytes.length; ) at += writeSync(file.descriptor, bytes, at, bytes.length - at)
    file.at += bytes.length
    return undefined
  }

  async function writeAll(target: OpenFile, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await writeAsync(target.descriptor, bytes, at, bytes.length - at)
      at += bytesWritten
    }
    target.at += bytes.length
  }

  function endFile(): void {
    files++
    isPassing = false
    if (file === undefined) return
    const modified = fileTime(file.modified)
    if (modified !== undefined) futimesSync(file.descriptor, modified, modified)
    closeSync(file.descriptor)
    file = undefined
  }

  /** Rebuilds what the interrupted run knew, and its hash, from what is really on the disk; the journal is cut to that. */
  async function replay(held: FileHandle): Promise<void> {
    let length = 0
    for (const row of (await held.readFile('utf8')).split('\n')) {
      options.signal?.throwIfAborted()
      const line = parseLine(row)
      if (line === undefined || !(await recall(line))) break
      length += Buffer.byteLength(row) + 1
      // The file that the run broke off in: what follows it in the journal never was on the disk.
      if (file !== undefined) break
    }
    announced = folders.length
    await held.truncate(length)
    lines = []
    flushedAt = done
  }

  /** Takes one record of the journal as received; false where it is not, or not at all, on the disk. */
  async function recall(line: Line): Promise<boolean> {
    if (line.kind === 'return') {
      // The root's is asked for again: a stream is no stream without any record.
      if (folders.length <= 1) return false
      folders.pop()
      note(line)
      return true
    }
    const { path, take } = placeOf(line.name)
    if (line.kind === 'directory') {
      if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false
      take()
      note(line)
      openFolder(path, line.modified)
      return true
    }
    const held = Math.min(statPlain(path)?.size ?? -1, line.size)
    if (folders.length === 0 || held < 0 || (held === 0 && line.size > 0)) return false
    take()
    note(line)
    await recallFile(path, line, held)
    return true
  }

  async function recallFile(path: string, line: Line, held: number): Promise<void> {
    done += held
    if (hash !== undefined && held > 0) {
      const handle = await open(path, constants.O_RDONLY | NO_FOLLOW)
      try {
        await hashPrefix(handle, held, hash, options.signal)
      } finally {
        await handle.close()
      }
    }
    if (held === line.size) {
      files++
      return
    }
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW)
    file = { descriptor, size: line.size, modified: line.modified, at: held }
  }

  return {
    async write(events) {
      let began = performance.now()
      for (const event of events) {
        if (event.type === 'data') await data(event.bytes)
        else if (event.type === 'directory') enterFolder(event.name, event.modified ?? 0)
        else if (event.type === 'file') beginFile(event.name, event.size, event.modified ?? 0)
        else if (event.type === 'file-end') endFile()
        else if (event.type === 'return') await leaveFolder()
        if (performance.now() - began > TURN) {
          await nextTurn()
          began = performance.now()
        }
      }
      if (lines.length >= JOURNAL_RUN || done - flushedAt >= JOURNAL_BYTES) await flush()
    },
    get done() {
      return done
    },
    get files() {
      return files
    },
    get position() {
      return file === undefined ? { records, bytes: 0 } : { records: records - 1, bytes: file.at }
    },
    proof: () => hash?.copy().digest('hex') ?? '',
    close,
  }
}
