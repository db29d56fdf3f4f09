/**
 * `npm test`: everything that must hold, one stage after another so that a machine of two cores is enough. Within a stage two files share
 * the cores. Real peers in the lab wait most of the time: they run, one file at a time, beside the processes; what they say is shown
 * afterwards.
 * The last line is `N passed, N failed` (and `, N skipped`) over all stages; the exit code is 1 when anything failed.
 * `npm test -- types lint unit` runs only the named stages; `package` (`npm run test:package`) only when it is named,
 * or `all` is.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { ensureBuilt } from './build.ts'
import { runTool, runVitest } from './tool.ts'

interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Stage {
  readonly name: string
  /** Only when it is named: it takes minutes, or tools that few computers have. */
  readonly named?: true
  /** `listen` receives what it says, if given. */
  readonly run: (listen?: (text: string) => void) => Promise<Outcome>
}

const reports = resolve(import.meta.dirname, '../node_modules/.cache/gezi-test')

/** Many times what a stage takes: only a stage that hangs is ended by it, and named as the failure. */
const STAGE_LIMIT = 900_000

const passed: Outcome = { passed: 1, failed: 0, skipped: 0 }
const failed: Outcome = { passed: 0, failed: 1, skipped: 0 }

/** What is read of vitest's JSON report. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

/** Ended with 0, within the limit. */
function succeeded(script: string, code: number | undefined): boolean {
  if (code === undefined) console.error(`\n${script} did not end by itself within ${STAGE_LIMIT / 60_000} minutes`)
  return code === 0
}

const check = async (script: string, words: readonly string[]): Promise<Outcome> =>
  succeeded(script, await runTool(script, words, { limit: STAGE_LIMIT })) ? passed : failed

async function build(): Promise<Outcome> {
  try {
    await ensureBuilt()
    return passed
  } catch (error) {
    console.error(error)
    return failed
  }
}

/** One vitest run. A file that does not load, an error outside of any test and a run without a report each count as a failure. */
async function vitest(project: string, listen?: (text: string) => void): Promise<Outcome> {
  const file = join(reports, `${project}.json`)
  await rm(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const options = { limit: STAGE_LIMIT, ...(listen === undefined ? {} : { listen }) }
  const success = succeeded('vitest', await runVitest(['--project', project, ...reporters], options))
  const report = Report.safeParse(await readFile(file, 'utf8').then(JSON.parse, () => undefined))
  if (!report.success) return failed
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.data
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const failures = numFailedTests + unloaded.length
  return {
    passed: numPassedTests,
    failed: failures === 0 && !success ? 1 : failures,
    skipped: numPendingTests + numTodoTests,
  }
}

const tests = (name: string): Stage => ({ name, run: (listen) => vitest(name, listen) })

/** Those of one line run beside each other. */
const lines: readonly (readonly Stage[])[] = [
  [{ name: 'build', run: build }],
  [{ name: 'types', run: () => check('typescript/bin/tsc', ['-b']) }],
  [{ name: 'lint', run: () => check('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) }],
  [tests('unit')],
  [tests('process'), tests('interop')],
  [tests('e2e')],
  [{ ...tests('package'), named: true }],
]
const stages = lines.flat()

const counts = ({ passed, failed, skipped }: Outcome): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

const asked = process.argv.slice(2)
const wanted = asked.includes('all') ? stages.map(({ name }) => name) : asked
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name))
if (unknown.length > 0) {
  console.error(`no such stage: ${unknown.join(', ')} (there are ${stages.map(({ name }) => name).join(', ')})`)
  process.exit(2)
}

await mkdir(reports, { recursive: true })
const summary: { readonly name: string; readonly outcome: Outcome; readonly seconds: number }[] = []
for (const line of lines) {
  const chosen = line.filter(({ name, named = false }) => (wanted.length > 0 ? wanted.includes(name) : !named))
  // The first one is heard at once.
  const said = chosen.map(() => '')
  const outcomes = chosen.map(async ({ name, run }, place) => {
    if (place === 0) console.log(`\n== ${name}`)
    const listen = (text: string): void => {
      said[place] += text
    }
    const started = performance.now()
    const outcome = await run(place === 0 ? undefined : listen)
    return { name, outcome, seconds: (performance.now() - started) / 1000 }
  })
  for (const [place, stage] of (await Promise.all(outcomes)).entries()) {
    if (place > 0) console.log(`\n== ${stage.name}\n${said[place]}`)
    summary.push(stage)
  }
}

console.log('')
for (const { name, outcome, seconds } of summary) {
  console.log(`${name.padEnd(8)} ${counts(outcome).padEnd(32)} ${seconds.toFixed(1).padStart(6)} s`)
}
const total = summary.reduce<Outcome>(
  (sum, { outcome }) => ({
    passed: sum.passed + outcome.passed,
    failed: sum.failed + outcome.failed,
    skipped: sum.skipped + outcome.skipped,
  }),
  { passed: 0, failed: 0, skipped: 0 },
)
console.log(counts(total))
process.exitCode = total.failed > 0 ? 1 : 0
