/**
 * Puts received files in their place. Bytes go to a part file beside the target; only when all have come and are on the disk does the
 * file get its name, in one step that never follows a link and never overwrites what it was not told to. A name is taken by creating it
 * exclusively and renaming over that, because this works on every file system, unlike hard links.
 */

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  statfs,
  unlink,
} from 'node:fs/promises'
import { join } from 'node:path'
import { collisionKey, freeName, safeName } from '../../../shared/model/safe-name.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { errorCode, type FileFailure, fileFailure } from './failure.ts'

/** What happens when the name is taken: the new one gets a number (default), takes its place, or goes away if both are the same. */
export type Conflict = 'keep-both' | 'replace' | 'skip-identical'

export interface PartFile {
  readonly path: string
  readonly handle: FileHandle
  /** Bytes it holds already. */
  readonly size: number
}

/** Windows has no O_NOFOLLOW; creating exclusively never follows a link there either. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
const PART_SUFFIX = '.gezi-part'
/** Of the list of what a part folder holds, beside it. */
export const JOURNAL_SUFFIX = '.journal'
/** Endings of ours: a received file that bore one could be taken for a leftover. */
const OWN_ENDING = /\.gezi-part(\.journal)?$/i
/** The end of the year 9999: what is later is nonsense, and some file systems refuse it. */
const MAX_TIME = 253_402_300_799
/** Keeps so much free for the system and the history: a disk that is full to the last byte breaks more than a download. */
const RESERVE_BYTES = 16 * 1024 * 1024
/** Comparing two files for identity reads both in pieces of this size. */
const COMPARE_CHUNK = 1024 * 1024

/** Bytes that may still be written below `directory`. */
export async function freeSpace(directory: string): Promise<Result<number, FileFailure>> {
  try {
    const { bavail, bsize } = await statfs(directory)
    return ok(Math.max(0, bavail * bsize - RESERVE_BYTES))
  } catch (error) {
    return err(fileFailure(error))
  }
}

/** A new part file (or part folder's path) in `directory`, hidden where a leading dot hides. */
export const newPartPath = (directory: string): string =>
  join(directory, `.${randomBytes(8).toString('hex')}${PART_SUFFIX}`)

/** Creates the part file; its name owes nothing to the peer. */
export async function createPart(directory: string): Promise<Result<PartFile, FileFailure>> {
  const path = newPartPath(directory)
  try {
    await mkdir(directory, { recursive: true })
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600)
    return ok({ path, handle, size: 0 })
  } catch (error) {
    return err(fileFailure(error))
  }
}

/** Opens what an earlier run left; an error when it is gone or is no longer a plain file of ours. */
export async function reopenPart(path: string): Promise<Result<PartFile, FileFailure>> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, constants.O_RDWR | NO_FOLLOW)
    const info = await handle.stat()
    if (info.isFile() && info.nlink === 1) return ok({ path, handle, size: info.size })
    await handle.close()
    return err({ reason: 'target-gone', detail: 'the part file is no plain file any more' })
  } catch (error) {
    await handle?.close().catch(() => undefined)
    return err(fileFailure(error))
  }
}

/** Removes a part file, or a part folder and its journal; that they are gone already is fine. */
export async function discardPart(path: string): Promise<void> {
  if (!path.endsWith(PART_SUFFIX)) return
  await rm(path, { recursive: true, force: true })
  await rm(`${path}${JOURNAL_SUFFIX}`, { force: true })
}

/** A time that a peer sent, in Unix seconds, if a file can have it. */
export const fileTime = (seconds: number): number | undefined =>
  seconds > 0 && seconds <= MAX_TIME ? seconds : undefined

/** The rights that the user's other files have: never that to run, which is for the user to give. */
const usualRights = (kind: 'file' | 'folder'): number => (kind === 'file' ? 0o666 : 0o777) & ~process.umask()

export async function syncDirectory(directory: string): Promise<void> {
  // Windows can't open a folder for syncing; NTFS journals the rename.
  if (process.platform === 'win32') return
  const handle = await open(directory, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function sameContent(left: string, right: string): Promise<boolean> {
  const flags = constants.O_RDONLY | NO_FOLLOW
  await using one = await open(left, flags)
  await using other = await open(right, flags)
  const [mine, theirs] = [Buffer.allocUnsafe(COMPARE_CHUNK), Buffer.allocUnsafe(COMPARE_CHUNK)]
  for (;;) {
    const [a, b] = await Promise.all([one.read(mine, 0, COMPARE_CHUNK), other.read(theirs, 0, COMPARE_CHUNK)])
    if (a.bytesRead !== b.bytesRead) return false
    if (a.bytesRead === 0) return true
    if (mine.compare(theirs, 0, b.bytesRead, 0, a.bytesRead) !== 0) return false
  }
}

/** Takes the first free name by creating it, empty; returns its path. */
async function reserve(directory: string, name: string, kind: 'file' | 'folder'): Promise<string> {
  const taken = new Set((await readdir(directory)).map(collisionKey))
  for (;;) {
    const candidate = freeName(name, (one) => taken.has(collisionKey(one)))
    const path = join(directory, candidate)
    try {
      if (kind === 'folder') await mkdir(path)
      else await (await open(path, 'wx')).close()
      return path
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
      taken.add(collisionKey(candidate))
    }
  }
}

export interface Placed {
  readonly path: string
  /** The same file was there already and stays; what came was thrown away. */
  readonly identical: boolean
}

/**
 * Gives the finished part its name. `name` may be anything a peer chose: it is made safe here, whoever called.
 * A folder never replaces another: an existing one always means a new name.
 */
export async function place(
  part: string,
  target: {
    readonly directory: string
    readonly name: string
    readonly kind: 'file' | 'folder'
    readonly conflict: Conflict
  },
): Promise<Result<Placed, FileFailure>> {
  const safe = safeName(target.name, target.kind)
  const name = OWN_ENDING.test(safe) ? `${safe}_` : safe
  const wanted = join(target.directory, name)
  try {
    const existing = await lstat(wanted).catch(() => undefined)
    if (target.kind === 'file' && existing !== undefined && !existing.isDirectory()) {
      if (target.conflict === 'skip-identical' && existing.isFile() && (await sameContent(part, wanted))) {
        await unlink(part)
        return ok({ path: wanted, identical: true })
      }
      if (target.conflict === 'replace') {
        await rename(part, wanted)
        await syncDirectory(target.directory)
        return ok({ path: wanted, identical: false })
      }
    }
    if (target.kind === 'folder' && process.platform !== 'win32') await chmod(part, usualRights('folder'))
    const path = await reserve(target.directory, name, target.kind)
    try {
      // Windows renames no folder onto another, not even onto an empty one.
      if (target.kind === 'folder' && process.platform === 'win32') await rmdir(path)
      await rename(part, path)
    } catch (error) {
      await (target.kind === 'folder' ? rmdir(path) : unlink(path)).catch(() => undefined)
      throw error
    }
    await syncDirectory(target.directory)
    return ok({ path, identical: false })
  } catch (error) {
    return err(fileFailure(error))
  }
}

/** Makes the bytes durable, gives the file its original time, and then its name. `modified`: Unix seconds, 0 unknown. Closes the part. */
export async function finishPart(
  part: PartFile,
  target: {
    readonly directory: string
    readonly name: string
    readonly size: number
    readonly modified: number
    readonly conflict: Conflict
  },
): Promise<Result<Placed, FileFailure>> {
  try {
    const { size } = await part.handle.stat()
    if (size !== target.size) {
      return err({ reason: 'protocol', detail: `the part file has ${size} bytes instead of ${target.size}` })
    }
    const modified = fileTime(target.modified)
    if (modified !== undefined) await part.handle.utimes(modified, modified)
    if (process.platform !== 'win32') await part.handle.chmod(usualRights('file'))
    await part.handle.sync()
  } catch (error) {
    return err(fileFailure(error))
  } finally {
    await part.handle.close().catch(() => undefined)
  }
  return place(part.path, { ...target, kind: 'file' })
}
