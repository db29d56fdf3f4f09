/** Runs `npm run dist` as whoever releases does, and looks into what it made. */
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { extractAll, listPackage } from '@electron/asar'
import { root } from '../process/gezi.ts'

const run = promisify(execFile)

export const exec = async (file: string, parameters: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> =>
  (await run(file, [...parameters], { cwd: root, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 })).stdout

export const pack = (
  electron: string,
  output: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> =>
  exec(process.execPath, [join(root, 'build/package/dist.ts'), '--output', output, ...flags], {
    GEZI_ELECTRON_DIST: electron,
    ...env,
  })

/** Files below a folder, with `/`, sorted. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** What a packed application holds beside Electron: names with the build's own hashes taken out. */
export async function packedFiles(
  resources: string,
): Promise<{ readonly asar: readonly string[]; readonly unpacked: readonly string[] }> {
  const archive = join(resources, 'app.asar')
  const entries = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1))
  const folders = new Set(entries.map((path) => path.slice(0, path.lastIndexOf('/'))))
  return {
    asar: entries
      .filter((path) => !folders.has(path))
      .map(withoutHash)
      .sort(),
    unpacked: await filesIn(join(resources, 'app.asar.unpacked')),
  }
}

const withoutHash = (path: string): string =>
  path.replace(/^(dist\/renderer\/assets\/.*)-[\w-]{8}(\.\w+)$/, '$1-HASH$2')

export const unpack = (resources: string, folder: string): void => extractAll(join(resources, 'app.asar'), folder)

const assets = ['channel.js', 'en.js', 'esm.js', 'gezi.svg', 'index.css', 'index.js', 'ja.js', 'zh-CN.js', 'zh-TW.js']

const bundles = [
  'cipher/worker.js',
  'cli/main.js',
  'main/main.js',
  'picture-worker/main.js',
  'preload/preload.cjs',
  'start/start.js',
  'worker/history.js',
]

/** All that the program needs, and nothing else: neither sources nor maps, nor what only developers use. */
export const needed = (library: readonly string[], native: string): readonly string[] =>
  [
    'package.json',
    ...bundles.map((path) => `dist/${path}`),
    'dist/renderer/index.html',
    ...assets.map((name) => `dist/renderer/assets/${name.replace('.', '-HASH.')}`),
    ...library.map((path) => `node_modules/better-sqlite3/${path}`),
    `node_modules/better-sqlite3/prebuilds/${native}.node`,
  ].sort()
