/**
 * The desktop application: one window on one host. Everything that must precede Electron's `ready` happens while this module is
 * evaluated; nothing here awaits `whenReady` at top level, because `ready` comes only after the evaluation.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, powerMonitor, session, shell } from 'electron'
import { z } from 'zod'
import { bridgeChannels, type ProblemSolution, problemSolutions } from '../../shared/api/bridge.ts'
import { APP_ID, TOAST_ACTIVATOR } from '../../shared/model/app-id.ts'
import { err, type Result } from '../../shared/result.ts'
import { CRASHES } from '../host/crash-dumps.ts'
import { chosenFolder, rememberFolder } from '../host/data-folder.ts'
import { diagnosticsText } from '../host/diagnostics.ts'
import { openHost } from '../host/host.ts'
import type { Host, HostProblem } from '../host/host-options.ts'
import { createLog, type Log } from '../host/log.ts'
import { ownPolicy } from '../host/own-policy.ts'
import { type Attention, createAttention } from './attention.ts'
import { type Capture, handleCapture } from './capture.ts'
import { keepCrashes, tidyCrashes } from './crashes.ts'
import { quitAfterGoodbye, startAgain } from './ending.ts'
import { desktopOf, handleFiles } from './files.ts'
import { parseFlags, withFolder } from './flags.ts'
import { followHost } from './follow-host.ts'
import { type IdleWatch, watchIdleness } from './idle.ts'
import { HIDDEN } from './login-item.ts'
import { isOurPage, openPort } from './port.ts'
import { followSleep } from './power.ts'
import { registerScheme, serveRenderer } from './scheme.ts'
import { hardenEveryPage, hardenSession } from './security.ts'
import { openExternal } from './shell.ts'
import { withoutFetching } from './spelling.ts'
import { startAtLogin, wasStartedAtLogin } from './start-at-login.ts'
import { createSurroundings, type Surroundings } from './surroundings.ts'
import { Task } from './tasks.ts'
import { updatePort } from './updates.ts'
import { systemVault } from './vault.ts'
import { type AppWindow, openWindow } from './window.ts'
import { createWords } from './words.ts'

const flags = parseFlags(process.argv.slice(1), process.cwd())
const usualFolder = app.getPath('userData')
const folder = flags.data ?? chosenFolder(usualFolder)

/** On a drive that is not there, or renamed: a folder made in its place would show an empty history. */
const isGone = (): boolean => flags.data === undefined && folder !== usualFolder && !existsSync(folder)

const crashes = join(folder, CRASHES)
/** They hold parts of the program's memory. A policy that cannot be used switches them off, as everything that it could. */
const crashesOff = ownPolicy(flags.policy)?.off.includes('crash-reports') === true

/** The lock below is one per `userData`: one Gezi per data folder. Chromium's own files stay out of the user's way. */
function enterFolder(): void {
  if (isGone()) return
  try {
    const browser = join(folder, 'browser')
    // Electron takes only folders that are there.
    mkdirSync(browser, { recursive: true })
    app.setPath('userData', folder)
    app.setPath('sessionData', browser)
  } catch {
    // The host meets the same difficulty and says what it is; until then Chromium lives in the usual folder.
  }
}

/** What a later start gives to the one that runs. */
const SecondStart = z.object({ task: Task })
type SecondStart = z.infer<typeof SecondStart>

interface Running {
  readonly window: AppWindow
  readonly attention: Attention
  readonly surroundings: Surroundings
  readonly capture: Capture
  readonly log: Log
  /** Nobody asked for a window. */
  readonly hidden: boolean
  host: Promise<Result<Host, HostProblem>>
}

async function open({ window }: AppWindow, log: Log): Promise<Result<Host, HostProblem>> {
  if (isGone()) return err({ code: 'data-folder-unreadable', detail: `${folder} is not there` })
  return openHost({
    data: folder,
    version: app.getVersion(),
    platform: process.platform,
    capabilities: ['desktop', ...(app.isPackaged ? ['log-in'] : [])],
    desktop: desktopOf(window.webContents),
    vault: systemVault(process.platform),
    ...(flags.bind === undefined ? {} : { bind: flags.bind }),
    peers: flags.peers,
    policyFile: flags.policy,
    updates: updatePort(flags.updateKey),
    log,
  }).catch((error: unknown) => err({ code: 'other', detail: error instanceof Error ? error.message : String(error) }))
}

function start(): void {
  const log = createLog({ folder: join(folder, 'logs'), now: Date.now })
  const note = (line: string): void => log.repeated(line.split(':')[0] ?? line, 'warning', line)
  process.on('uncaughtExceptionMonitor', (error) => log.write('error', error.stack ?? error.message))
  hardenEveryPage(note)
  hardenSession(session.defaultSession, note)
  withoutFetching(session.defaultSession)
  tidyCrashes(crashes, crashesOff, note)

  const hidden = flags.hidden || wasStartedAtLogin(process.platform)
  const window = openWindow(folder, note, hidden)
  const words = createWords()
  const attention = createAttention(window, { platform: process.platform, words, hidden, log: note })
  const surroundings = createSurroundings(window, { platform: process.platform, words, data: flags.data, log: note })
  const capture = handleCapture(window.window, note)
  const running: Running = { window, attention, surroundings, capture, log, hidden, host: open(window, log) }
  // A desktop without a tray has nothing else to bring the window back.
  if (hidden) void attention.tray.then((there) => there || window.raise())
  serveRenderer(join(import.meta.dirname, '../renderer'), async (message, index) => {
    const opened = await running.host
    return opened.ok ? opened.value.picture(message, index) : undefined
  })
  const { webContents } = window.window
  openPort(
    webContents,
    (channel) => void running.host.then((host) => (host.ok ? host.value.serve(channel) : channel.close())),
    note,
  )
  webContents.ipc.handle(bridgeChannels.openExternal, (event, target: unknown) =>
    isOurPage(webContents, event) && typeof target === 'string' ? openExternal(target, process.platform) : false,
  )
  handleFiles(window.window, async () => {
    const opened = await running.host
    return opened.ok ? opened.value : undefined
  })
  webContents.ipc.handle(bridgeChannels.diagnostics, (event) =>
    isOurPage(webContents, event) ? diagnose(running) : '',
  )
  webContents.ipc.handle(bridgeChannels.solve, async (event, wanted: unknown) => {
    const solution = z.enum(problemSolutions).safeParse(wanted)
    if (isOurPage(webContents, event) && solution.success) await solve(running, solution.data)
  })
  app.on('second-instance', (_event, _argv, _cwd, given) => {
    const second = SecondStart.safeParse(given)
    if (second.success) surroundings.run(second.data.task)
    else window.raise()
  })
  app.on('activate', () => window.raise())
  window.window.on('close', window.saveState)
  window.window.on('session-end', window.saveState)
  quitAfterGoodbye({
    window: window.window,
    platform: process.platform,
    close: () => running.host.then((opened) => (opened.ok ? opened.value.close() : undefined)),
    log: (error) => log.write('error', String(error)),
  })
  show(running)
  if (flags.task !== undefined) surroundings.run(flags.task)
}

/** The page comes when it is known what it has to show: an empty history is never presented as a new one. */
function show({ host, window, attention, surroundings, capture, log, hidden }: Running): void {
  void host.then((opened) => {
    if (opened.ok) {
      let idle: IdleWatch | undefined
      const client = followHost(opened.value.serve, {
        onTheme: window.setTheme,
        onStartAtLogin: (on) => startAtLogin(on, flags.data, (line) => log.write('warning', line)),
        onCapture: capture.follow,
        onProgress: window.setProgress,
        onChange(state, changes, origin) {
          attention.update(state, changes, origin)
          surroundings.update(state)
        },
        onAwayAfter(own, minutes) {
          idle ??= watchIdleness(own)
          idle.setMinutes(minutes)
        },
      })
      attention.connect(client)
      surroundings.connect(client)
      followSleep(powerMonitor, client)
      return window.load()
    }
    log.write('error', `the data folder ${folder}: ${opened.error.code} ${opened.error.detail}`)
    // Also at log-in: nobody would ever see it otherwise.
    if (hidden) window.raise()
    window.load({ reason: opened.error.code, path: folder, detail: opened.error.detail })
  })
}

/** Of a program that could not start; one that runs answers the page itself. */
async function diagnose({ host }: Running): Promise<string> {
  const opened = await host
  const problem = opened.ok ? undefined : `${opened.error.code} ${opened.error.detail}`
  return diagnosticsText({ data: folder, version: app.getVersion(), state: undefined, problem, now: Date.now() })
}

async function solve(running: Running, solution: ProblemSolution): Promise<void> {
  const opened = await running.host
  if (opened.ok) return
  switch (solution) {
    case 'retry':
      running.host = open(running.window, running.log)
      return show(running)
    case 'choose-folder':
      return chooseFolder(running.window)
    case 'show-folder':
      await shell.openPath(folder)
      return
    case 'quit':
      return app.quit()
  }
}

/** Starts anew with the chosen folder: lock, log and Chromium's files belong to a folder too. */
async function chooseFolder({ window }: AppWindow): Promise<void> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openDirectory', 'createDirectory'],
  })
  const [chosen] = filePaths
  if (canceled || chosen === undefined) return
  if (flags.data === undefined) rememberFolder(usualFolder, chosen)
  // Whoever chose a folder wants to see what comes of it.
  const args = process.argv.slice(1).filter((argument) => argument !== HIDDEN)
  startAgain(flags.data === undefined ? args : withFolder(args, chosen), process.env)
}

/** A bug before there is a window: without a word it would be a program that nobody sees, and that keeps every later start away. */
function endWith(error: unknown): void {
  dialog.showErrorBox('Gezi', error instanceof Error ? (error.stack ?? error.message) : String(error))
  app.exit(1)
}

if (process.platform === 'win32') {
  app.setAppUserModelId(APP_ID)
  app.setToastActivatorCLSID(TOAST_ACTIVATOR)
}
// It would take the switch away with which an AppImage starts on a system that gives it no sandbox: no page would ever come up. Our window asks
// for its own in any case (window.ts).
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerScheme()
enterFolder()
keepCrashes(crashes, crashesOff || isGone())
// The words of the command line reach the one that runs in another order (Chromium's), so that what they mean goes beside them.
const isFirst = app.requestSingleInstanceLock(
  flags.task === undefined ? {} : ({ task: flags.task } satisfies SecondStart),
)
// Nobody runs who could be told to quit: that is all there is to do.
if (isFirst && flags.task !== 'quit') app.whenReady().then(start).catch(endWith)
else app.quit()
