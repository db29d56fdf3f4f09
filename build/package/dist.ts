/**
 * `npm run dist`: builds and packs for this computer's system, into `release/`. `--linux`, `--win`, `--mac`, `--dir`, `--x64`, `--arm64` and
 * names of targets (`deb`, `zip`) as electron-builder has them; `--output FOLDER` for another place. GEZI_ELECTRON_DIST names a folder of
 * Electron that is there already. Tools that this computer has (7za of npm, dpkg-deb, makensis) are used, others are downloaded.
 */

import { existsSync } from 'node:fs'
import { chmod, mkdir, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { path7za } from '7zip-bin'
import { Arch, build, Platform } from 'electron-builder'
import { ensureBuilt } from '../build.ts'
import { configuration, type System } from './config.ts'
import { debScripts } from './deb-scripts.ts'

const root = resolve(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache')

const { values, positionals } = parseArgs({
  options: {
    linux: { type: 'boolean' },
    win: { type: 'boolean' },
    mac: { type: 'boolean' },
    dir: { type: 'boolean' },
    x64: { type: 'boolean' },
    arm64: { type: 'boolean' },
    output: { type: 'string', default: join(root, 'release') },
  },
  allowPositionals: true,
})

const usr = (name: string): string | undefined =>
  ['/usr/bin', '/usr/local/bin'].map((folder) => join(folder, name)).find(existsSync)

/** electron-builder looks for NSIS in a folder of its own making. */
async function localTools(): Promise<void> {
  if (existsSync(path7za)) {
    await chmod(path7za, 0o755)
    process.env.ELECTRON_BUILDER_7ZIP_PATH ??= path7za
  }
  if (usr('dpkg-deb') !== undefined) process.env.CUSTOM_FPM_PATH ??= join(import.meta.dirname, 'fpm-deb.ts')
  const makensis = usr('makensis')
  if (makensis === undefined) return
  const tools = join(cache, 'gezi-nsis')
  const plugins = join(tools, 'resources/plugins/x86-unicode')
  await mkdir(plugins, { recursive: true })
  await symlink(makensis, join(tools, 'makensis')).catch(() => {})
  process.env.ELECTRON_BUILDER_NSIS_DIR ??= tools
  process.env.ELECTRON_BUILDER_NSIS_RESOURCES_DIR ??= join(tools, 'resources')
}

await ensureBuilt()
await localTools()
const platforms = [
  ...(values.linux === true ? [Platform.LINUX] : []),
  ...(values.win === true ? [Platform.WINDOWS] : []),
  ...(values.mac === true ? [Platform.MAC] : []),
]
const systems = new Map<Platform, System>([
  [Platform.LINUX, 'linux'],
  [Platform.WINDOWS, 'win32'],
  [Platform.MAC, 'darwin'],
])
const targets = values.dir === true ? ['dir'] : positionals
// One after the other: an installer is for one of them.
const arches = [...(values.x64 === true ? [Arch.x64] : []), ...(values.arm64 === true ? [Arch.arm64] : [])]
const everyArch = arches.length === 0 ? [process.arch === 'arm64' ? Arch.arm64 : Arch.x64] : arches
const chosen = platforms.length === 0 ? [Platform.current()] : platforms

async function pack(platform: Platform, arch: Arch, targets: readonly string[] | null): Promise<void> {
  const made = await build({
    projectDir: root,
    targets: platform.createTarget(targets === null ? null : [...targets], arch),
    publish: 'never',
    config: configuration({
      system: systems.get(platform) ?? 'linux',
      root,
      output: values.output,
      electronDist: process.env.GEZI_ELECTRON_DIST,
      installer: join(import.meta.dirname, 'installer.nsi'),
      deb: await debScripts(root, join(cache, 'gezi-deb')),
    }),
  })
  for (const path of made) console.log(path)
}

for (const [platform, arch] of chosen.flatMap((platform) => everyArch.map((arch) => [platform, arch] as const))) {
  await pack(platform, arch, targets.length === 0 ? null : targets)
  if (platform !== Platform.LINUX || targets.length > 0) continue
  // Its runtime is in no package registry: who is offline has the other packages.
  await pack(platform, arch, ['AppImage']).catch((error: unknown) => {
    console.error(`No AppImage: what it needs cannot be had here (${error instanceof Error ? error.message : error}).`)
  })
}
