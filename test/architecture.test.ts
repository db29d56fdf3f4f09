import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Files, importsOf, violations } from './architecture/check.ts'
import { LAYERS } from './architecture/diagram.ts'

const root = resolve(import.meta.dirname, '..')

const sources: Files = new Map(
  globSync('{shared,electron,renderer}/**/*.{ts,tsx,mts,cts,js,jsx}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
    .map((path) => [path, readFileSync(resolve(root, path), 'utf8')]),
)

const planted = (path: string, text: string): string[] => violations(new Map([[path, text]]))

describe('the architecture', () => {
  it('is the diagram of design.md', () => {
    expect(violations(sources)).toEqual([])
  })

  it('is tested on real files of every layer', () => {
    const empty = LAYERS.filter(
      ({ at }) => ![...sources.keys()].some((path) => path === at || path.startsWith(`${at}/`)),
    )
    expect(empty.map(({ at }) => at)).toEqual([])
  })
})

describe('the check of the architecture', () => {
  it('finds every way to name a module', () => {
    const text = [
      `import one from 'one'`,
      `import {`,
      `  two,`,
      `} from 'two'`,
      `import type { Three } from 'three'`,
      `import 'four'`,
      `export { five } from 'five'`,
      `export * from 'six'`,
      `const seven = await import('seven')`,
      `let eight: import('eight').Eight`,
      `const nine = require('nine')`,
    ].join('\n')
    expect(importsOf(text)).toEqual(['one', 'two', 'three', 'five', 'six', 'four', 'seven', 'eight', 'nine'])
  })

  it.each([
    [
      'R1 node in shared',
      'shared/core/feed.ts',
      `import { join } from 'node:path'`,
      'shared/core must not use node:path',
    ],
    ['R1 a bare builtin', 'shared/api/serve.ts', `import fs from 'fs'`, 'shared/api must not use fs'],
    [
      'R1 shared knows the host',
      'shared/core/messenger.ts',
      `import { createStore } from '../../electron/host/store/store.ts'`,
      'shared/core must not use electron/host/store/store.ts',
    ],
    [
      'R2 the codec knows the engine',
      'shared/protocol/packet.ts',
      `import type { Millis } from '../engine/io.ts'`,
      'shared/protocol must not use shared/engine/io.ts',
    ],
    [
      'R2 the codec uses a package',
      'shared/protocol/packet.ts',
      `import { z } from 'zod'`,
      'shared/protocol must not use the package zod',
    ],
    [
      'the engine reaches behind the face of the codec',
      'shared/engine/delivery.ts',
      `import { decodePacket } from '../protocol/packet.ts'`,
      'shared/engine must not use shared/protocol/packet.ts',
    ],
    [
      'R3 chance',
      'shared/engine/random.ts',
      'const roll = Math.random()',
      'Math.random in shared: time and chance are arguments',
    ],
    [
      'R4 electron in the host',
      'electron/host/host.ts',
      `import { app } from 'electron'`,
      'electron/host must not use the package electron',
    ],
    [
      'R4 a type of electron',
      'electron/cli/main.ts',
      `let w: import('electron').App`,
      'electron/cli must not use the package electron',
    ],
    [
      'R5 a view knows the core',
      'renderer/state/host.ts',
      `import type { Feed } from '../../shared/core/feed.ts'`,
      'renderer must not use shared/core/feed.ts',
    ],
    [
      'R6 a second database',
      'electron/host/host.ts',
      `import Database from 'better-sqlite3'`,
      'electron/host must not use the package better-sqlite3',
    ],
    [
      'R6 a second socket',
      'electron/host/driver.ts',
      `import { createSocket } from 'node:dgram'`,
      'electron/host must not use node:dgram',
    ],
    ['R6 without its prefix', 'electron/app/main.ts', `import net from 'net'`, 'write node:net'],
    ['R8 a folder of leftovers', 'renderer/utils/dates.ts', '', 'utils says nothing about what is in it'],
    ['R8 a barrel', 'shared/model/index.ts', `export * from './peer.ts'`, 'a barrel without a public face'],
    [
      'R8 a hidden barrel',
      'shared/model/all.ts',
      `export {\n  Peer,\n} from './peer.ts'`,
      'a barrel without a public face',
    ],
    ['a file outside the diagram', 'shared/extra/thing.ts', `import './other.ts'`, 'lies in no layer of the diagram'],
    ['a codec file over its budget', 'shared/protocol/packet.ts', '\n'.repeat(151), '151 lines, its budget is 150'],
  ])('sees %s', (_rule, path, text, violation) => {
    expect(planted(path, text)).toEqual([`${path}: ${violation}`])
  })

  it('lets pass what the diagram allows', () => {
    const allowed: Files = new Map([
      ['shared/protocol/index.ts', `export * from './packet.ts'`],
      ['shared/engine/engine.ts', `import { decodePacket } from '../protocol/index.ts'\n// not Math.random\n`],
      ['electron/host/net/udp.ts', `import { createSocket } from 'node:dgram'\nimport type { Log } from '../log.ts'`],
      ['electron/host/store/database.ts', `import Database from 'better-sqlite3'`],
      ['electron/host/host.ts', `import { openStore } from './store/open.ts'`],
      ['renderer/main.tsx', `import { createRoot } from 'react-dom/client'\nimport './styles/app.css'`],
    ])
    expect(violations(allowed)).toEqual([])
  })
})
