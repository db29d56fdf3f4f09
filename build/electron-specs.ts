/**
 * `npm run test:electron`: the specs of the desktop program in the real Electron, which is fetched if need be, in the place of its double.
 * Where its binary or a display cannot be had they are not run, and a line says why; with `--required` that is a failure.
 */
import { ensureBuilt } from './build.ts'
import { electronBinary } from './electron-binary.ts'
import { runVitest } from './tool.ts'

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
  const words = ['--project', 'e2e', '--no-file-parallelism', ...specs]
  return (await runVitest(words, { env: { GEZI_ELECTRON: binary.value } })) ?? 1
}

process.exitCode = await main()
