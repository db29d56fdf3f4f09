/** `app`: life cycle, paths, the single-instance lock. */
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { Preventable, readiness, strict } from './strict.ts'

const Package = z.object({
  name: z.string(),
  productName: z.string().optional(),
  version: z.string(),
  main: z.string(),
})
const Start = z.object({ argv: z.array(z.string()), cwd: z.string(), data: z.unknown() })

/** What other parts of the double tell the application about, and what it asks of them. */
export interface Surroundings {
  /** Closes all windows unless one of them refuses; false then. */
  closeWindows(): boolean
  /** Ends the browser. */
  end(): Promise<void>
}

/** As if it had been installed, where the tests' command line says so. */
export const PACKAGED = '--double-packaged'

class App extends EventEmitter {
  readonly isPackaged = process.argv.includes(PACKAGED)
  name = 'app'
  #package: z.infer<typeof Package> = { name: 'app', version: '0.0.0', main: '' }
  #folder = ''
  #surroundings: Surroundings = { closeWindows: () => true, end: async () => {} }
  #ready = Promise.withResolvers<void>()
  #isReady = false
  #isQuitting = false
  #handedOver: Promise<void> = Promise.resolve()
  readonly #paths = new Map<string, string>([
    ['home', homedir()],
    ['temp', tmpdir()],
    ['appData', process.env.GEZI_DOUBLE_APP_DATA ?? mkdtempSync(join(tmpdir(), 'gezi-double-'))],
  ])

  /** The double's own: loads package.json and returns the path of the main module. */
  load(folder: string, surroundings: Surroundings): string {
    this.#folder = folder
    this.#surroundings = surroundings
    this.#package = Package.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
    this.name = this.#package.productName ?? this.#package.name
    this.#paths.set('userData', join(this.getPath('appData'), this.name))
    return join(folder, this.#package.main)
  }

  /** The double's own: Electron does this after the main module was evaluated, never before. */
  becomeReady(): void {
    this.#isReady = true
    readiness.isReady = true
    this.emit('ready', {}, {})
    this.#ready.resolve()
  }

  /** The double's own. */
  windowAllClosed(): void {
    if (this.#isQuitting) return
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  get hasQuit(): boolean {
    return this.#isQuitting
  }

  whenReady(): Promise<void> {
    return this.#ready.promise
  }
  isReady(): boolean {
    return this.#isReady
  }
  getVersion(): string {
    return this.#package.version
  }
  getAppPath(): string {
    return this.#folder
  }
  getPath(name: string): string {
    const path = this.#paths.get(name) ?? (name === 'sessionData' ? this.#paths.get('userData') : undefined)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    mkdirSync(path, { recursive: true })
    return path
  }
  setPath(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute')
    if (!existsSync(path)) throw new Error(`Failed to set path '${name}': ${path} does not exist`)
    this.#paths.set(name, path)
  }
  readonly commandLine = {
    hasSwitch: (name: string) => process.argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)),
  }
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    if (this.commandLine.hasSwitch('no-sandbox'))
      throw new Error('electron double: app.enableSandbox() takes --no-sandbox away, and nothing starts without it')
  }
  setAppUserModelId(): void {}
  setToastActivatorCLSID(): void {}
  /** The double's own: what the system was told last. */
  loginItem: unknown
  setLoginItemSettings(settings: unknown): void {
    this.loginItem = settings
  }
  /** As the real one: the tests' command line names the language. */
  getPreferredSystemLanguages(): readonly string[] {
    return [process.argv.find((argument) => argument.startsWith('--lang='))?.slice('--lang='.length) ?? 'en']
  }
  /** No icons of kinds here, as on a Linux desktop without a theme. */
  async getFileIcon(): Promise<{ isEmpty(): boolean }> {
    return { isEmpty: () => true }
  }
  /** The double's own: what the dock or launcher shows. */
  badgeCount = 0
  setBadgeCount(count = 0): boolean {
    this.badgeCount = count
    return true
  }

  quit(): void {
    if (this.#isQuitting) return
    const before = new Preventable()
    this.emit('before-quit', before)
    if (before.defaultPrevented || this.#isQuitting) return
    this.#isQuitting = true
    if (!this.#surroundings.closeWindows()) {
      this.#isQuitting = false
      return
    }
    this.#end(0)
  }
  exit(code = 0): void {
    this.#isQuitting = true
    this.#end(code)
  }
  /** Recorded, not done: a spec looks at the flags. */
  relaunch(options?: { readonly args?: readonly string[] }): void {
    this.emit('double-relaunch', options?.args ?? process.argv.slice(1))
  }
  #end(code: number): void {
    this.emit('quit', {}, code)
    void Promise.allSettled([this.#surroundings.end(), this.#handedOver]).then(() => process.exit(code))
  }

  /** The first instance of a data folder listens; a later one hands over its command line, as Chromium has it, and what it was given. */
  requestSingleInstanceLock(data: Readonly<Record<string, unknown>> = {}): boolean {
    const key = createHash('sha256').update(this.getPath('userData')).digest('hex').slice(0, 16)
    const address = join(tmpdir(), `gezi-double-${key}`)
    const owner = ownerOf(`${address}.pid`)
    if (owner !== undefined) {
      this.#handedOver = handOver(address, data)
      return false
    }
    writeFileSync(`${address}.pid`, String(process.pid))
    rmSync(address, { force: true })
    createServer((socket) => {
      let text = ''
      socket.on('data', (part) => {
        text += part.toString()
      })
      socket.on('end', () => {
        const { argv, cwd, data } = Start.parse(JSON.parse(text))
        this.emit('second-instance', new Preventable(), argv, cwd, data)
      })
    })
      .listen(address)
      .unref()
    process.on('exit', () => {
      for (const path of [address, `${address}.pid`]) rmSync(path, { force: true })
    })
    return true
  }
}

function ownerOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

/** Chromium's command line: switches first, one of its own among them, so that a value that was a word of its own is no longer behind its flag. */
function rearranged([program = '', ...words]: readonly string[]): readonly string[] {
  const isSwitch = (word: string): boolean => word.startsWith('-')
  const rest = words.filter((word) => !isSwitch(word))
  return [program, ...words.filter(isSwitch), '--allow-file-access-from-files', ...rest]
}

function handOver(address: string, data: Readonly<Record<string, unknown>>): Promise<void> {
  return new Promise((settle) => {
    const start = { argv: rearranged(process.argv), cwd: process.cwd(), data }
    const socket = connect(address, () => socket.end(JSON.stringify(start)))
    socket.on('error', () => settle()).on('close', () => settle())
  })
}

/** For the double itself; the application gets the strict one. */
export const plainApp = new App()
export const app = strict('app', plainApp)
