/**
 * Builds what is stale. `npm run build` builds all; other scripts call `ensureBuilt`, which returns at once when no source is newer than
 * the last build and what is built in from outside is the same. A lock folder keeps two commands that start together from building into the same place.
 */
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { licensesOf } from './licenses.ts'

const root = resolve(import.meta.dirname, '..')
const sources = ['shared', 'electron', 'renderer', 'vite.config.ts', 'package.json', 'package-lock.json']
const modes = ['start', 'main', 'preload', 'headless', 'worker', 'picture-worker', 'cipher', 'cli', 'renderer'] as const
const stampFile = join(root, 'dist', '.built')
const lockDirectory = join(root, 'node_modules', '.cache', 'gezi-build.lock')
const LOCK_STALE_AFTER = 120_000 // a build takes seconds; an older lock belongs to a build that was killed

async function newest(path: string): Promise<number> {
  const info = await stat(path)
  if (!info.isDirectory()) return info.mtimeMs
  const entries = await readdir(path)
  const times = await Promise.all(entries.map((entry) => newest(join(path, entry))))
  return Math.max(info.mtimeMs, ...times)
}

const modified = async (path: string): Promise<number | undefined> =>
  stat(path).then(
    (info) => info.mtimeMs,
    () => undefined,
  )

/** What vite.config.ts builds in that is no source: a package must not have the key of an earlier build. */
const fromOutside = (): string => process.env.GEZI_UPDATE_KEY ?? ''

async function isFresh(): Promise<boolean> {
  const built = await modified(stampFile)
  if (built === undefined || (await readFile(stampFile, 'utf8')) !== fromOutside()) return false
  const changed = await Promise.all(sources.map((source) => newest(join(root, source))))
  return Math.max(...changed) <= built
}

async function withLock(work: () => Promise<void>): Promise<void> {
  await mkdir(join(lockDirectory, '..'), { recursive: true })
  for (;;) {
    try {
      await mkdir(lockDirectory)
      break
    } catch {
      const taken = await modified(lockDirectory)
      if (taken !== undefined && Date.now() - taken > LOCK_STALE_AFTER)
        await rm(lockDirectory, { recursive: true, force: true })
      else await delay(100)
    }
  }
  try {
    await work()
  } finally {
    await rm(lockDirectory, { recursive: true, force: true })
  }
}

async function buildAll(): Promise<void> {
  const started = new Date()
  const { build } = await import('vite')
  // A test runner says `test` here, and React would be bundled in its slow form, which nobody ships.
  const environment = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  for (const mode of modes) await build({ configFile: join(root, 'vite.config.ts'), mode, logLevel: 'warn' })
  if (environment === undefined) delete process.env.NODE_ENV
  else process.env.NODE_ENV = environment
  // Headless hosts are not packed.
  const packed = modes.filter((mode) => mode !== 'headless')
  await writeFile(join(root, 'dist/licenses.txt'), await licensesOf(root, packed))
  await writeFile(stampFile, fromOutside())
  await utimes(stampFile, started, started)
}

/** Brings `dist/` up to date with the sources; resolves at once when it already is. */
export async function ensureBuilt(): Promise<void> {
  if (await isFresh()) return
  await withLock(async () => {
    if (!(await isFresh())) await buildAll()
  })
}

if (import.meta.main) await withLock(buildAll)
