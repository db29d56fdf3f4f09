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
  utimesSync,
  write,
  writeSync,
} from 'node:fs'
import { appendFile, open, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { collisionKey, freeName, safeName } from '../../../shared/model/safe-name.ts'
import type { DirEvent } from '../../../shared/protocol/index.ts'
import { HASH, hashPrefix } from './file-source.ts'
import { recordText, type TreePosition } from './tree-source.ts'

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

/** What was received up to here: one line a record in the journal. */
interface JournalLine {
  readonly kind: 'directory' | 'file' | 'return'
  readonly name: string
  readonly size: number
  readonly modified: number
  /** Below the part folder. */
  readonly path: string
}

interface OpenFolder {
  readonly path: string
  readonly modified: number
  readonly taken: Set<string>
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
/** Lines are written in runs; the last ones lost in a crash cost a few files sent again, nothing else. */
const JOURNAL_RUN = 200

const writeAsync = promisify(write)
const journalPath = (part: string): string => `${part}.journal`

/** Removes the journal when the folder is finished or given up. */
export const discardJournal = (part: string): Promise<void> => rm(journalPath(part), { force: true })

const parseLine = (line: string): JournalLine | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    if (!Array.isArray(value)) return undefined
    const [kind, name, size, modified, path] = value as readonly unknown[]
    const isKind = kind === 'directory' || kind === 'file' || kind === 'return'
    if (!isKind || typeof name !== 'string' || typeof path !== 'string') return undefined
    return Number.isSafeInteger(size) && Number.isSafeInteger(modified)
      ? { kind, name, size: Number(size), modified: Number(modified), path }
      : undefined
  } catch {
    // The line that a crash cut off.
    return undefined
  }
}

/** Creates the part folder, or goes on in it: behind the journal's last whole record (`resume`), or from the start. */
export async function openTreeTarget(
  part: string,
  options: { readonly resume: boolean; readonly journal: boolean; readonly hashed: boolean },
): Promise<TreeTarget> {
  const hash: Hash | undefined = options.hashed ? createHash(HASH) : undefined
  const folders: OpenFolder[] = []
  let file: OpenFile | undefined
  let passing = false
  let done = 0
  let files = 0
  let records = 0
  /** Folders that a resumed stream names again, so that it can be read by itself. */
  let announced = 0
  let lines: string[] = []

  mkdirSync(part, { recursive: true, mode: 0o700 })
  if (options.resume) await replay()
  else if (options.journal) await discardJournal(part)

  const flush = async () => {
    const run = lines
    lines = []
    if (run.length > 0) await appendFile(journalPath(part), run.join(''))
  }

  function note(line: JournalLine): void {
    records++
    hash?.update(recordText(line))
    if (options.journal) {
      lines.push(`${JSON.stringify([line.kind, line.name, line.size, line.modified, relative(part, line.path)])}\n`)
    }
  }

  function localPath(name: string): string {
    const folder = folders.at(-1)
    // The root keeps the part folder's own name until it is whole.
    if (folder === undefined) return part
    const local = freeName(safeName(name), (one) => folder.taken.has(collisionKey(one)))
    folder.taken.add(collisionKey(local))
    return join(folder.path, local)
  }

  function enterFolder(name: string, modified: number): void {
    if (announced > 0) {
      announced--
      return
    }
    const path = localPath(name)
    if (path !== part) makeFolder(path)
    note({ kind: 'directory', name, size: 0, modified, path })
    folders.push({ path, modified, taken: new Set() })
  }

  function leaveFolder(): void {
    const folder = folders.pop()
    if (folder === undefined) return
    if (folder.modified > 0) utimesSync(folder.path, folder.modified, folder.modified)
    note({ kind: 'return', name: '', size: 0, modified: folder.modified, path: folder.path })
  }

  function beginFile(name: string, size: number, modified: number): void {
    // The rest of the file that the last run left half done.
    if (file !== undefined) {
      if (size !== file.size - file.at) throw new Error('the stream goes on with another file')
      return
    }
    const path = localPath(name)
    note({ kind: 'file', name, size, modified, path })
    const existing = lstatSync(path, { throwIfNoEntry: false })
    if (existing !== undefined && !existing.isFile()) throw new Error('something else has taken the place of a part')
    passing = existing !== undefined && existing.size === size && Math.floor(existing.mtimeMs / 1000) === modified
    if (passing) return
    const mode = existing === undefined ? constants.O_EXCL : constants.O_TRUNC
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | mode | NO_FOLLOW, 0o666)
    file = { descriptor, size, modified, at: 0 }
  }

  function data(bytes: Uint8Array): Promise<void> | undefined {
    hash?.update(bytes)
    done += bytes.length
    if (passing || file === undefined) return undefined
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
    passing = false
    if (file === undefined) return
    if (file.modified > 0) futimesSync(file.descriptor, file.modified, file.modified)
    closeSync(file.descriptor)
    file = undefined
  }

  /** Rebuilds what the interrupted run knew, and its hash, from what is really on the disk; the journal is cut to that. */
  async function replay(): Promise<void> {
    const text = await readFile(journalPath(part), 'utf8').catch(() => '')
    for (const row of text.split('\n')) {
      const line = parseLine(row)
      if (line === undefined || !(await recall({ ...line, path: join(part, line.path) }))) break
    }
    announced = folders.length
    await writeFile(journalPath(part), lines.join(''))
    lines = []
  }

  /** Takes one record of the journal as received; false where it is not, or not wholly, on the disk. */
  async function recall(line: JournalLine): Promise<boolean> {
    const found = lstatSync(line.path, { throwIfNoEntry: false })
    if (line.kind === 'return') {
      folders.pop()
      note(line)
      return true
    }
    if (line.kind === 'directory' ? found?.isDirectory() !== true : found?.isFile() !== true) return false
    const held = line.kind === 'file' ? Math.min(found?.size ?? 0, line.size) : 0
    if (held === 0 && line.size > 0) return false
    folders.at(-1)?.taken.add(collisionKey(basename(line.path)))
    note(line)
    if (line.kind === 'directory') folders.push({ path: line.path, modified: line.modified, taken: new Set() })
    else await recallFile(line, held)
    return file === undefined
  }

  async function recallFile(line: JournalLine, held: number): Promise<void> {
    done += held
    if (hash !== undefined) {
      const handle = await open(line.path, constants.O_RDONLY | NO_FOLLOW)
      try {
        await hashPrefix(handle, held, hash)
      } finally {
        await handle.close()
      }
    }
    if (held === line.size) {
      files++
      return
    }
    const descriptor = openSync(line.path, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW)
    file = { descriptor, size: line.size, modified: line.modified, at: held }
  }

  return {
    async write(events) {
      for (const event of events) {
        if (event.type === 'data') await data(event.bytes)
        else if (event.type === 'directory') enterFolder(event.name, event.modified ?? 0)
        else if (event.type === 'file') beginFile(event.name, event.size, event.modified ?? 0)
        else if (event.type === 'file-end') endFile()
        else if (event.type === 'return') leaveFolder()
      }
      if (lines.length >= JOURNAL_RUN) await flush()
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
    async close() {
      if (file !== undefined) closeSync(file.descriptor)
      file = undefined
      await flush()
    },
  }
}

function makeFolder(path: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false })
  if (existing === undefined) mkdirSync(path)
  else if (!existing.isDirectory()) throw new Error('something else has taken the place of a folder')
}
