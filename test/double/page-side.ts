/**
 * The surroundings of a sandboxed preload script, in the page: `require('electron')` with contextBridge and ipcRenderer, and nothing else
 * of Node. `pageSide` is sent to the browser as text, so that it may use nothing from outside of itself.
 */

/** Names of the two functions that join page and main process; gone from the page before its own scripts run. */
export const binding = '__electronDoubleCall'
export const deliver = '__electronDoubleDeliver'

/** From the page to the main process. */
export type PageCall =
  | { readonly kind: 'send' | 'invoke'; readonly channel: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'open'; readonly url: string }

/** The answer to `invoke`. */
export type PageAnswer = { readonly value?: unknown } | { readonly error: string }

interface PageInfo {
  readonly binding: string
  readonly deliver: string
  readonly platform: string
  readonly argv: readonly string[]
}

type Preload = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  process: object,
) => void

/** The init script of a page: the surroundings, then the application's preload bundle. */
export function preloadScript(source: string, platform: string, argv: readonly string[]): string {
  const info: PageInfo = { binding, deliver, platform, argv }
  return `(${pageSide.toString()})(${JSON.stringify(info)}, function (exports, require, module, process) {\n${source}\n})`
}

function pageSide(info: PageInfo, preload: Preload): void {
  if (window.top !== window || !location.protocol.startsWith('http')) return
  type Listener = (event: object, ...parameters: readonly unknown[]) => void

  const call: unknown = Reflect.get(window, info.binding)
  Reflect.deleteProperty(window, info.binding)
  const toMain = async (message: PageCall): Promise<PageAnswer> => {
    if (typeof call !== 'function') throw new Error('electron double: the page is not joined to the main process')
    return JSON.parse(await call(JSON.stringify(message)))
  }

  /** What Electron would copy, as far as JSON can carry it; the rest is refused instead of being changed silently. */
  const cloneable = (value: unknown): unknown => {
    if (value === undefined || value === null || ['string', 'boolean', 'number'].includes(typeof value)) return value
    if (Array.isArray(value)) return value.map(cloneable)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (typeof value === 'object' && (prototype === Object.prototype || prototype === null))
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cloneable(member)]))
    throw new Error('An object could not be cloned (the double carries plain JSON values only).')
  }

  const listeners = new Map<string, Set<Listener>>()
  const ipcRenderer = {
    send: (channel: string, ...parameters: unknown[]) => {
      void toMain({ kind: 'send', channel, parameters: parameters.map(cloneable) })
    },
    invoke: async (channel: string, ...parameters: unknown[]) => {
      const answer = await toMain({ kind: 'invoke', channel, parameters: parameters.map(cloneable) })
      if ('error' in answer) throw new Error(`Error invoking remote method '${channel}': ${answer.error}`)
      return answer.value
    },
    on: (channel: string, listener: Listener) => {
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(listener))
    },
    off: (channel: string, listener: Listener) => {
      listeners.get(channel)?.delete(listener)
    },
  }
  Object.defineProperty(window, info.deliver, {
    value: (channel: string, parameters: readonly unknown[]) => {
      for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: ipcRenderer }, ...parameters)
    },
  })

  /** The bridge copies and freezes values and wraps functions, so that the page never holds an object of the preload's own. */
  const bridged = (value: unknown): unknown => {
    if (typeof value === 'function')
      return (...parameters: unknown[]) => {
        const result: unknown = value(...parameters.map(bridged))
        return result instanceof Promise ? result.then(bridged) : bridged(result)
      }
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return Object.freeze(value.map(bridged))
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, bridged(member)])))
  }
  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => {
      if (name in window) throw new Error(`Cannot bind an API on top of an existing property: ${name}`)
      Object.defineProperty(window, name, { value: bridged(api), enumerable: true })
    },
  }
  window.open = (url) => {
    void toMain({ kind: 'open', url: new URL(String(url ?? 'about:blank'), location.href).href })
    return null
  }

  const electron = new Proxy(
    { contextBridge, ipcRenderer },
    {
      get(target, key) {
        if (key in target) return Reflect.get(target, key)
        throw new Error(`electron double: ${String(key)} is not implemented for preload scripts`)
      },
    },
  )
  const require = (name: string): unknown => {
    if (name === 'electron') return electron
    throw new Error(`module not found: ${name} (a sandboxed preload has electron, events, timers and url)`)
  }
  const process = Object.freeze({
    type: 'renderer',
    sandboxed: true,
    platform: info.platform,
    env: {},
    argv: info.argv,
  })
  const module = { exports: {} }
  preload(module.exports, require, module, process)
}
