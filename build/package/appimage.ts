/**
 * AppImage: a squashfs with a small program in front, its runtime, which no package registry has. electron-builder downloads it, with tools of
 * its own. GEZI_APPIMAGE_RUNTIME names a runtime that is there already; then this computer's own tools (squashfs-tools, desktop-file-utils)
 * do the rest. Without any runtime there is a file of all but it, `.squashfs`.
 */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** electron-builder's target that makes either of the two. */
export const APPIMAGE = 'AppImage'
export const SQUASHFS = 'squashfs'

const tools = ['mksquashfs', 'desktop-file-validate'] as const

/** A folder of the shape that electron-builder expects in APPIMAGE_TOOLS_PATH; `runtime` undefined for none. Undefined without the tools. */
export async function appImageTools(
  folder: string,
  arch: 'x64' | 'arm64',
  runtime: string | undefined,
): Promise<string | undefined> {
  const paths = tools.map((name) => join('/usr/bin', name))
  if (!paths.every((path) => existsSync(path))) return undefined
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'runtimes'), { recursive: true })
  await mkdir(join(folder, 'lib', arch), { recursive: true })
  for (const [index, name] of tools.entries()) await symlink(paths[index] ?? '', join(folder, name))
  const target = join(folder, 'runtimes', `runtime-${arch}`)
  if (runtime === undefined) await writeFile(target, '')
  else await copyFile(runtime, target)
  return folder
}

/** What was made without a runtime must not look like an AppImage, which it becomes with one in front. */
export async function withoutRuntime(made: readonly string[]): Promise<readonly string[]> {
  const renamed = made.map((path) => path.replace(/\.AppImage$/, '.squashfs'))
  for (const [index, path] of made.entries()) {
    if (path !== renamed[index]) await rename(path, renamed[index] ?? path)
  }
  return renamed
}
