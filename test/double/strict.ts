/**
 * What the double does not do must fail by name, not be `undefined`; and what Electron does not do must fail too: an event that it does not
 * have, a member of another system, a module before it is ready, a window that is gone.
 */
import { EventEmitter } from 'node:events'
import { described, listening } from './typings.ts'

/** Names of objects as errors tell them, and what Electron's typings call them. */
const classes: ReadonlyMap<string, string> = new Map([
  ['app', 'App'],
  ['BrowserWindow', 'BrowserWindow'],
  ['webContents', 'WebContents'],
  ['session', 'Session'],
  ['Tray', 'Tray'],
  ['Notification', 'Notification'],
  ['NativeImage', 'NativeImage'],
  ['powerMonitor', 'PowerMonitor'],
  ['nativeTheme', 'NativeTheme'],
  ['screen', 'Screen'],
  ['shell', 'Shell'],
  ['dialog', 'Dialog'],
])
/** Electron's: these throw before `ready`. */
const late: ReadonlySet<string> = new Set(['screen', 'dialog', 'globalShortcut', 'desktopCapturer'])

/** What can be asked of a window that is gone: what comes from Node, whether it is gone, and what the double itself needs. */
const always: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(EventEmitter.prototype),
  'isDestroyed',
  'plainIpc',
  'openHandler',
  'frame',
])

function isGone(object: object): boolean {
  const ask: unknown = Reflect.get(object, 'isDestroyed', object)
  return typeof ask === 'function' && ask.call(object) === true
}

/** Set by `app`, which is strict itself. */
export const readiness = { isReady: false }

export function strict<T extends object>(name: string, target: T): T {
  const kind = classes.get(name)
  const { events, elsewhere } = kind === undefined ? {} : described(kind, process.platform)

  const checked =
    (method: (...parameters: unknown[]) => unknown) =>
    (event: unknown, ...parameters: unknown[]): unknown => {
      if (typeof event === 'string' && events?.has(event) === false)
        throw new Error(`electron double: ${name} has no event '${event}'`)
      return method(event, ...parameters)
    }

  return new Proxy(target, {
    get(object, key) {
      // Node and Promise look at some properties of any object.
      if (key in object || typeof key === 'symbol' || key === 'then' || key === 'toJSON') {
        if (typeof key === 'string' && late.has(name) && !readiness.isReady)
          throw new Error(`The '${name}' module can't be used before the app 'ready' event`)
        if (typeof key === 'string' && elsewhere?.has(key) === true)
          throw new Error(`electron double: ${name}.${key} is for ${elsewhere.get(key)} only`)
        if (typeof key === 'string' && !always.has(key) && isGone(object))
          throw new TypeError('Object has been destroyed')
        const value: unknown = Reflect.get(object, key, object)
        if (typeof value !== 'function') return value
        // Classes hide their state in private fields, which a proxy has not.
        const bound = value.bind(object)
        return typeof key === 'string' && listening.has(key) && events !== undefined ? checked(bound) : bound
      }
      throw new Error(`electron double: ${name}.${key} is not implemented`)
    },
    set: (object, key, value) => Reflect.set(object, key, value, object),
  })
}

/** An event that listeners can veto. */
export class Preventable {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}
