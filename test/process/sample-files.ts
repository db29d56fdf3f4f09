/** Files and folders as people send them, made by the test, and what is compared of them after the way. */
import { createHash, hash, randomFillSync } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, open, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const MIB = 1024 * 1024
/** A Friday of 2023: no program comes to this time by itself. Unix seconds. */
export const MODIFIED = 1_700_222_222
/** Files of one folder. */
const SIBLINGS = 20
/** Folders in each other, the deepest first; every file lies in one of them. */
const DEPTH = 12

/** Random bytes, no block like another. */
export async function writeLarge(path: string, bytes: number): Promise<void> {
  const block = Buffer.alloc(MIB)
  const handle = await open(path, 'w')
  for (let at = 0; at < bytes; at += MIB) {
    randomFillSync(block)
    await handle.write(block, 0, Math.min(MIB, bytes - at))
  }
  await handle.close()
  await utimes(path, MODIFIED, MODIFIED)
}

const NAMES = ['文件', 'plain', '带 空格 的 名字', '标点（全角）', '繁體字', 'CAPS.Mixed'] as const

/** Deep folders with Chinese names and spaces, empty ones, empty files; every file and folder with a time of its own in the past. */
export async function writeTree(root: string, files: number): Promise<void> {
  const folders = new Set<string>()
  for (let index = 0; index < files; index++) {
    const branch = Math.floor(index / SIBLINGS)
    const levels = Array.from({ length: branch % DEPTH }, (_, level) => `层 ${branch % 3}-${level}`)
    const folder = join(root, `${NAMES[branch % NAMES.length]} ${branch}`, ...levels)
    if (!folders.has(folder)) await mkdir(join(folder, `空 ${branch}`), { recursive: true })
    folders.add(folder)
    const path = join(folder, `${NAMES[index % NAMES.length]} ${index}.dat`)
    await writeFile(path, randomFillSync(Buffer.alloc((index * 397) % 9_000)))
    await utimes(path, MODIFIED + index, MODIFIED + index)
  }
  const below = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = below.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  for (const [index, path] of paths.entries()) await utimes(path, MODIFIED - index, MODIFIED - index)
}

export async function hashOf(path: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: MIB }), digest)
  return digest.digest('hex')
}

/** Unix seconds. */
export const modifiedOf = async (path: string): Promise<number> => Math.floor((await lstat(path)).mtimeMs / 1_000)

/** Everything below a folder by its path: the content's hash, and where asked the time. */
export async function picture(root: string, times: 'all' | 'files' | 'none'): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const content = entry.isFile() ? hash('sha256', await readFile(path)) : 'folder'
    const isTimed = times === 'all' || (times === 'files' && entry.isFile())
    found[path.slice(root.length)] = isTimed ? `${await modifiedOf(path)} ${content}` : content
  }
  return found
}
