/**
 * `npm run test:electron`: the specs of the desktop program in the real Electron, which is fetched if need be, in the place of its double.
 * Where its binary or a display cannot be had they are not run, and a line says why; with `--required` that is a failure.
 */
import { spawn } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'
import { ensureBuilt } from './build.ts'
import { electronBinary } from './electron-binary.ts'

const root = resolve(import.meta.dirname, '..')

/** Those of the desktop program. What asks for members that only the double has is skipped by name. */
const specs = ['electron', 'shell'].map((name) => `test/e2e/${name}.test.ts`)

async function main(): Promise<number> {
  const binary = await electronBinary(console.log)
  if (!binary.ok) {
    console.log(`The specs of the desktop program were not run in Electron: ${binary.error}.`)
    return process.argv.includes('--required') ? 1 : 0
  }
  await ensureBuilt()
  console.log(`The specs of the desktop program, in ${binary.value}:`)
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'e2e', '--no-file-parallelism', ...specs], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      GEZI_ELECTRON: binary.value,
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    },
  })
  return new Promise((settle) => child.once('close', (code) => settle(code ?? 1)))
}

process.exitCode = await main()
