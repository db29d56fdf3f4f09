/**
 * Electron's list of what a safe application does (docs/tutorial/security.md there, by its numbers), read from the program's own sources and
 * configuration. What a page may do at run time is asked of it in test/e2e/electron.test.ts, the packed fuses in test/package.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { configuration, fuses } from '../../build/package/config.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const app = readdirSync(join(root, 'electron/app'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`electron/app/${name}`))
  .join('\n')
const count = (text: RegExp): number => [...app.matchAll(text)].length

const policy = [...read('electron/app/scheme.ts').matchAll(/^ {4}"([^"]+)",$/gm)].map((match) => match[1])

const list: readonly (readonly [string, () => unknown, unknown])[] = [
  [
    '1 only secure content: nothing but our own scheme is loaded',
    () => count(/\.loadURL\(/g) + count(/\.loadFile\(/g),
    1,
  ],
  [
    '2, 3, 4 no Node in a page, its own world, a sandbox',
    () => [
      count(/nodeIntegration: false/g),
      count(/contextIsolation: true/g),
      count(/sandbox: true/g),
      count(/app\.enableSandbox\(\)/g),
    ],
    [1, 1, 1, 1],
  ],
  [
    '5 permissions are denied unless they are named',
    () => [
      count(/setPermissionRequestHandler\(/g),
      count(/setPermissionCheckHandler\(/g),
      count(/setDevicePermissionHandler\(\(\) => false\)/g),
    ],
    [1, 1, 1],
  ],
  ['6 webSecurity is never off', () => [count(/webSecurity: true/g), count(/webSecurity: false/g)], [1, 0]],
  [
    '7 a Content-Security-Policy without exceptions',
    () => policy,
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ],
  ],
  [
    '8, 9, 10 no insecure content, no experimental features, no Blink features',
    () => count(/allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures/g),
    0,
  ],
  [
    '11, 12 no popups of a page, no webview',
    () => [count(/allowpopups|webviewTag/g), count(/will-attach-webview', \(event\) => event\.preventDefault/g)],
    [0, 1],
  ],
  [
    '13, 14 no navigation, no new windows',
    () => [count(/'will-frame-navigate'/g), count(/action: 'deny'/g), count(/action: 'allow'/g)],
    [1, 1, 0],
  ],
  [
    '15 openExternal only behind the judgement of external.ts',
    () => [count(/shell\.openExternal\(/g), read('electron/app/shell.ts').includes('externalTarget(text)')],
    [1, true],
  ],
  [
    '17 the sender of each message is checked',
    () => count(/ipc\.(?:on|handle)\(/g) <= count(/isOurPage\((?:webContents|contents), event\)/g),
    true,
  ],
  [
    '18 no file:// for pages',
    () => [count(/protocol\.handle\('file', \(\) => refuse\(403\)\)/g), fuses.grantFileProtocolExtraPrivileges],
    [1, false],
  ],
  [
    '19 every fuse that lets strangers in is off, those that keep them out are on',
    () => fuses,
    {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    },
  ],
  [
    '20 nothing of Electron is handed to the page',
    () => /exposeInMainWorld\([^)]*(?:ipcRenderer|electron)\b/.test(read('electron/preload/preload.ts')),
    false,
  ],
  ['no remote module, no raw ipcMain', () => count(/@electron\/remote|ipcMain\b(?!Event|InvokeEvent)/g), 0],
]

test.each(list)('%s', (_what, found, wanted) => {
  expect(found()).toEqual(wanted)
})

test('what is packed is an archive with those fuses, of files that are named one by one', () => {
  const deb = { afterInstall: 'after-install.tpl', afterRemove: 'after-remove.tpl' }
  const places = { root, output: 'release', electronDist: undefined, installer: 'installer.nsi', deb }
  for (const system of ['linux', 'win32', 'darwin'] as const) {
    const { asar, electronFuses, files, publish } = configuration({ ...places, system })
    const onlyThere = { resetAdHocDarwinSignature: system === 'darwin' }
    expect([asar, electronFuses, publish]).toEqual([{ smartUnpack: false }, { ...fuses, ...onlyThere }, null])
    expect(Array.isArray(files) && files.filter((each) => typeof each === 'string' && !each.startsWith('!'))).toEqual([
      'package.json',
      'dist/{start,main,cli,preload,renderer,worker,picture-worker,cipher}/**',
    ])
  }
})
