/**
 * Starts the built application under the double and drives it in the manner of Playwright's `_electron`. With
 * `GEZI_ELECTRON=/path/to/electron` the same specs drive the real one (`npm run test:electron`).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type * as Electron from 'electron'
import { _electron, type Browser, chromium, type Page } from 'playwright-core'
import { z } from 'zod'
import type { electron as double } from './electron.ts'

export interface Application {
  /** Runs a function in the main process: it may use nothing but its parameters; what it returns crosses as JSON. */
  evaluate<R>(run: InMain<R>, parameter?: string): Promise<R>
  /** The same with what only the double has: what is on its screen, and keys that are pressed elsewhere. The real one rejects. */
  inDouble<R>(run: InMain<R, typeof double>, parameter?: string): Promise<R>
  firstWindow(): Promise<Page>
  windows(): readonly Page[]
  /** Quits as the user would, and resolves when the process is gone. */
  close(): Promise<void>
  /** The exit code, when the application has ended by itself. */
  readonly exited: Promise<number | null>
  /** What it printed so far. */
  readonly said: () => string
}

type InMain<R, Members = typeof Electron> = (electron: Members, parameter: string) => R | Promise<R>

const root = resolve(import.meta.dirname, '../..')

/** Path of the real binary, when the specs are to drive that one. A wrong path must not pass for a run in Electron. */
export const realElectron = realBinary(process.env.GEZI_ELECTRON)

function realBinary(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined
  if (!existsSync(path))
    throw new Error(`GEZI_ELECTRON names ${path}, and nothing is there: npm run test:electron fetches it`)
  return path
}

/** Only an application that hangs takes that long. */
const START_LIMIT = 60_000
const STOP_LIMIT = 10_000

const FromDouble = z.union([
  z.object({ browser: z.string() }),
  z.object({ id: z.number(), error: z.string() }),
  z.object({ id: z.number(), value: z.unknown().optional() }),
])

/**
 * Resolves when there is a browser, or when the application has already ended (a second instance). `folder`: the application's, with its package.json; a packed one, unpacked again, if it is not the built one of here. `appData`: where the usual data folder of the user lies; the double alone can have another.
 */
export async function launch(flags: readonly string[], folder = root, appData?: string): Promise<Application> {
  return realElectron === undefined ? launchDouble(flags, folder, appData) : launchReal(realElectron, flags)
}

async function launchReal(executablePath: string, flags: readonly string[]): Promise<Application> {
  const started = await _electron.launch({ executablePath, args: ['--no-sandbox', root, ...flags], cwd: root })
  const process = started.process()
  return {
    evaluate: (run, parameter = '') => started.evaluate(run, parameter),
    inDouble: () => Promise.reject(new Error('this is no double')),
    firstWindow: () => started.firstWindow(),
    windows: () => started.windows(),
    close: () => started.close(),
    exited: exitOf(process),
    said: listen(process),
  }
}

/** A second instance ends before Playwright could talk to it. */
export async function startSecond(flags: readonly string[]): Promise<number | null> {
  return exitOf(realElectron === undefined ? spawnDouble(flags) : spawn(realElectron, ['--no-sandbox', root, ...flags]))
}

function spawnDouble(flags: readonly string[], folder = root, appData?: string): ChildProcess {
  const double = ['--import', join(import.meta.dirname, 'register.ts'), join(import.meta.dirname, 'run.ts')]
  return spawn(process.execPath, [...double, folder, ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...(appData !== undefined && { GEZI_DOUBLE_APP_DATA: appData }) },
  })
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((settle) => child.once('exit', (code) => settle(code)))

function listen(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => {
      text += part.toString()
    })
  }
  return () => text
}

async function launchDouble(flags: readonly string[], folder: string, appData?: string): Promise<Application> {
  const child = spawnDouble(flags, folder, appData)
  const exited = exitOf(child)
  const said = listen(child)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const address = Promise.withResolvers<string>()
  let last = 0

  child.on('message', (message) => {
    const heard = FromDouble.parse(message)
    if ('browser' in heard) return address.resolve(heard.browser)
    const { resolve, reject } = waiting.get(heard.id) ?? {}
    waiting.delete(heard.id)
    if ('error' in heard) reject?.(new Error(heard.error))
    else resolve?.(heard.value)
  })
  void exited.then((code) => {
    const gone = new Error(`the application ended with ${code}\n${said()}`)
    address.reject(gone)
    for (const { reject } of waiting.values()) reject(gone)
  })
  const late = setTimeout(() => child.kill('SIGKILL'), START_LIMIT)
  const browser = await chromium.connectOverCDP(await address.promise)
  clearTimeout(late)
  const windows = watchPages(browser)

  const evaluate = async <R, Members>(run: InMain<R, Members>, parameter = ''): Promise<R> => {
    last += 1
    const id = last
    const answer = new Promise<R>((resolve, reject) => waiting.set(id, { resolve, reject }))
    child.send({ id, text: run.toString(), parameter })
    return answer
  }
  return {
    evaluate,
    inDouble: evaluate,
    windows,
    firstWindow: () => firstPage(windows, said),
    close: async () => {
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT)
      await exited
      clearTimeout(kill)
      await browser.close()
    },
    exited,
    said,
  }
}

/** A page that crashed stays in the list of its browser until it is closed, but nobody sees it. */
function watchPages(browser: Browser): () => readonly Page[] {
  const crashed = new WeakSet<Page>()
  const track = (page: Page): void => void page.on('crash', () => crashed.add(page))
  for (const context of browser.contexts()) {
    context.pages().forEach(track)
    context.on('page', track)
  }
  return () =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .filter((page) => page.url() !== 'about:blank' && !crashed.has(page))
}

async function firstPage(windows: () => readonly Page[], said: () => string): Promise<Page> {
  for (const until = performance.now() + START_LIMIT; performance.now() < until; await delay(20)) {
    const [page] = windows()
    if (page === undefined) continue
    await page.waitForLoadState('load')
    return page
  }
  throw new Error(`no window\n${said()}`)
}
