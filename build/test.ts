/**
 * `npm test`: everything that must hold, one stage after another so that a machine of two cores is enough. Within a stage two files share
 * the cores, but for the lab with its network namespaces, which runs one file at a time.
 * The last line is `N passed, N failed` (and `, N skipped`) over all stages; the exit code is 1 when anything failed.
 * `npm test -- types lint unit` runs only the named stages; `package` (`npm run test:package`) only when it is named,
 * or `all` is.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { z } from 'zod'
import { ensureBuilt } from './build.ts'

interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Stage {
  readonly name: string
  /** Only when it is named: it takes minutes, or tools that few computers have. */
  readonly named?: true
  readonly run: () => Promise<Outcome>
}

const root = resolve(import.meta.dirname, '..')
const modules = join(root, 'node_modules')
const reports = join(modules, '.cache', 'gezi-test')

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

/** Runs a program with our own output; true when it ended with 0 within the limit. Its process group goes down with this process. */
function succeeds(script: string, options: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [join(modules, script), ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` },
  })
  const end = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null) return
    try {
      process.kill(-child.pid, signal)
    } catch {
      child.kill(signal) // no process groups here (Windows)
    }
  }
  const interrupted = (signal: NodeJS.Signals): void => {
    end(signal)
    process.exit(130)
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  const limit = setTimeout(() => {
    console.error(`\n${script} did not end within ${STAGE_LIMIT / 60_000} minutes`)
    end('SIGKILL')
  }, STAGE_LIMIT)
  return new Promise((settle) => {
    const done = (success: boolean): void => {
      clearTimeout(limit)
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
      settle(success)
    }
    child.once('error', (error) => {
      console.error(error.message)
      done(false)
    })
    child.once('close', (code) => done(code === 0))
  })
}

const check = async (script: string, options: readonly string[]): Promise<Outcome> =>
  (await succeeds(script, options)) ? passed : failed

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
async function vitest(project: string): Promise<Outcome> {
  const file = join(reports, `${project}.json`)
  await rm(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const success = await succeeds('vitest/vitest.mjs', ['run', '--project', project, ...reporters])
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

const stages: readonly Stage[] = [
  { name: 'build', run: build },
  { name: 'types', run: () => check('typescript/bin/tsc', ['-b']) },
  { name: 'lint', run: () => check('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) },
  ...['unit', 'process', 'interop', 'e2e'].map((name): Stage => ({ name, run: () => vitest(name) })),
  { name: 'package', named: true, run: () => vitest('package') },
]

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
for (const { name, named = false, run } of stages) {
  if (wanted.length > 0 ? !wanted.includes(name) : named) continue
  console.log(`\n== ${name}`)
  const started = performance.now()
  const outcome = await run()
  summary.push({ name, outcome, seconds: (performance.now() - started) / 1000 })
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
