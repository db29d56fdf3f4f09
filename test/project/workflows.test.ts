/** What runs on GitHub cannot run here: what can be known of it without is read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { APP_ID } from '../../shared/model/app-id.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, '.github/workflows')

const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.unknown()).optional(),
})
const Job = z.object({
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  uses: z.string().optional(),
  'runs-on': z.string().optional(),
  'timeout-minutes': z.number().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  strategy: z.object({ matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
  steps: z.array(Step).default([]),
})
const Workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), Job),
})

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: read(`.github/workflows/${name}`),
  workflow: Workflow.parse(load(read(`.github/workflows/${name}`))),
}))
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([job, value]) => ({ where: `${name}: ${job}`, ...value })),
)
const steps = jobs.flatMap(({ where, steps }) => steps.map((step) => ({ where, ...step })))
const lines = steps.flatMap(({ run = '' }) => run.split('\n'))

test('actions of others are named by the hash of their commit, and get no token that they do not need', () => {
  const foreign = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]))
  expect(foreign.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses))).toEqual([])
  // The version beside it is for people.
  for (const { text } of workflows)
    expect(text.match(/uses: (?!\.\/).*$/gm)?.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
      [],
    )
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
  expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([])
})

test('a workflow may read; only the one job that publishes may write, and only a release', () => {
  expect(workflows.map(({ workflow }) => workflow.permissions)).toEqual(workflows.map(() => ({ contents: 'read' })))
  expect(
    jobs.filter(({ permissions }) => permissions !== undefined).map(({ where, permissions }) => [where, permissions]),
  ).toEqual([['release.yml: publish', { contents: 'write' }]])
  // The key that signs updates reaches one step of that job, by its environment: never a command line.
  const secret = steps.filter((step) => JSON.stringify(step).includes('secrets.'))
  expect(secret.map(({ where, env, run = '' }) => [where, Object.keys(env ?? {}), run.includes('secrets.')])).toEqual([
    ['release.yml: publish', ['KEY'], false],
  ])
})

test('every command of ours that a step calls is there, every job ends by itself, and needs jobs that exist', () => {
  const called = lines.flatMap((line) => [...line.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name = '']) => name))
  const ownOfNpm = ['ci', 'sbom']
  expect([...new Set(called)].filter((name) => scripts[name] === undefined && !ownOfNpm.includes(name))).toEqual([])
  expect(called).toEqual(expect.arrayContaining(['test', 'test:package', 'dist', 'sbom', 'update-feed']))
  for (const path of lines.flatMap((line) => line.match(/\btest\/[\w/.-]+\.ts\b/g) ?? []))
    expect(existsSync(join(root, path)), path).toBe(true)
  expect(jobs.filter((job) => job.uses === undefined && job['timeout-minutes'] === undefined)).toEqual([])
  for (const { workflow } of workflows) {
    const wanted = Object.values(workflow.jobs).flatMap(({ needs = [] }) => needs)
    expect(wanted.filter((name) => workflow.jobs[name] === undefined)).toEqual([])
  }
})

test('a release is tested, packed and tried out on all three systems, and has checksums, a bill of materials and signed updates', () => {
  const release = workflows.find(({ name }) => name === 'release.yml')
  const { test: tested, package: packed, smoke, publish } = release?.workflow.jobs ?? {}
  expect(tested?.uses).toBe('./.github/workflows/ci.yml')
  const systems = (job: z.infer<typeof Job> | undefined): readonly string[] => {
    const rows = z
      .array(z.object({ os: z.string(), flags: z.string().optional() }))
      .parse(job?.strategy?.matrix.include)
    return rows.map(({ os, flags = '' }) => `${os} ${flags}`.trim())
  }
  expect(systems(packed)).toEqual([
    'ubuntu-24.04 --linux --x64',
    'ubuntu-24.04-arm --linux --arm64',
    'ubuntu-24.04 --win --x64 --arm64',
    'macos-15 --mac --x64 --arm64',
  ])
  expect(systems(smoke)).toEqual(['ubuntu-24.04', 'windows-2025', 'macos-15'])
  // Packages get to the next job under names that it asks for.
  const rows = z.array(z.object({ from: z.string() })).parse(smoke?.strategy?.matrix.include)
  const kept = systems(packed).map((row) => `packages ${row}`)
  expect(rows.filter(({ from }) => !kept.includes(from))).toEqual([])
  const order = [packed?.needs, smoke?.needs, publish?.needs]
  expect(order).toEqual([['test', 'version'], 'package', 'smoke'])
  const published = (publish?.steps ?? []).map(({ run = '' }) => run).join('\n')
  for (const part of [
    'npm sbom --sbom-format cyclonedx',
    'sha256sum',
    'SHA256SUMS',
    'update-feed',
    'gh release create',
  ])
    expect(published).toContain(part)
  expect(published.indexOf('update-feed')).toBeLessThan(published.indexOf('sha256sum'))
  // The installed shortcut is asked for the program's own name.
  expect(release?.text).toContain(APP_ID)
  const electron = workflows.find(({ name }) => name === 'ci.yml')?.workflow.jobs.electron
  expect([
    electron?.strategy?.matrix.os,
    electron?.steps.filter(({ run = '' }) => run.endsWith('npm run test:electron -- --required')).length,
  ]).toEqual([['ubuntu-24.04', 'windows-2025', 'macos-15'], 2])
})
