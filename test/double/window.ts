/** BrowserWindow and its web contents: a page of a real Chromium, with the application's own preload bundle in it. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { BrowserContext, Frame, Page } from 'playwright-core'
import { z } from 'zod'
import { originOf, toApp, toBrowser } from './address.ts'
import { plainApp } from './app.ts'
import { deliver, type PageAnswer, type PageCall, preloadScript } from './page-side.ts'
import { defaultSession, schemes } from './session.ts'
import { Preventable, strict } from './strict.ts'

const Call: z.ZodType<PageCall> = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['send', 'invoke']), channel: z.string(), parameters: z.array(z.unknown()) }),
  z.object({ kind: z.literal('open'), url: z.string() }),
])

/** What a page was told while it was closed or crashed is lost, as in Electron. */
const whenGone = (): void => {}

interface WindowOptions {
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
  readonly show?: boolean
  readonly backgroundColor?: string
  readonly webPreferences?: {
    readonly preload?: string
    readonly sandbox?: boolean
    readonly contextIsolation?: boolean
    readonly nodeIntegration?: boolean
    readonly webSecurity?: boolean
  }
}

interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const windows = new Set<DoubleWindow>()
let context: BrowserContext | undefined

/** The browser is there: windows can be opened from now on. */
export function windowsLiveIn(opened: BrowserContext): void {
  context = opened
  opened.on('page', (page) => void refusePopup(page).catch(whenGone))
}

/** A page that another page opened (`target=_blank`): the application decides, and nothing but refusal is implemented. */
async function refusePopup(page: Page): Promise<void> {
  const opener = await page.opener()
  if (opener === null) return
  windowOf(opener)?.askForPopup(toApp(page.url()))
  await page.close()
}

/** Closes all windows; false when one refused. */
export function closeWindows(): boolean {
  for (const window of [...windows]) window.close()
  return windows.size === 0
}

export const windowOf = (page: Page): DoubleWindow | undefined => [...windows].find((window) => window.shows(page))

class Ipc extends EventEmitter {
  readonly #handlers = new Map<string, (event: object, ...parameters: unknown[]) => unknown>()
  handle(channel: string, handler: (event: object, ...parameters: unknown[]) => unknown): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, handler)
  }
  /** The double's own; the application is handed `handle` and the emitter's methods. */
  async invoke(channel: string, event: object, parameters: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return handler(event, ...parameters)
  }
}

class WebContents extends EventEmitter {
  readonly session = defaultSession
  readonly plainIpc = new Ipc()
  readonly ipc = strict('ipc', this.plainIpc)
  readonly #window: DoubleWindow
  readonly #frames = new WeakMap<Frame, object>()
  #queue: Promise<unknown> = Promise.resolve()
  openHandler: (details: { readonly url: string }) => { readonly action: string } = () => ({ action: 'allow' })

  constructor(window: DoubleWindow) {
    super()
    this.#window = window
  }
  get mainFrame(): object {
    const frame = this.#window.page?.mainFrame()
    return frame === undefined ? {} : this.frame(frame)
  }
  frame(frame: Frame): object {
    const known = this.#frames.get(frame)
    if (known !== undefined) return known
    const parent = frame.parentFrame()
    const made: object = strict('frame', {
      parent: parent === null ? null : this.frame(parent),
      get url() {
        return toApp(frame.url())
      },
      get origin() {
        return originOf(frame.url())
      },
    })
    this.#frames.set(frame, made)
    return made
  }
  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler
  }
  send(channel: string, ...parameters: unknown[]): void {
    const text = JSON.stringify([channel, parameters])
    const call = `{ const [channel, parameters] = JSON.parse(${JSON.stringify(text)}); globalThis.${deliver}?.(channel, parameters) }`
    // One after another, or a long message would be overtaken.
    this.#queue = this.#queue.then(() => this.#window.page?.evaluate(call)).catch(whenGone)
  }
  getURL(): string {
    return toApp(this.#window.page?.url() ?? '')
  }
  isDestroyed(): boolean {
    return this.#window.isDestroyed()
  }
  reload(): void {
    void this.#window.reload().catch(whenGone)
  }
  /** The double's own. */
  readonly replaced: string[] = []
  replaceMisspelling(word: string): void {
    this.replaced.push(word)
  }
  /** The double's own: files that the system would drag now. */
  readonly dragged: { readonly file: string; readonly icon: unknown }[] = []
  startDrag(item: { readonly file: string; readonly icon: unknown }): void {
    this.dragged.push(item)
  }
  forcefullyCrashRenderer(): void {
    void this.#window.crash().catch(whenGone)
  }
}

export class DoubleWindow extends EventEmitter {
  static getAllWindows(): DoubleWindow[] {
    return [...windows].map((window) => window.strict)
  }

  page: Page | undefined
  readonly strict = strict<DoubleWindow>('BrowserWindow', this)
  readonly webContents: WebContents
  readonly #options: WindowOptions
  #bounds: Bounds
  #isVisible: boolean
  #isFocused = false
  #isMinimized = false
  #isMaximized = false
  #isDestroyed = false
  #hasCrashed = false
  /** A window that was never shown is never told: so it is on Wayland (electron/electron#48859), and it does no harm elsewhere. */
  #isReadyToShow = false
  #background: string
  #opened: Promise<Page>
  #address = ''
  /** Navigations of the application's own, which no `will-frame-navigate` announces. */
  #own = 0

  constructor(options: WindowOptions = {}) {
    super()
    if (!plainApp.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = options.webPreferences ?? {}
    if (nodeIntegration === true || [sandbox, contextIsolation, webSecurity].includes(false))
      throw new Error('electron double: only sandboxed, context-isolated windows are supported')
    this.#options = options
    this.#isVisible = options.show ?? true
    this.#background = options.backgroundColor ?? '#FFFFFF'
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 }
    this.webContents = strict('webContents', new WebContents(this))
    windows.add(this)
    this.#opened = this.#openPage()
    plainApp.emit('web-contents-created', {}, this.webContents)
  }

  async #openPage(): Promise<Page> {
    if (context === undefined) throw new Error('electron double: no browser')
    const page = await context.newPage()
    this.page = page
    await page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height })
    const preload = this.#options.webPreferences?.preload
    if (preload !== undefined) {
      if (!isAbsolute(preload)) throw new Error(`preload script must have absolute path: ${preload}`)
      await page.addInitScript({ content: preloadScript(readFileSync(preload, 'utf8'), process.platform, []) })
    }
    page.on('load', () => {
      this.webContents.emit('did-finish-load')
      this.#isReadyToShow = true
      if (this.#isVisible) this.emit('ready-to-show')
    })
    page.on('crash', () => {
      this.#hasCrashed = true
      this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    })
    return page
  }

  /** The double's own: decides over a navigation that the page itself began. */
  mayNavigate(frame: Frame, url: string): boolean {
    if (this.#own > 0) return true
    const details = Object.assign(new Preventable(), { url: toApp(url), isMainFrame: frame.parentFrame() === null })
    this.webContents.emit('will-frame-navigate', details)
    return !details.defaultPrevented
  }
  /** The double's own: a page of this window asked for another one. */
  askForPopup(url: string): void {
    if (this.webContents.openHandler({ url }).action !== 'deny')
      throw new Error('electron double: a window opened by a page is not implemented')
  }
  /** The double's own: `ipcRenderer` in a page of this window. */
  async receive(frame: Frame, text: string): Promise<string> {
    const call = Call.parse(JSON.parse(text))
    const { webContents } = this
    if (call.kind === 'open') {
      this.askForPopup(toApp(call.url))
      return JSON.stringify({} satisfies PageAnswer)
    }
    const event = { sender: webContents, senderFrame: webContents.frame(frame) }
    if (call.kind === 'send') {
      webContents.plainIpc.emit(call.channel, event, ...call.parameters)
      return JSON.stringify({} satisfies PageAnswer)
    }
    const answer: PageAnswer = await webContents.plainIpc.invoke(call.channel, event, call.parameters).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: String(error) }),
    )
    return JSON.stringify(answer)
  }
  shows(page: Page): boolean {
    return this.page === page
  }
  async crash(): Promise<void> {
    const page = await this.#opened
    const session = await page.context().newCDPSession(page)
    // The page dies before it can answer.
    await session.send('Page.crash').catch(whenGone)
  }
  /** A crashed page can't be used any more: the window gets a new one. */
  async reload(): Promise<void> {
    if (this.#hasCrashed) {
      await (await this.#opened).close()
      this.#hasCrashed = false
      this.#opened = this.#openPage()
    }
    await this.loadURL(this.#address)
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.#opened
    this.#address = address
    this.#own += 1
    try {
      await page.goto(toBrowser(address, schemes))
    } finally {
      this.#own -= 1
    }
  }
  show(): void {
    this.#appear()
    this.focus()
  }
  #appear(): void {
    if (this.#isVisible) return
    this.#isVisible = true
    this.emit('show')
    if (this.#isReadyToShow) this.emit('ready-to-show')
  }
  hide(): void {
    this.#isVisible = false
    this.#isFocused = false
    this.emit('hide')
  }
  focus(): void {
    this.#isFocused = true
    this.emit('focus')
  }
  blur(): void {
    this.#isFocused = false
    this.emit('blur')
  }
  /** The double's own. */
  isFlashing = false
  flashFrame(flash: boolean): void {
    this.isFlashing = flash
  }
  /** The double's own: of the button on the task bar; -1 for none. */
  readonly progress: number[] = []
  setProgressBar(fraction: number): void {
    this.progress.push(fraction)
  }
  minimize(): void {
    this.#isMinimized = true
    this.#isFocused = false
  }
  restore(): void {
    this.#isMinimized = false
  }
  /** Shows a window that is not. */
  maximize(): void {
    this.#isMaximized = true
    this.#appear()
  }
  isVisible(): boolean {
    return this.#isVisible && !this.#isMinimized
  }
  isFocused(): boolean {
    return this.#isFocused
  }
  isMinimized(): boolean {
    return this.#isMinimized
  }
  isFullScreen(): boolean {
    return false
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }
  /** On the double's one screen. */
  center(): void {
    const { width, height } = this.#bounds
    this.setBounds({ x: Math.round((1_920 - width) / 2), y: Math.round((1_040 - height) / 2) })
  }
  isMaximized(): boolean {
    return this.#isMaximized
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  getNormalBounds(): Bounds {
    return this.#bounds
  }
  getBounds(): Bounds {
    return this.#bounds
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    const { width, height } = this.#bounds
    void this.page?.setViewportSize({ width, height }).catch(whenGone)
    this.emit('resize')
  }
  getBackgroundColor(): string {
    return this.#background
  }
  setBackgroundColor(color: string): void {
    this.#background = color
  }
  close(): void {
    if (this.#isDestroyed) return
    const event = new Preventable()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    windows.delete(this)
    void this.page?.close().catch(whenGone)
    this.webContents.emit('destroyed')
    this.emit('closed')
    if (windows.size === 0) plainApp.windowAllClosed()
  }
}

/** What `new BrowserWindow` gives to the application: the strict one. */
export const BrowserWindow = new Proxy(DoubleWindow, {
  construct: (target, [options]: [WindowOptions]) => new target(options).strict,
})
