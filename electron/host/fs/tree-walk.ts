/**
 * Walks an offered folder in an order that is the same each time, which a resumed download relies on. Links are not followed, ever.
 *
 * Folders are read asynchronously, so that a slow or dead network drive does not stop the program; files are looked at synchronously,
 * which is eight times as fast for thousands of small ones, with the loop let go in between.
 */
import { type Dirent, lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** As IPMsg's and our own readers: deeper trees could not be received (protocol.md 4.4). */
export const MAX_DEPTH = 64
/** As our own reader takes; a larger offer is refused rather than cut. */
export const MAX_ENTRIES = 1_000_000
/** About 2 ms of work. */
const FILES_PER_TURN = 400

export interface TreeEntry {
  readonly kind: 'directory' | 'file' | 'return'
  readonly name: string
  readonly path: string
  /** Bytes of a file, 0 otherwise. */
  readonly size: number
  /** Unix seconds. */
  readonly modified: number
}

/** The folder has more levels or entries than any client takes. */
export class TreeTooLarge extends Error {
  override readonly name = 'TreeTooLarge'
}

const byName = (left: Dirent, right: Dirent): number => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)

/** A file's time as it goes over the wire: whole seconds, none before 1970. */
export const unixSeconds = (info: { readonly mtimeMs: number }): number => Math.max(0, Math.floor(info.mtimeMs / 1000))

const describe = (kind: TreeEntry['kind'], path: string, name: string): TreeEntry => {
  const info = lstatSync(path)
  return { kind, name, path, size: kind === 'file' ? info.size : 0, modified: unixSeconds(info) }
}

/**
 * The entries of the folder in runs: itself first and its own return last, in each folder the files before the folders. Throws what
 * the file system throws, and TreeTooLarge. Devices, pipes and links are left out: they mean nothing on another computer. With `named`
 * files come without their size and time, for a caller who opens each of them anyway.
 */
export async function* walkTree(
  root: string,
  rootName: string,
  files: 'described' | 'named' = 'described',
): AsyncGenerator<readonly TreeEntry[]> {
  const ofFile = (folder: string, { name }: Dirent): TreeEntry => {
    const path = `${folder}${sep}${name}`
    return files === 'named' ? { kind: 'file', name, path, size: 0, modified: 0 } : describe('file', path, name)
  }
  const open: { readonly path: string; readonly entry: TreeEntry; readonly folders: Dirent[] }[] = []
  let entries = 0

  async function* enter(path: string, name: string): AsyncGenerator<readonly TreeEntry[]> {
    const entry = describe('directory', path, name)
    const children = (await readdir(path, { withFileTypes: true })).sort(byName)
    const plain = children.filter((child) => child.isFile())
    entries += plain.length + 1
    if (open.length >= MAX_DEPTH || entries > MAX_ENTRIES) throw new TreeTooLarge()
    open.push({ path, entry, folders: children.filter((child) => child.isDirectory()).reverse() })
    yield [entry]
    for (let at = 0; at < plain.length; at += FILES_PER_TURN) {
      yield plain.slice(at, at + FILES_PER_TURN).map((file) => ofFile(path, file))
      if (plain.length > FILES_PER_TURN) await nextTurn()
    }
  }

  yield* enter(root, rootName)
  for (let current = open.at(-1); current !== undefined; current = open.at(-1)) {
    const folder = current.folders.pop()
    if (folder !== undefined) yield* enter(join(current.path, folder.name), folder.name)
    else {
      open.pop()
      yield [{ ...current.entry, kind: 'return' }]
    }
  }
}

/** Counts what an offer names: bytes and files in all. */
export async function measureTree(root: string): Promise<{ readonly size: number; readonly files: number }> {
  let size = 0
  let files = 0
  for await (const run of walkTree(root, '')) {
    for (const entry of run) {
      size += entry.size
      if (entry.kind === 'file') files++
    }
  }
  return { size, files }
}
