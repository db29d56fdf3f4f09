import { hash, randomBytes } from 'node:crypto'
import { readdirSync, readlinkSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { TREE_START, treeHash, treeSource } from '../../electron/host/fs/tree-source.ts'
import { openTreeTarget, type TreeTarget } from '../../electron/host/fs/tree-target.ts'
import { measureTree } from '../../electron/host/fs/tree-walk.ts'
import { createDirStreamReader } from '../../shared/protocol/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gezi-tree-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const names = { encode: (name: string) => charset.encode(name, 'utf-8') }
const decode = (bytes: Uint8Array) => charset.decode(bytes, 'utf-8')

/** A folder with every kind of thing that people have in folders. */
async function makeTree(): Promise<string> {
  const root = join(folder, '资料')
  for (const path of ['空文件夹', 'deep/a/b/c/d', '带 空格']) await mkdir(join(root, path), { recursive: true })
  const files: readonly (readonly [string, number])[] = [
    ['readme.txt', 11],
    ['empty.bin', 0],
    ['deep/a/b/c/d/叶子.txt', 3],
    ['deep/large.bin', 3_000_000],
    ['带 空格/a:b.txt', 70_000],
    ...Array.from({ length: 50 }, (_, index) => [`带 空格/${index}.dat`, index * 37] as const),
  ]
  for (const [path, size] of files) {
    await writeFile(join(root, path), randomBytes(size))
    await utimes(join(root, path), 1_700_000_000, 1_700_000_000)
  }
  await symlink('/etc/passwd', join(root, 'link'))
  await utimes(join(root, 'deep/a'), 1_600_000_000, 1_600_000_000)
  return root
}

/** Names, bytes and times of everything below, as one comparable value. */
async function picture(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const { mtimeMs } = await lstat(path)
    const content = entry.isFile() ? hash('sha256', await readFile(path)) : 'folder'
    found[path.slice(root.length)] = `${Math.floor(mtimeMs / 1000)} ${content}`
  }
  return found
}

/** Sends until `limit` bytes of the stream are through; says whether it came to the end. */
async function transfer(root: string, target: TreeTarget, limit: number): Promise<{ ended: boolean; digest?: string }> {
  const source = treeSource({ path: root, name: '资料' }, names, {
    from: target.position,
    hash: await treeHash({ path: root, name: '资料' }, target.position),
  })
  const reader = createDirStreamReader(decode)
  const buffer = Buffer.alloc(100_000)
  let left = limit
  let ended = false
  for (;;) {
    const bytes = await source.read(buffer)
    if (bytes === 0) break
    const events = reader.push(buffer.subarray(0, Math.min(bytes, left)))
    if (!events.ok) throw new Error(events.error)
    ended ||= events.value.some((event) => event.type === 'end')
    await target.write(events.value)
    left -= bytes
    if (left <= 0) break
  }
  const digest = source.digest()?.toString('hex')
  await source.close()
  await target.close()
  return { ended, ...(ended && digest !== undefined && { digest }) }
}

const part = () => join(folder, 'part')

describe('a folder on its way', () => {
  test('arrives with its names, bytes, times and empty folders, without its links, and both sides agree on the hash', async () => {
    const root = await makeTree()
    const target = await openTreeTarget(part(), { resume: false, journal: true, hashed: true })
    const { ended, digest } = await transfer(root, target, Number.POSITIVE_INFINITY)
    const sent = await picture(root)
    const received = await picture(part())
    // The colon is no character for a file name on Windows.
    const renamed = Object.fromEntries(Object.entries(sent).map(([path, value]) => [path.replace('a:b', 'a_b'), value]))
    expect({ ended, received, agreed: digest === target.proof(), done: target.done, files: target.files }).toEqual({
      ended: true,
      received: renamed,
      agreed: true,
      done: (await measureTree(root)).size,
      files: 55,
    })
  })

  test('with names that no code page of today made, or with a line end in them, arrives whole, and both sides agree on the hash', async () => {
    const root = join(folder, '资料')
    await mkdir(join(root, 'deep'), { recursive: true })
    const gbk = (name: string) => Buffer.concat([Buffer.from(`${root}/`), charset.encode(name, 'gb18030')])
    await writeFile(join(root, 'two\nlines.txt'), 'one')
    await mkdir(gbk('报告夹'))
    await writeFile(gbk('报告夹/报告.txt'), 'two')
    await writeFile(Buffer.concat([Buffer.from(`${root}/deep/`), Buffer.of(0xff, 0xfe)]), 'three')
    const target = await openTreeTarget(part(), { resume: false, journal: true, hashed: true })
    const { ended, digest } = await transfer(root, target, Number.POSITIVE_INFINITY)
    const received = (await readdir(part(), { recursive: true })).sort()
    expect({ ended, agreed: digest === target.proof(), received, size: (await measureTree(root)).size }).toEqual({
      ended: true,
      agreed: true,
      received: ['deep', 'deep/\ufffd\ufffd', 'two_lines.txt', '报告夹', '报告夹/报告.txt'],
      size: 11,
    })
  })

  test.each([1, 40, 900, 5_000, 80_000, 1_000_000, 2_500_000, 3_050_000, 3_085_000])(
    'goes on behind byte %i where it was cut, and is the same in the end',
    async (cut) => {
      const root = await makeTree()
      const first = await openTreeTarget(part(), { resume: false, journal: true, hashed: true })
      await transfer(root, first, cut)
      const second = await openTreeTarget(part(), { resume: true, journal: true, hashed: true })
      const held = {
        same: (await treeHash({ path: root, name: '资料' }, second.position))?.digest('hex') === second.proof(),
      }
      const { digest } = await transfer(root, second, Number.POSITIVE_INFINITY)
      const sent = Object.values(await picture(root)).sort()
      expect({
        ...held,
        received: Object.values(await picture(part())).sort(),
        agreed: digest === second.proof(),
      }).toEqual({
        same: true,
        received: sent,
        agreed: true,
      })
    },
  )

  test('that was changed at its beginning has another hash, so that a receiver starts anew', async () => {
    const root = await makeTree()
    const target = await openTreeTarget(part(), { resume: false, journal: true, hashed: true })
    await transfer(root, target, 2_000_000)
    await writeFile(join(root, 'readme.txt'), 'other bytes')
    await utimes(join(root, 'readme.txt'), 1_700_000_000, 1_700_000_000)
    expect((await treeHash({ path: root, name: '资料' }, target.position))?.digest('hex') === target.proof()).toBe(
      false,
    )
  })

  test('from a peer that can only start anew keeps the files that are whole', async () => {
    const root = await makeTree()
    const first = await openTreeTarget(part(), { resume: false, journal: false, hashed: false })
    await transfer(root, first, 3_050_000)
    const kept = await lstat(join(part(), '带 空格/0.dat'))
    const second = await openTreeTarget(part(), { resume: false, journal: false, hashed: false })
    await transfer(root, second, Number.POSITIVE_INFINITY)
    expect({
      same: (await lstat(join(part(), '带 空格/0.dat'))).ino === kept.ino,
      received: Object.values(await picture(part())).sort(),
    }).toEqual({ same: true, received: Object.values(await picture(root)).sort() })
  })

  test('that is closed in the middle of a read leaves no file open', async () => {
    const root = await makeTree()
    for (let round = 0; round < 12; round++) {
      const source = treeSource({ path: root, name: '资料' }, names, { from: TREE_START, hash: undefined })
      for (let block = 0; block < round; block++) await source.read(Buffer.alloc(300_000))
      const reading = source.read(Buffer.alloc(4_000_000))
      await source.close()
      await reading
    }
    const open = readdirSync('/proc/self/fd').map((descriptor) => {
      try {
        return readlinkSync(join('/proc/self/fd', descriptor))
      } catch {
        return '' // that of the reading itself
      }
    })
    expect(open.filter((path) => path.startsWith(folder))).toEqual([])
  })
})
