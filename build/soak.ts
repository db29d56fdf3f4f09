/**
 * `npm run test:soak`: the tests of files that have a small size for every day, at full size: 1 GiB, 5,000 files, time-outs that are waited
 * for, 20 interruptions. Some minutes, a few GiB in the temporary folder. The exit code is that of the tests.
 */
import { spawn } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'
import { ensureBuilt } from './build.ts'

const root = resolve(import.meta.dirname, '..')
const TESTS = ['test/process/resume.test.ts', 'test/interop/files.test.ts']

await ensureBuilt()
const child = spawn(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--no-file-parallelism', ...TESTS],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      GEZI_SOAK: '1',
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    },
  },
)
child.once('close', (code) => {
  process.exitCode = code ?? 1
})
