/** Folders of the data folder that belong to the history, and their sizes. */
import { realpathSync } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface Folders {
  readonly database: string
  readonly backups: string
  /** Files on their way in or out; emptied at the start. */
  readonly work: string
  readonly spool: string
  readonly pictures: string
}

export const foldersOf = (data: string): Folders => ({
  database: join(data, 'gezi.db'),
  backups: join(data, 'backups'),
  work: join(data, 'history-work'),
  spool: join(data, 'spool'),
  pictures: join(data, 'pictures'),
})

export const makePrivateFolder = async (path: string): Promise<void> =>
  void (await mkdir(path, { recursive: true, mode: 0o700 }))

/** Also by way of links. False for what is not there. */
export function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}

export const empty = async (path: string): Promise<void> => rm(path, { recursive: true, force: true })

/** A folder that the user fills may be huge: beyond this many entries the rest is not counted. */
const MAX_ENTRIES = 20_000

/** Bytes of all files below; 0 for what is not there. */
export async function sizeOfFolder(path: string): Promise<number> {
  let left = MAX_ENTRIES
  async function sum(folder: string): Promise<number> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    let bytes = 0
    for (const entry of entries) {
      if (left <= 0) return bytes
      left -= 1
      const child = join(folder, entry.name)
      if (entry.isDirectory()) bytes += await sum(child)
      else if (entry.isFile())
        bytes += await stat(child).then(
          ({ size }) => size,
          () => 0,
        )
    }
    return bytes
  }
  return sum(path)
}
