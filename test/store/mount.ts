/** A small file system in memory. Where mounting is not allowed, the test says so and ends. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'

export interface Mount {
  readonly folder: string
  remount(options: string): void
}

function run(...command: readonly [string, ...string[]]): string | undefined {
  const [program, ...args] = command
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? undefined : (error?.message ?? stderr.trim())
}

export function mountSmall(context: TestContext, size: string): Mount {
  const folder = mkdtempSync(join(tmpdir(), 'gezi-mount-'))
  const problem = run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder)
  onTestFinished(() => {
    if (problem === undefined) run('umount', folder)
    rmSync(folder, { recursive: true, force: true })
  })
  if (problem !== undefined) {
    console.warn(`SKIPPED "${context.task.name}": a file system can not be mounted here (${problem})`)
    context.skip(`mount: ${problem}`)
  }
  return {
    folder,
    remount(options) {
      const failed = run('mount', '-o', `remount,${options}`, folder)
      if (failed !== undefined) throw new Error(failed)
    },
  }
}
