/**
 * Walks an offered folder in an order that is the same each time, which a resumed download relies on. Links are not followed, ever.
 *
 * Folders are read asynchronously, so that a slow or dead network drive does not stop the program; files are looked at synchronously,
 * which is eight times as fast for thousands of small ones, with the loop let go in between.
 */
import { lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { charset } from '../charset.ts'

/** As IPMsg's and our own readers: deeper trees could not be received (protocol.md 4.4). */
export const MAX_DEPTH = 64
/** As our own reader takes; a larger offer is refused rather than cut. */
export const MAX_ENTRIES = 1_000_000
/** About 2 ms of work. */
const FILES_PER_TURN = 400

/** Bytes where a name on the disk is no UTF-8: many archives of Windows leave names in GBK on Linux. */
export type DiskPath = string | Buffer

export interface TreeEntry {
  readonly kind: 'directory' | 'file' | 'return'
  /** As its receiver reads it: both sides hash it. */
  readonly name: string
  readonly path: DiskPath
  /** Bytes of a file, 0 otherwise. */
  readonly size: number
  /** Unix seconds. */
  readonly modified: number
}

/** The folder has more levels or entries than any client takes. */
export class TreeTooLarge extends Error {
  override readonly name = 'TreeTooLarge'
}

/** As the directory says it; `raw` where `name` is not what it is called there. */
interface Child {
  readonly name: string
  readonly raw?: Buffer
  isFile(): boolean
  isDirectory(): boolean
}

const UNREADABLE = '\ufffd'

const below = (folder: DiskPath, { name, raw }: Pick<Child, 'name' | 'raw'>): DiskPath =>
  typeof folder === 'string' && raw === undefined
    ? `${folder}${sep}${name}`
    : Buffer.concat([bytesOf(folder), bytesOf(sep), raw ?? bytesOf(name)])

const bytesOf = (path: DiskPath): Buffer => (typeof path === 'string' ? Buffer.from(path) : path)

async function childrenOf(folder: DiskPath): Promise<readonly Child[]> {
  const children = await readdir(folder, { withFileTypes: true })
  if (!children.some(({ name }) => name.includes(UNREADABLE))) return children
  return (await readdir(folder, { withFileTypes: true, encoding: 'buffer' })).map((child) => ({
    name: readableName(child.name),
    raw: child.name,
    isFile: () => child.isFile(),
    isDirectory: () => child.isDirectory(),
  }))
}

function readableName(raw: Buffer): string {
  const utf8 = charset.decode(raw, 'utf-8')
  const legacy = utf8.includes(UNREADABLE) ? charset.decode(raw, 'gb18030') : utf8
  return legacy.includes(UNREADABLE) ? utf8 : legacy
}

/** Records have no control characters in their names, and UTF-8 no half characters (shared/protocol/fields.ts). */
const sentName = (name: string): string => name.replace(/[\x00-\x1f\x7f]/g, '_').toWellFormed()

const byName = (left: Child, right: Child): number => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)

/** A file's time as it goes over the wire: whole seconds, none before 1970. */
export const unixSeconds = (info: { readonly mtimeMs: number }): number => Math.max(0, Math.floor(info.mtimeMs / 1000))

const describe = (kind: TreeEntry['kind'], path: DiskPath, name: string): TreeEntry => {
  const info = lstatSync(path)
  return { kind, name: sentName(name), path, size: kind === 'file' ? info.size : 0, modified: unixSeconds(info) }
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
  const ofFile = (folder: DiskPath, child: Child): TreeEntry => {
    const path = below(folder, child)
    return files === 'named'
      ? { kind: 'file', name: sentName(child.name), path, size: 0, modified: 0 }
      : describe('file', path, child.name)
  }
  const open: { readonly path: DiskPath; readonly entry: TreeEntry; readonly folders: Child[] }[] = []
  let entries = 0

  async function* enter(path: DiskPath, name: string): AsyncGenerator<readonly TreeEntry[]> {
    const entry = describe('directory', path, name)
    const children = [...(await childrenOf(path))].sort(byName)
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
    if (folder !== undefined) yield* enter(below(current.path, folder), folder.name)
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
