/** Disks that are full, read-only or gone, and people who move things while a folder is sent or received. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SourceChanged } from '../../electron/host/fs/file-source.ts'
import { freeSpace } from '../../electron/host/fs/save.ts'
import { TREE_START, treeSource } from '../../electron/host/fs/tree-source.ts'
import type { FetchJob } from '../../electron/host/net/fetch-job.ts'
import {
  attack,
  bytes,
  encode,
  fetch,
  file,
  floods,
  folder,
  jobFor,
  makeSandbox,
  outcomeOf,
  type Peer,
  picture,
  ROOT,
  record,
  type Sandbox,
  sends,
  startPeer,
} from './hostile.ts'

const [ADDRESS, PORT] = ['127.0.88.6', 24_254] as const
const MIB = 2 ** 20
let peer: Peer
let sandbox: Sandbox
beforeAll(async () => {
  peer = await startPeer(ADDRESS, PORT)
})
afterAll(() => peer.close())
beforeEach(async () => {
  sandbox = await makeSandbox()
})
afterEach(() => sandbox.remove())

const fileJob = (target: string, size: number, changes: Partial<FetchJob> = {}) =>
  jobFor(ADDRESS, PORT, target, { kind: 'file', name: 'big', size, ...changes })

/** Mounts a small disk; undefined where that is not allowed. */
function mountDisk(path: string, options: string): (() => void) | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'gezi-test', path], { stdio: 'ignore' })
    return () => execFileSync('umount', ['-l', path])
  } catch {
    return undefined
  }
}

/** Whether this machine lets us mount. Said aloud where it does not: these attacks are then not made. */
const canMount = await (async () => {
  const path = await mkdtemp(join(tmpdir(), 'gezi-mount-'))
  const unmount = mountDisk(path, 'size=1m')
  unmount?.()
  await rm(path, { recursive: true })
  if (unmount === undefined)
    process.stderr.write('files: attacks with full and read-only disks are SKIPPED: no right to mount\n')
  return unmount !== undefined
})()

describe.runIf(canMount)('a disk of 24 MiB', () => {
  let unmount: (() => void) | undefined
  beforeEach(() => {
    unmount = mountDisk(sandbox.target, 'size=24m,nr_inodes=200')
  })
  afterEach(() => unmount?.())

  test('has no room for a file: nothing is asked for', async () => {
    peer.script(sends('x'))
    expect([await attack(sandbox, fileJob(sandbox.target, 20 * MIB)), peer.requests]).toEqual([
      { outcome: 'disk-full', outside: 'untouched', names: [] },
      [],
    ])
  })

  test('has room for the rest of a file, though not for all of it again', async () => {
    const part = join(sandbox.target, '.0123456789abcdef.gezi-part')
    await writeFile(part, new Uint8Array(5 * MIB))
    peer.script(sends(new Uint8Array(64 * 1024), new Uint8Array(MIB)))
    const { result } = await fetch(fileJob(sandbox.target, 6 * MIB, { part, resume: 'overlap' }))
    expect(outcomeOf(result)).toBe('finished')
  })

  test('is filled by somebody else meanwhile', async () => {
    peer.script(floods('', new Uint8Array(64 * 1024)))
    let filling: Promise<void> | undefined
    const fill = () => {
      filling ??= writeFile(join(sandbox.target, 'other'), new Uint8Array(64 * MIB)).catch(() => undefined)
      return filling
    }
    const { outcome } = await attack(sandbox, fileJob(sandbox.target, 6 * MIB), { pace: fill })
    expect(outcome).toBe('disk-full')
  })

  test('is filled by a folder that did not say how large it is', async () => {
    peer.script(floods(bytes(ROOT, record('f:8000000:1:')), new Uint8Array(64 * 1024)))
    expect(await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target))).toMatchObject({
      outcome: 'disk-full',
      names: [],
    })
  })

  test('runs out of inodes', async () => {
    peer.script(sends(folder(...Array.from({ length: 400 }, (_, index) => file(`f${index}`)))))
    expect(await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target))).toMatchObject({ outcome: 'disk-full' })
  })

  test.each(['file', 'folder'] as const)('is read-only: no %s is saved', async (kind) => {
    execFileSync('mount', ['-o', 'remount,ro', sandbox.target])
    peer.script(sends(kind === 'file' ? 'x' : folder(file('f'))))
    expect(await attack(sandbox, { ...fileJob(sandbox.target, 1), kind })).toEqual({
      outcome: 'no-permission',
      outside: 'untouched',
      names: [],
    })
  })
})

test('the room that is left leaves a reserve for the system', async () => {
  const space = await freeSpace(sandbox.target)
  expect(space.ok && space.value >= 0).toBe(true)
  expect(await freeSpace(join(sandbox.target, 'none'))).toMatchObject({ ok: false, error: { reason: 'target-gone' } })
})

describe('the target folder', () => {
  /** Changes something once, as soon as bytes arrive. */
  const meanwhile = (change: () => Promise<void>) => {
    let done: Promise<void> | undefined
    return {
      pace: () => {
        done ??= change()
        return done
      },
    }
  }
  const chunks = Array.from({ length: 40 }, (_, index) => file(`f${index}`, new Uint8Array(100_000)))

  test.each(['file', 'folder'] as const)('is removed while a %s arrives', async (kind) => {
    peer.script(sends(kind === 'file' ? new Uint8Array(4 * MIB) : folder(...chunks)))
    const control = meanwhile(() => rm(sandbox.target, { recursive: true, force: true }))
    const { result } = await fetch({ ...fileJob(sandbox.target, 4 * MIB), kind, name: 'x' }, control)
    expect(outcomeOf(result)).toBe('target-gone')
  })

  test.each(['file', 'folder'] as const)('is renamed while a %s arrives', async (kind) => {
    peer.script(sends(kind === 'file' ? new Uint8Array(4 * MIB) : folder(...chunks)))
    const control = meanwhile(() => rename(sandbox.target, join(sandbox.root, 'moved')))
    const { result } = await fetch({ ...fileJob(sandbox.target, 4 * MIB), kind, name: 'x' }, control)
    expect(outcomeOf(result)).toBe('target-gone')
  })

  test('is a file', async () => {
    await rm(sandbox.target, { recursive: true })
    await writeFile(sandbox.target, 'kept')
    peer.script(sends('x'))
    const { result } = await fetch(fileJob(sandbox.target, 1))
    expect([outcomeOf(result), (await picture(sandbox.root)).in]).toEqual(['target-gone', expect.any(String)])
  })

  test('gets a link of the same name while the file arrives: it is not followed', async () => {
    peer.script(sends(new Uint8Array(4 * MIB)))
    const control = meanwhile(() => symlink(sandbox.secret, join(sandbox.target, 'big')))
    expect(await attack(sandbox, fileJob(sandbox.target, 4 * MIB), control)).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['big', 'big (2)'],
    })
  })

  test('gets a folder of the same name while the folder arrives: it is kept', async () => {
    peer.script(sends(folder(...chunks)))
    const control = meanwhile(() => mkdir(join(sandbox.target, 'root')))
    const { outcome, names } = await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target), control)
    expect([outcome, names.includes('root'), names.includes('root (2)/f39')]).toEqual(['finished', true, true])
  })
})

describe('a folder that is sent', () => {
  let root: string
  beforeEach(async () => {
    root = join(sandbox.root, 'tree')
    await mkdir(join(root, 'd'), { recursive: true })
    await writeFile(join(root, 'large'), new Uint8Array(3 * MIB))
    await writeFile(next(), 'next')
    await writeFile(join(root, 'd', 'z'), 'Z')
  })
  /** Comes after the large file. */
  const next = () => join(root, 'next')
  /** Reads it to the end, changing something after the first block. */
  const sendWhile = async (change: () => Promise<void>) => {
    const source = treeSource({ path: root, name: 'tree' }, { encode }, { from: TREE_START, hash: undefined })
    const block = Buffer.alloc(MIB)
    try {
      await source.read(block)
      await change()
      while ((await source.read(block)) > 0);
      return 'sent'
    } catch (error) {
      return error instanceof SourceChanged ? 'changed' : error instanceof Error && 'code' in error ? error.code : error
    } finally {
      await source.close()
    }
  }

  test.each([
    ['a file that shrinks', () => truncate(join(root, 'large'), 10), 'changed'],
    ['a file that grows', () => truncate(join(root, 'large'), 4 * MIB), 'changed'],
    ['a file that goes away', () => rm(next()), 'ENOENT'],
    ['a file that becomes a link', () => rm(next()).then(() => symlink(sandbox.secret, next())), 'ELOOP'],
    ['a file that becomes a pipe', () => rm(next()).then(() => void execFileSync('mkfifo', [next()])), 'changed'],
    ['a folder that goes away', () => rm(join(root, 'd'), { recursive: true }), 'ENOENT'],
  ])('with %s meanwhile breaks off', async (_, change, outcome) => {
    expect(await sendWhile(change)).toBe(outcome)
  })
})
