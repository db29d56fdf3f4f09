/**
 * The desktop application: one window on one host. Everything that must precede Electron's `ready` happens while this module is
 * evaluated; nothing here awaits `whenReady` at top level, because `ready` comes only after the evaluation.
 */
import { mkdirSync } from 'node:fs'
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
import { desktopOf, handleFiles } from './files.ts'
import { parseFlags, withFolder } from './flags.ts'
import { followHost } from './follow-host.ts'
import { type IdleWatch, watchIdleness } from './idle.ts'
import { HIDDEN, setLoginItem } from './login-item.ts'
import { isOurPage, openPort } from './port.ts'
import { followSleep } from './power.ts'
import { registerScheme, serveRenderer } from './scheme.ts'
import { hardenEveryPage, hardenSession } from './security.ts'
import { openExternal } from './shell.ts'
import { withoutFetching } from './spelling.ts'
import { createSurroundings, type Surroundings } from './surroundings.ts'
import { updatePort } from './updates.ts'
import { systemVault } from './vault.ts'
import { type AppWindow, openWindow } from './window.ts'
import { createWords } from './words.ts'

/** The goodbye is a few datagrams. A disk that hangs must not keep a closed program alive. */
const GOODBYE_LIMIT = 3_000

const flags = parseFlags(process.argv.slice(1), process.cwd())
const usualFolder = app.getPath('userData')
const folder = flags.data ?? chosenFolder(usualFolder)

const crashes = join(folder, CRASHES)
/** They hold parts of the program's memory. A policy that cannot be used switches them off, as everything that it could. */
const crashesOff = ownPolicy(flags.policy)?.off.includes('crash-reports') === true

/** The lock below is one per `userData`: one Gezi per data folder. Chromium's own files stay out of the user's way. */
function enterFolder(): void {
  try {
    mkdirSync(folder, { recursive: true })
    app.setPath('userData', folder)
    app.setPath('sessionData', join(folder, 'browser'))
  } catch {
    // The host meets the same difficulty and says what it is; until then Chromium lives in the usual folder.
  }
}

interface Running {
  readonly window: AppWindow
  readonly attention: Attention
  readonly surroundings: Surroundings
  readonly capture: Capture
  readonly log: Log
  host: Promise<Result<Host, HostProblem>>
}

const open = ({ window }: AppWindow, log: Log): Promise<Result<Host, HostProblem>> =>
  openHost({
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

function start(): void {
  const log = createLog({ folder: join(folder, 'logs'), now: Date.now })
  const note = (line: string): void => log.repeated(line.split(':')[0] ?? line, 'warning', line)
  process.on('uncaughtExceptionMonitor', (error) => log.write('error', error.stack ?? error.message))
  hardenEveryPage(note)
  hardenSession(session.defaultSession, note)
  withoutFetching(session.defaultSession)
  tidyCrashes(crashes, crashesOff, note)

  const window = openWindow(folder, note, flags.hidden)
  const words = createWords()
  const attention = createAttention(window, process.platform, words, note)
  const surroundings = createSurroundings(window, { platform: process.platform, words, data: flags.data, log: note })
  const capture = handleCapture(window.window)
  const running: Running = { window, attention, surroundings, capture, log, host: open(window, log) }
  // A desktop without a tray has nothing else to bring the window back.
  if (flags.hidden) void attention.tray.then((there) => there || window.raise())
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
  handleFiles(webContents, async () => {
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
  app.on('second-instance', (_event, argv, cwd) => {
    const { task } = parseFlags(argv.slice(1), cwd)
    if (task === undefined) window.raise()
    else surroundings.run(task)
  })
  app.on('activate', () => window.raise())
  window.window.on('close', window.saveState)
  quitAfterGoodbye(running)
  show(running)
  if (flags.task !== undefined) surroundings.run(flags.task)
}

/** A program that is tried out from its sources starts when its developer wants it. */
function startAtLogin(on: boolean, log: Log): void {
  if (!app.isPackaged) return
  setLoginItem(on, {
    platform: process.platform,
    executable: process.execPath,
    data: flags.data,
    env: process.env,
    home: app.getPath('home'),
    setLoginItem: (settings) => app.setLoginItemSettings(settings),
    log: (line) => log.write('warning', line),
  })
}

/** The page comes when it is known what it has to show: an empty history is never presented as a new one. */
function show({ host, window, attention, surroundings, capture, log }: Running): void {
  void host.then((opened) => {
    if (opened.ok) {
      let idle: IdleWatch | undefined
      const client = followHost(opened.value.serve, {
        onTheme: window.setTheme,
        onStartAtLogin: (on) => startAtLogin(on, log),
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
    if (flags.hidden) window.raise()
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
  app.relaunch({ args: flags.data === undefined ? args : withFolder(args, chosen) })
  app.quit()
}

/** Closing the window ends the program, once the host has said goodbye to the LAN and closed its database. */
function quitAfterGoodbye(running: Running): void {
  let goodbye: 'not yet' | 'being said' | 'said' = 'not yet'
  const end = (): void => {
    goodbye = 'said'
    app.quit()
  }
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (goodbye === 'said') return
    event.preventDefault()
    if (goodbye === 'being said') return
    goodbye = 'being said'
    const closed = running.host.then((opened) => (opened.ok ? opened.value.close() : undefined))
    setTimeout(end, GOODBYE_LIMIT).unref()
    void closed.catch((error: unknown) => running.log.write('error', String(error))).then(end)
  })
}

if (process.platform === 'win32') {
  app.setAppUserModelId(APP_ID)
  app.setToastActivatorCLSID(TOAST_ACTIVATOR)
}
app.enableSandbox()
registerScheme()
enterFolder()
keepCrashes(crashes, crashesOff)
// Nobody runs who could be told to quit: that is all there is to do.
if (app.requestSingleInstanceLock() && flags.task !== 'quit') void app.whenReady().then(start)
else app.quit()
