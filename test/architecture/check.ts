/** Compares source files with the diagram. Pure: the tests plant violations in tables of their own. */
import { posix } from 'node:path'
import { BARRELS, BUDGETS, GUARDED_MODULES, LAYERS, type Layer, NO_FOLDERS, SHARED_TABOO } from './diagram.ts'

/** Text by path from the root, with `/`. */
export type Files = ReadonlyMap<string, string>

/** One line per violation: file, what it does, the rule. */
export function violations(files: Files): string[] {
  return [...files].flatMap(([path, text]) =>
    [...importsOf(text).flatMap((specifier) => importViolation(path, specifier)), ...formViolations(path, text)].map(
      (violation) => `${path}: ${violation}`,
    ),
  )
}

/** Every way to name a module: static, side effect, re-export, dynamic, type query, require. */
const IMPORTS = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"`]([^'"`]+)['"`]/g,
  /\brequire(?:\.resolve)?\(\s*['"`]([^'"`]+)['"`]/g,
] as const

export const importsOf = (text: string): string[] => [
  ...new Set(IMPORTS.flatMap((pattern) => Array.from(text.matchAll(pattern), (match) => match[1] ?? ''))),
]

const isUnder = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`)

const layerOf = (path: string): Layer | undefined =>
  LAYERS.filter(({ at }) => isUnder(path, at)).toSorted((a, b) => b.at.length - a.at.length)[0]

function importViolation(path: string, specifier: string): string[] {
  const layer = layerOf(path)
  if (layer === undefined) return ['lies in no layer of the diagram']
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''))
    return layerOf(target) === layer || layer.uses.some((place) => isUnder(target, place))
      ? []
      : [`${layer.at} must not use ${target}`]
  }
  if (isBuiltin(specifier)) {
    if (layer.node === 'none') return [`${layer.at} must not use ${specifier}`]
    if (!specifier.startsWith('node:')) return [`write node:${specifier}`]
    const guarded = GUARDED_MODULES.some((module) => isUnder(specifier, module))
    return guarded && !layer.node.includes(specifier) ? [`${layer.at} must not use ${specifier}`] : []
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return layer.packages.includes(name) ? [] : [`${layer.at} must not use the package ${name}`]
}

const isBuiltin = (specifier: string): boolean =>
  specifier.startsWith('node:') || GUARDED_MODULES.includes(`node:${specifier}`) || BARE_BUILTINS.includes(specifier)

/** Old spellings of harmless modules that somebody may type. */
const BARE_BUILTINS: readonly string[] = [
  'fs',
  'fs/promises',
  'path',
  'os',
  'crypto',
  'stream',
  'util',
  'events',
  'url',
]

function formViolations(path: string, text: string): string[] {
  const found: string[] = []
  const folder = path.split('/').find((part) => NO_FOLDERS.includes(part.replace(/\.\w+$/, '')))
  if (folder !== undefined) found.push(`${folder} says nothing about what is in it`)

  const code = text.split('\n').filter((line) => !/^\s*(?:\*|\/\*|\/\/)/.test(line))
  const reExports = /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^'"]*?\bfrom\s*['"]\./m.test(code.join('\n'))
  const isBarrel = reExports || /(?:^|\/)index\.\w+$/.test(path)
  if (isBarrel && /\.tsx?$/.test(path) && !BARRELS.includes(path)) found.push('a barrel without a public face')

  if (isUnder(path, 'shared')) {
    for (const taboo of SHARED_TABOO) {
      if (code.some((line) => line.includes(taboo))) found.push(`${taboo} in shared: time and chance are arguments`)
    }
  }

  const lines = text.replace(/\n$/, '').split('\n').length
  const budget = BUDGETS.find(({ files }) => files.test(path))?.lines ?? 0
  if (lines > budget) found.push(`${lines} lines, its budget is ${budget}`)
  return found
}
