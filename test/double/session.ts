/** `protocol` and `session`, and the answers to everything that a page requests: nothing of it reaches a network. */
import { EventEmitter } from 'node:events'
import type { Request as PageRequest, Route } from 'playwright-core'
import { toApp } from './address.ts'
import { strict } from './strict.ts'

type Handler = (request: Request) => Response | Promise<Response>
type BeforeRequest = (details: { readonly url: string; readonly method: string }, decide: Decide) => void
type Decide = (decision: { readonly cancel?: boolean }) => void

const handlers = new Map<string, Handler>()
const registered = new Set<string>()
let isReady = false
let beforeRequest: BeforeRequest | undefined

/** Schemes that the application registered as privileged. */
export const schemes: ReadonlySet<string> = registered

export function sessionIsReady(): void {
  isReady = true
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: readonly { readonly scheme: string }[]): void {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme } of list) registered.add(scheme)
  },
  handle(scheme: string, handler: Handler): void {
    if (!isReady) throw new Error('protocol.handle should be called after app is ready')
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
})

/** Chromium's own permission prompts never show here (headless): the handlers are kept so that a spec can ask them. */
class Session extends EventEmitter {
  permissionHandlers: Record<string, unknown> = {}
  readonly webRequest = strict('webRequest', {
    onBeforeRequest(listener: BeforeRequest): void {
      beforeRequest = listener
    },
  })
  /** The double's own: what the checker was told, in its order. */
  readonly spelling: unknown[] = []
  readonly availableSpellCheckerLanguages = ['de', 'en-GB', 'en-US', 'fr']
  readonly learned: string[] = []
  setSpellCheckerDictionaryDownloadURL(url: string): void {
    this.spelling.push(new URL(url).href)
  }
  setSpellCheckerLanguages(languages: readonly string[]): void {
    const unknown = languages.find((language) => !this.availableSpellCheckerLanguages.includes(language))
    if (unknown !== undefined)
      throw new Error(`Invalid language code provided: "${unknown}" is not a valid language code`)
    this.spelling.push(languages)
  }
  setSpellCheckerEnabled(isOn: boolean): void {
    this.spelling.push(isOn)
  }
  addWordToSpellCheckerDictionary(word: string): boolean {
    this.learned.push(word)
    return true
  }
  setPermissionRequestHandler(handler: unknown): void {
    this.permissionHandlers.request = handler
  }
  setPermissionCheckHandler(handler: unknown): void {
    this.permissionHandlers.check = handler
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.permissionHandlers.device = handler
  }
}

export const defaultSession = strict('session', new Session())
export const session = strict('session', { defaultSession })

/** Serves an address of a registered scheme from the application's own handler; all else is cut off. */
export async function answerPage(route: Route, request: PageRequest): Promise<void> {
  const address = toApp(request.url())
  if (await isCancelled(address, request.method())) return route.abort('blockedbyclient')
  const scheme = address.slice(0, address.indexOf(':'))
  const handler = handlers.get(scheme)
  if (handler === undefined) return route.abort('internetdisconnected')
  const response = await handler(new Request(address, { method: request.method(), headers: request.headers() }))
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}

function isCancelled(url: string, method: string): Promise<boolean> {
  const listener = beforeRequest
  if (listener === undefined) return Promise.resolve(false)
  return new Promise((settle) => listener({ url, method }, (decision) => settle(decision.cancel ?? false)))
}
