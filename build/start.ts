/**
 * `npm start`: builds what is stale and opens Gezi, in Electron where its binary can be had, else on a page for the browser served by the
 * headless host. `--demo` adds three colleagues; `--browser` does not ask for Electron; the other flags are the program's own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { chosenFolder, usualFolder } from '../electron/host/data-folder.ts'
import { ensureBuilt } from './build.ts'
import { type Demo, openDemo } from './demo/demo.ts'
import { electronBinary } from './electron-binary.ts'

const root = resolve(import.meta.dirname, '..')
const ours = ['--demo', '--browser'] as const

const Ready = z.object({ ready: z.literal(true), ui: z.string() })

const given = process.argv.slice(2)
const isAsked = (flag: (typeof ours)[number]): boolean => given.includes(flag)
const passedOn = given.filter((flag) => !ours.some((own) => own === flag))
const namesFolder = passedOn.some((flag) => flag === '--data' || flag.startsWith('--data='))

async function main(): Promise<number> {
  await ensureBuilt()
  const demo = isAsked('--demo') ? await startDemo() : undefined
  const temporary = demo !== undefined && !namesFolder ? await mkdtemp(join(tmpdir(), 'gezi-demo-')) : undefined
  try {
    const folder = temporary === undefined ? [] : ['--data', temporary]
    return await open([...passedOn, ...folder, ...(demo?.flags ?? [])])
  } finally {
    await demo?.close()
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true })
  }
}

async function startDemo(): Promise<Demo> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  const demo = await openDemo(version)
  if (!demo.ok) {
    console.error(demo.error)
    process.exit(1)
  }
  console.log('Demo: 张三, 佐藤 and Alice will write to you. Ctrl+C ends it.')
  return demo.value
}

async function open(flags: readonly string[]): Promise<number> {
  const binary = isAsked('--browser') ? undefined : await electronBinary(console.log)
  if (binary?.ok) {
    const end = await ended(spawn(binary.value, [root, ...flags], { stdio: 'inherit' }))
    if (end !== NO_SANDBOX) return codeOf(end)
    console.log(`Electron ended at once: this system gives it no sandbox (npm start -- --no-sandbox does without).
Open Gezi in a browser at this address.`)
  } else if (binary !== undefined)
    console.log(`No Electron here (${binary.error}): open Gezi in a browser at this address.`)
  return openPage(flags)
}

/** How Chromium ends where neither the kernel nor a helper of root's gives it a sandbox, as on Ubuntu from 24.04 on. */
const NO_SANDBOX = 'SIGTRAP'

const codeOf = (end: number | NodeJS.Signals): number => (typeof end === 'number' ? end : 1)

async function openPage(flags: readonly string[]): Promise<number> {
  const hasFolder = flags.some((flag) => flag === '--data' || flag.startsWith('--data='))
  const usual = usualFolder(process.platform, process.env, homedir())
  const folder = hasFolder ? [] : ['--data', chosenFolder(usual)]
  const child = spawn(process.execPath, [join(root, 'dist/headless/main.js'), ...flags, ...folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout }).once('line', (line) => console.log(addressIn(line)))
  return codeOf(await ended(child))
}

/** Of the line that the headless host prints when it is ready. */
function addressIn(line: string): string {
  try {
    return Ready.parse(JSON.parse(line)).ui
  } catch {
    return line
  }
}

/** A goodbye takes less; a second signal would cut it short. */
const GOODBYE = 2_000

/** Ctrl+C reaches both of us: the program says its goodbye, and we wait for it. A signal that only we got is passed on. */
function ended(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const pass = (): void => void child.kill('SIGTERM')
  process.on('SIGTERM', pass).on('SIGHUP', pass)
  process.on('SIGINT', () => setTimeout(pass, GOODBYE).unref())
  return new Promise((settle) => {
    child.once('error', (error) => {
      console.error(error.message)
      settle(1)
    })
    child.once('exit', (code, signal) => settle(code ?? signal ?? 1))
  })
}

process.exit(await main())
