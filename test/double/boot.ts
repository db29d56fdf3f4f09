/** Electron's start, in its order: main module, browser, `ready`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { chromium } from 'playwright-core'
import { z } from 'zod'
import { browserArguments, browserPath } from '../browser.ts'
import { plainApp } from './app.ts'
import { electron } from './electron.ts'
import { binding } from './page-side.ts'
import { answerPage, sessionIsReady } from './session.ts'
import { closeWindows, windowOf, windowsLiveIn } from './window.ts'

/** Electron emits `ready` after the main module; a module that waits for it never ends. It must hang here too, and say so. */
const EVALUATION_LIMIT = 15_000

/** From the driver: the text of a function and its parameter. */
const Evaluation = z.object({ id: z.number(), text: z.string(), parameter: z.unknown() })

let endBrowser = async (): Promise<void> => {}

export async function boot(folder: string): Promise<void> {
  const main = plainApp.load(folder, { closeWindows, end: () => endBrowser() })
  Object.assign(process.versions, { electron: '0.0.0-double', chrome: '0.0.0' })
  process.on('message', (message) => void evaluate(message))
  process.once('SIGTERM', () => plainApp.quit())
  // A test process that ended without saying so takes its applications with it.
  process.once('disconnect', () => plainApp.quit())

  const limit = setTimeout(() => {
    console.error('electron double: the main module did not finish; awaiting app.whenReady() at top level deadlocks')
    process.exit(70)
  }, EVALUATION_LIMIT)
  await import(pathToFileURL(main).href)
  clearTimeout(limit)
  if (!plainApp.hasQuit) await openBrowser()
}

async function openBrowser(): Promise<void> {
  const data = plainApp.getPath('sessionData')
  const context = await chromium.launchPersistentContext(data, {
    executablePath: browserPath,
    args: [...browserArguments, '--remote-debugging-port=0'],
    viewport: null,
  })
  endBrowser = () => context.close()
  await context.exposeBinding(binding, ({ page, frame }, text: string) => windowOf(page)?.receive(frame, text))
  await context.route('**/*', (route, request) => {
    const window = request.isNavigationRequest() ? windowOf(request.frame().page()) : undefined
    return window === undefined || window.mayNavigate(request.frame(), request.url())
      ? answerPage(route, request)
      : route.abort('aborted')
  })
  windowsLiveIn(context)
  sessionIsReady()
  const [port] = (await readFile(join(data, 'DevToolsActivePort'), 'utf8')).split('\n')
  process.send?.({ browser: `http://127.0.0.1:${port}` })
  plainApp.becomeReady()
}

async function evaluate(message: unknown): Promise<void> {
  const { id, text, parameter } = Evaluation.parse(message)
  try {
    const call: unknown = runInThisContext(`(${text})`)
    const value: unknown = typeof call === 'function' ? await call(electron, parameter) : undefined
    process.send?.({ id, value })
  } catch (error) {
    process.send?.({ id, error: String(error) })
  }
}
