/**
 * Tests that have a small size for every day, at full size; the exit code is that of the tests.
 *
 * `npm run test:soak`: files of 1 GiB, 5,000 files, time-outs that are waited for, 20 interruptions. Some minutes, a few GiB in the temporary
 * folder. `npm run test:soak crowd`: 250, 500 and 1,000 Gezis on one simulated network; a quarter of an hour of a core (1, 4 and 12 minutes) and 8 GiB of
 * memory. `npm run test:look`: every view in every language and every theme before axe, and by keyboard.
 */
import { ensureBuilt } from './build.ts'
import { runVitest } from './tool.ts'

const suites = {
  files: { env: { GEZI_SOAK: '1' }, tests: ['test/process/resume.test.ts', 'test/interop/files.test.ts'] },
  // A thousand who know a thousand each: more than Node takes by itself.
  crowd: { env: { GEZI_CROWD: 'full', NODE_OPTIONS: '--max-old-space-size=9216' }, tests: ['test/lan/crowd.test.ts'] },
  look: {
    env: { GEZI_LOOK: 'full' },
    tests: ['test/e2e/look.test.ts', 'test/e2e/tour.test.ts', 'test/e2e/deeds.test.ts'],
  },
} as const
const wanted = process.argv[2]
const { env, tests } = suites[wanted === 'look' || wanted === 'crowd' ? wanted : 'files']

await ensureBuilt()
process.exitCode = (await runVitest(['--no-file-parallelism', ...tests], { env })) ?? 1
