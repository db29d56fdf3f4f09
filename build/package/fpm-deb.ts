#!/usr/bin/env node
/**
 * In the place of fpm, which no package registry has: makes a .deb of what electron-builder hands over, with dpkg-deb. It knows the flags
 * that electron-builder 26 passes for `-t deb`, and stops at any other.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

interface Wanted {
  readonly single: ReadonlyMap<string, string>
  readonly depends: readonly string[]
  readonly recommends: readonly string[]
  /** What goes where. */
  readonly files: readonly (readonly [string, string])[]
}

const switches: ReadonlySet<string> = new Set(['--force', '--debug'])

function parse(argv: readonly string[]): Wanted {
  const single = new Map<string, string>()
  const depends: string[] = []
  const recommends: string[] = []
  const files: [string, string][] = []
  const rest = argv.filter((word) => !switches.has(word))
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? ''
    if (!word.startsWith('-')) {
      const middle = word.lastIndexOf('=')
      files.push([word.slice(0, middle), word.slice(middle + 1)])
      continue
    }
    const [, name = '', inline] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? []
    if (inline === undefined) at += 1
    const value = inline ?? rest[at] ?? ''
    if (name === 'd' || name === 'depends') depends.push(value)
    else if (name === 'deb-recommends') recommends.push(value)
    else single.set(name, value)
  }
  return { single, depends, recommends, files }
}

function control({ single, depends, recommends }: Wanted, size: string): string {
  const of = (name: string): string => single.get(name) ?? ''
  const [summary = '', ...more] = of('description').trim().split('\n')
  return [
    `Package: ${of('name')}`,
    `Version: ${of('version')}${single.has('iteration') ? `-${of('iteration')}` : ''}`,
    `Architecture: ${of('architecture')}`,
    `Maintainer: ${of('maintainer')}`,
    `Installed-Size: ${size}`,
    ...(depends.length === 0 ? [] : [`Depends: ${depends.join(', ')}`]),
    ...(recommends.length === 0 ? [] : [`Recommends: ${recommends.join(', ')}`]),
    'Section: net',
    `Priority: ${single.get('deb-priority') ?? 'optional'}`,
    ...(/^$|\.invalid\b/.test(of('url')) ? [] : [`Homepage: ${of('url')}`]),
    `Description: ${summary.trim()}`,
    ...more.map((line) => ` ${line.trim() || '.'}`),
    '',
  ].join('\n')
}

const scripts = {
  'before-install': 'preinst',
  'after-install': 'postinst',
  'before-remove': 'prerm',
  'after-remove': 'postrm',
} as const

function main(wanted: Wanted): void {
  const { single, files } = wanted
  const of = (name: string): string => single.get(name) ?? ''
  if (of('t') !== 'deb') throw new Error(`only .deb can be made without fpm, not ${of('t')}`)
  const root = mkdtempSync(join(tmpdir(), 'gezi-deb-'))
  try {
    for (const [from, to] of files) {
      const target = join(root, to)
      mkdirSync(from.endsWith('/') ? target : dirname(target), { recursive: true })
      cpSync(from, target, { recursive: true, verbatimSymlinks: true })
    }
    const documents = join(root, 'usr/share/doc', of('name'))
    mkdirSync(documents, { recursive: true })
    writeFileSync(join(documents, 'copyright'), `License: ${of('license')}\n`)
    execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', root])
    const size = execFileSync('du', ['-sk', root]).toString().split('\t')[0] ?? '0'
    const debian = join(root, 'DEBIAN')
    mkdirSync(debian)
    writeFileSync(join(debian, 'control'), control(wanted, size))
    for (const [flag, name] of Object.entries(scripts)) {
      if (!single.has(flag)) continue
      copyFileSync(of(flag), join(debian, name))
      chmodSync(join(debian, name), 0o755)
    }
    const compression = single.get('deb-compression') ?? 'xz'
    execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', root, of('package')], {
      stdio: 'inherit',
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

main(parse(process.argv.slice(2)))
