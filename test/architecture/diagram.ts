/**
 * The diagram of design.md 1 as a table: who may import whom. A file belongs to the longest `at` that it lies under; what it may use
 * besides its own folder stands here, and nothing else. A new arrow in the code is a new word in this table, or it is a mistake.
 */

export interface Layer {
  /** Folder or file; a folder in it that has a row of its own is not part of it. */
  readonly at: string
  /** Folders and files of the tree. */
  readonly uses: readonly string[]
  readonly packages: readonly string[]
  /** Node's modules: none, the harmless ones, and those of `GUARDED_MODULES` that are named. */
  readonly node: 'none' | readonly string[]
}

/** They open doors to other computers and programs: each use is an arrow of its own. */
export const GUARDED_MODULES: readonly string[] = [
  'node:child_process',
  'node:cluster',
  'node:dgram',
  'node:dns',
  'node:http',
  'node:http2',
  'node:https',
  'node:inspector',
  'node:net',
  'node:sqlite',
  'node:tls',
  'node:vm',
  'node:worker_threads',
]

const result = 'shared/result.ts'
/** The codec's public face: nobody outside knows its files. */
const protocol = 'shared/protocol/index.ts'

export const LAYERS: readonly Layer[] = [
  { at: result, uses: [], packages: [], node: 'none' },
  { at: 'shared/protocol', uses: [result], packages: [], node: 'none' },
  // What each program takes is one table, for the engine and the views.
  { at: 'shared/engine', uses: ['shared/model/dialect.ts', protocol, result], packages: [], node: 'none' },
  // linkifyjs: the index and the views have to agree on what a link is.
  { at: 'shared/model', uses: [result], packages: ['linkifyjs', 'zod'], node: 'none' },
  { at: 'shared/api', uses: ['shared/model', result], packages: ['zod'], node: 'none' },
  // The core answers the contract's methods and parses their input: hence shared/api.
  {
    at: 'shared/core',
    uses: ['shared/api', 'shared/engine', 'shared/model', protocol, result],
    packages: ['zod'],
    node: 'none',
  },

  {
    at: 'electron/host',
    uses: [
      'electron/host/console',
      'electron/host/crypto',
      'electron/host/doctor',
      'electron/host/fs',
      'electron/host/history',
      'electron/host/net',
      'electron/host/policy',
      'electron/host/store',
      'electron/host/update',
      'shared/api',
      'shared/core',
      'shared/engine',
      'shared/model',
      protocol,
      result,
    ],
    packages: ['egoroof-blowfish', 'iconv-lite', 'zod'],
    // FeiQ's bitmaps are unpacked in a thread of their own.
    node: ['node:worker_threads'],
  },
  {
    at: 'electron/host/fs',
    // Names on a disk that are no UTF-8 are GBK.
    uses: ['electron/host/charset.ts', 'shared/model', protocol, result],
    packages: [],
    // coreutils' `sync -f`: Node has no syncfs(2).
    node: ['node:child_process'],
  },
  {
    at: 'electron/host/store',
    uses: [
      'shared/core/key-store.ts',
      'shared/core/ports.ts',
      'shared/core/draft-store.ts',
      'shared/core/group-store.ts',
      'shared/core/image-store.ts',
      'shared/core/joined-store.ts',
      'shared/core/place-store.ts',
      'shared/core/removal-store.ts',
      'shared/engine/io.ts',
      'shared/engine/key-record.ts',
      'shared/engine/records.ts',
      'shared/model',
      protocol,
      result,
    ],
    packages: ['better-sqlite3', 'zod'],
    node: [],
  },
  {
    at: 'electron/host/history',
    uses: ['electron/host', 'electron/host/store', 'shared/api', 'shared/core', 'shared/model', protocol, result],
    packages: ['zod'],
    // Long work on the history has a thread of its own.
    node: ['node:worker_threads'],
  },
  {
    at: 'electron/host/crypto',
    uses: [
      'electron/host/cipher.ts',
      'electron/host/log.ts',
      'shared/core/trust-methods.ts',
      'shared/engine',
      protocol,
      result,
    ],
    packages: ['zod'],
    // RSA has a thread of its own, and so have the private keys.
    node: ['node:worker_threads'],
  },
  {
    at: 'electron/host/net',
    uses: [
      'electron/host/fs',
      'electron/host/inbox.ts',
      'electron/host/log.ts',
      'shared/api',
      'shared/engine/io.ts',
      'shared/model',
      protocol,
      result,
    ],
    packages: ['zod'],
    // The system's own tools tell who holds a port, and which computers are beside this one.
    node: ['node:child_process', 'node:dgram', 'node:net'],
  },
  {
    at: 'electron/host/doctor',
    uses: [
      'electron/host/net',
      'electron/host/own-peers.ts',
      'shared/api',
      'shared/core',
      'shared/engine',
      'shared/model',
      protocol,
      result,
    ],
    packages: ['zod'],
    node: [],
  },
  {
    at: 'electron/host/console',
    uses: [
      'electron/host/charset.ts',
      'electron/host/cipher.ts',
      'electron/host/downloads.ts',
      'electron/host/history/folders.ts',
      'electron/host/net',
      'shared/api',
      'shared/core',
      'shared/engine',
      'shared/model',
      protocol,
      result,
    ],
    packages: ['zod'],
    node: [],
  },
  { at: 'electron/host/policy', uses: ['shared/api', 'shared/model', result], packages: [], node: [] },
  { at: 'electron/host/update', uses: ['shared/api', 'shared/model', result], packages: ['zod'], node: [] },
  {
    at: 'electron/headless',
    uses: ['electron/host', 'shared/api', 'shared/model', result],
    packages: ['sirv', 'ws', 'zod'],
    // Serves the page and its WebSocket on loopback.
    node: ['node:http'],
  },
  // Talks to a running host through the local socket of electron/host/net; offline it opens the same host.
  { at: 'electron/cli', uses: ['electron/host', 'shared/api', 'shared/model', result], packages: ['zod'], node: [] },
  {
    at: 'electron/app',
    // Notifications and tray speak the user's language while the page sleeps: hence the texts, and the library that reads them.
    uses: ['build/icons', 'electron/host', 'renderer/locales', 'shared/api', 'shared/model', result],
    packages: ['electron', 'i18next', 'zod'],
    // D-Bus's own tool tells whether a Linux desktop shows notifications and has a tray.
    node: ['node:child_process'],
  },
  // Runs in the sandbox: Electron's bridge and nothing of Node.
  { at: 'electron/preload', uses: ['shared/api', 'shared/model', result], packages: ['electron'], node: 'none' },

  {
    at: 'renderer',
    // The icon of the program is drawn once, for the installers too.
    uses: ['build/icons', 'shared/api', 'shared/model', result],
    packages: [
      '@base-ui/react',
      '@tanstack/react-virtual',
      'i18next',
      'lucide-react',
      'pinyin-pro',
      'react',
      'react-dom',
      'react-i18next',
      'tailwindcss',
      // Not a package: build/emoji-data.ts makes it of emojibase's data.
      'virtual:emoji',
      // Only renderer/strict.ts: the page's policy forbids the code that zod would make.
      'zod',
      'zustand',
    ],
    node: 'none',
  },
]

/** Files that may be nothing but re-exports: the public faces of folders. */
export const BARRELS: readonly string[] = [protocol]

/** Names under which things are kept that nobody found a place for. */
export const NO_FOLDERS: readonly string[] = ['utils', 'util', 'helpers', 'common', 'misc', 'lib']

/** Time and chance are arguments in shared/ (R3); lint sees the globals, this sees the members. */
export const SHARED_TABOO: readonly string[] = ['Math.random', 'globalThis', 'performance.', 'crypto.']

/** Lines; the first prefix that fits counts. A file over its budget is a design question. */
export const BUDGETS: readonly { readonly files: RegExp; readonly lines: number }[] = [
  { files: /^shared\/protocol\//, lines: 150 },
  { files: /^shared\/engine\//, lines: 250 },
  { files: /^renderer\/.*\.tsx$/, lines: 200 },
  { files: /./, lines: 350 },
]
