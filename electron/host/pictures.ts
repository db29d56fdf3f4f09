/**
 * Pictures that messages show, in the data folder: what came by itself, and copies of our own. Each lies under its own name in a folder
 * of its own, `DIR/pictures/…`, until no message shows it any more; other programs can open it there.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isShowable, MAX_INLINE_BYTES, type Picture } from '../../shared/model/picture.ts'
import { safeName } from '../../shared/model/safe-name.ts'
import { syncDirectory } from './fs/save.ts'
import { HEADER_BYTES, readPictureHeader } from './picture-header.ts'

export interface Pictures {
  /** Where pictures of a message go; undefined when they have no more room. An offer takes none: it may never come. */
  folderFor(message: string, size: number): string | undefined
  /** Whether so many bytes may come into this folder now: true for every folder that is none of ours. */
  admits(directory: string, size: number): boolean
  /** A picture came into its folder. */
  came(path: string, size: number): void
  /**
   * A copy of ours of a picture that is small enough to go with a message; undefined for everything else. `ours`: the file at `path` is
   * a copy already, and moves.
   */
  adopt(path: string, name: string, ours: boolean): Promise<Adopted | undefined>
  /** Puts bytes that came into a file of ours; it is durable when this resolves. Undefined when there is no more room. */
  keep(name: string, bytes: Uint8Array): Promise<string | undefined>
  drop(path: string): void
  /** The picture of which this is our copy. */
  kept(path: string): Promise<Picture | undefined>
  /** Counts what is here, and removes what no message needs. */
  tidy(isNeeded: (path: string, message: string | undefined) => boolean): Promise<void>
}

export interface Adopted {
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970, with fractions. */
  readonly modified: number
  readonly picture: Picture
}

/** Ten years of twenty screenshots a day. */
export const PICTURE_QUOTA = 8 * 1024 ** 3
/** Larger ones are opened with other programs: a page holds a picture's bytes beside its dots. */
const MAX_SHOWN_BYTES = 64 * 1024 * 1024
/** Nothing that took the place of a file: no link, and no pipe that would hold us up. Windows has neither flag. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export function createPictures(folder: string, quota = PICTURE_QUOTA): Pictures {
  let used = 0
  const isOurs = (path: string): boolean => dirname(dirname(path)) === folder

  async function remove(path: string): Promise<void> {
    const size = await stat(path).then(
      (info) => info.size,
      () => 0,
    )
    await rm(path, { force: true })
    used -= size
    // Others of the same message may still be there.
    await rmdir(dirname(path)).catch(() => undefined)
  }

  return {
    folderFor(message, size) {
      return used + size > quota ? undefined : join(folder, message)
    },

    admits: (directory, size) => dirname(directory) !== folder || used + size <= quota,

    came(path, size) {
      if (isOurs(path)) used += size
    },

    async adopt(path, name, ours) {
      const { size, mtimeMs } = await stat(path)
      if (size > MAX_INLINE_BYTES || used + size > quota) return undefined
      const picture = await readPicture(path)
      if (picture === undefined || !isShowable(picture)) return undefined
      used += size
      const directory = join(folder, `own-${randomBytes(12).toString('hex')}`)
      const target = join(directory, safeName(name))
      await mkdir(directory, { recursive: true, mode: 0o700 })
      if (ours) await rename(path, target)
      else await copyFile(path, target, constants.COPYFILE_EXCL)
      const modified = ours ? mtimeMs : (await stat(target)).mtimeMs
      return { path: target, size, modified, picture }
    },

    async keep(name, bytes) {
      if (used + bytes.length > quota) return undefined
      used += bytes.length
      const directory = join(folder, `came-${randomBytes(12).toString('hex')}`)
      const path = join(directory, safeName(name))
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        await writeFile(path, bytes, { flag: 'wx', mode: 0o600, flush: true })
        await syncDirectory(directory)
        await syncDirectory(folder)
        return path
      } catch (error) {
        await remove(path).catch(() => undefined)
        throw error
      }
    },

    drop(path) {
      if (isOurs(path)) void remove(path).catch(() => undefined)
    },

    kept: async (path) => (isOurs(path) ? readPicture(path) : undefined),

    async tidy(isNeeded) {
      for (const name of await readdir(folder).catch(() => [])) {
        const directory = join(folder, name)
        const message = /^\d+$/.test(name) ? name : undefined
        for (const file of await readdir(directory).catch(() => [])) {
          const path = join(directory, file)
          if (isNeeded(path, message)) used += (await stat(path).catch(() => ({ size: 0 }))).size
          else await rm(path, { force: true, recursive: true })
        }
        await rmdir(directory).catch(() => undefined)
      }
    },
  }
}

/** What the first bytes of a file say; undefined for what is no picture, or can't be read. */
export async function readPicture(path: string): Promise<Picture | undefined> {
  try {
    const handle = await open(path, READ_ONLY)
    try {
      if (!(await handle.stat()).isFile()) return undefined
      const start = Buffer.alloc(64 * 1024)
      const { bytesRead } = await handle.read(start, 0, start.length, 0)
      const early = readPictureHeader(start.subarray(0, bytesRead))
      if (early !== undefined || start[0] !== 0xff || start[1] !== 0xd8) return early
      // A photograph with a large preview in front of its size.
      const more = Buffer.alloc(HEADER_BYTES)
      const all = await handle.read(more, 0, more.length, 0)
      return readPictureHeader(more.subarray(0, all.bytesRead))
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}

export interface PictureFile {
  readonly name: string
  readonly picture: Picture
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The whole of a picture that a page may show. */
export async function loadPicture(path: string): Promise<PictureFile | undefined> {
  const picture = await readPicture(path)
  if (picture === undefined || !isShowable(picture)) return undefined
  try {
    const handle = await open(path, READ_ONLY)
    try {
      const { size } = await handle.stat()
      if (size > MAX_SHOWN_BYTES) return undefined
      const bytes = new Uint8Array(size)
      const { bytesRead } = await handle.read(bytes, 0, size, 0)
      return { name: basename(path), picture, bytes: bytes.subarray(0, bytesRead) }
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}
