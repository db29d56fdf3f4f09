/**
 * `npm run dist`: builds and packs for this computer's system, into `release/`, and tells the sizes. `--linux`, `--win`, `--mac`, `--dir`,
 * `--x64`, `--arm64` and names of targets (`deb`, `zip`) as electron-builder has them, and `squashfs` (appimage.ts); `--output FOLDER` for
 * another place, `--version V` for another version. GEZI_ELECTRON_DIST names a folder of Electron that is there already. Tools that this
 * computer has (7za of npm, dpkg-deb, makensis) are used, others are downloaded.
 */

import { existsSync } from 'node:fs'
import { chmod, mkdir, stat, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { path7za } from '7zip-bin'
import { Arch, build, Platform } from 'electron-builder'
import { ensureBuilt } from '../build.ts'
import { APPIMAGE, appImageTools, SQUASHFS, withoutRuntime } from './appimage.ts'
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
    version: { type: 'string' },
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

async function pack(platform: Platform, arch: Arch, targets: readonly string[] | null): Promise<readonly string[]> {
  return await build({
    projectDir: root,
    targets: platform.createTarget(targets === null ? null : [...targets], arch),
    publish: 'never',
    config: configuration({
      system: systems.get(platform) ?? 'linux',
      root,
      output: values.output,
      electronDist: process.env.GEZI_ELECTRON_DIST,
      version: values.version,
      installer: join(import.meta.dirname, 'installer.nsi'),
      deb: await debScripts(root, join(cache, 'gezi-deb')),
    }),
  })
}

async function tell(made: readonly string[]): Promise<void> {
  for (const path of made) console.log(`${path}  ${((await stat(path)).size / 1_000_000).toFixed(1)} MB`)
}

const prepareTools = async (arch: Arch, runtime: string | undefined): Promise<boolean> => {
  const tools = await appImageTools(join(cache, 'gezi-appimage'), arch === Arch.arm64 ? 'arm64' : 'x64', runtime)
  if (tools !== undefined) process.env.APPIMAGE_TOOLS_PATH = tools
  return tools !== undefined
}

/** The image without its runtime, and plain words about it. */
async function packSquashfs(arch: Arch): Promise<void> {
  if (!(await prepareTools(arch, undefined))) {
    console.error('No squashfs either: it needs the Debian packages squashfs-tools and desktop-file-utils.')
    return
  }
  const made = await withoutRuntime(await pack(Platform.LINUX, arch, [APPIMAGE]))
  await tell(made)
  console.error(`This is an AppImage without its runtime: it does not start by itself. With a runtime from
https://github.com/AppImage/type2-runtime it becomes one: GEZI_APPIMAGE_RUNTIME=FILE npm run dist -- --linux AppImage`)
}

async function packAppImage(arch: Arch): Promise<void> {
  const runtime = process.env.GEZI_APPIMAGE_RUNTIME
  if (runtime !== undefined) await prepareTools(arch, runtime)
  await tell(await pack(Platform.LINUX, arch, [APPIMAGE]))
}

for (const [platform, arch] of chosen.flatMap((platform) => everyArch.map((arch) => [platform, arch] as const))) {
  const isImage = (target: string): boolean => [APPIMAGE, SQUASHFS].includes(target)
  const others = targets.filter((target) => !isImage(target))
  if (targets.length === 0 || others.length > 0)
    await tell(await pack(platform, arch, others.length === 0 ? null : others))
  if (platform !== Platform.LINUX) continue
  // In this order: both are written under the name of the second.
  if (targets.includes(SQUASHFS)) await packSquashfs(arch)
  if (targets.includes(APPIMAGE)) await packAppImage(arch)
  if (targets.length > 0) continue
  // Its runtime is in no package registry: who is offline has the other packages.
  await packAppImage(arch).catch(async (error: unknown) => {
    console.error(`No AppImage: its runtime cannot be had here (${error instanceof Error ? error.message : error}).`)
    await packSquashfs(arch)
  })
}
