/**
 * What Electron's own typings say of its classes, for the double to hold the application to: which events there are, and which members are
 * not there on this system. The compiler does not know the second, and a misspelt event is no error of any kind in Electron.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const text = readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8')

export interface Described {
  readonly events: ReadonlySet<string>
  /** By name, the systems that have the member. */
  readonly elsewhere: ReadonlyMap<string, string>
}

/** The text of a class or interface, and that of the one it extends. */
function bodyOf(name: string): string {
  const at = ['class', 'interface'].map((kind) => text.indexOf(`\n  ${kind} ${name} `)).find((found) => found >= 0)
  if (at === undefined) throw new Error(`electron.d.ts describes no ${name}`)
  const body = text.slice(at, text.indexOf('\n  }\n', at))
  const parent = /^\n.* extends (\w+)/.exec(body)?.[1]
  return parent === undefined || parent.startsWith('Node') ? body : `${bodyOf(parent)}\n${body}`
}

/** With the name of an event first. */
export const listening: ReadonlySet<string> = new Set(['on', 'once', 'off', 'addListener', 'removeListener'])

const cache = new Map<string, Described>()

/** `name`: of the class or interface, e.g. `App`. */
export function described(name: string, platform: NodeJS.Platform): Described {
  const known = cache.get(name)
  if (known !== undefined) return known
  const body = bodyOf(name)
  const member = /@platform ([\w,]+)\n *\*\/\n *(?:static |readonly )*(\w+)\??[(:<]/g
  const made: Described = {
    events: new Set([...body.matchAll(/^ +on\(event: '([^']+)'/gm)].map(([, event = '']) => event)),
    elsewhere: new Map(
      [...body.matchAll(member)]
        .map(([, systems = '', key = '']) => [key, systems] as const)
        .filter(([key, systems]) => !systems.split(',').includes(platform) && !listening.has(key)),
    ),
  }
  cache.set(name, made)
  return made
}
