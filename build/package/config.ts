/** What electron-builder makes of `dist/`. Every fuse is said: a new one of a later Electron fails to compile until somebody decides. */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import { APP_ID, TOAST_ACTIVATOR } from '../../shared/model/app-id.ts'
import { desktopEntry } from './desktop-actions.ts'
import { appIdBlock } from './shortcut.ts'

type Fuses = NonNullable<Configuration['electronFuses']>

/**
 * `resetAdHocDarwinSignature` belongs to signing on macOS; the others are Electron's own. What a stranger could use to run code of his in our
 * program is off: Node's flags, its inspector, its environment, code beside the archive or changed in it.
 */
export const fuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
} as const satisfies Required<Omit<Fuses, 'resetAdHocDarwinSignature'>>

/**
 * Native modules of other systems stay out. Among the files of all systems, because files of one system would begin anew with everything;
 * and named here, because `${platform}` of electron-builder is the computer that packs. `${arch}` is that which is packed for.
 */
const othersNative = (system: System): string =>
  `!node_modules/better-sqlite3/prebuilds/!(${system}-${macro('arch')}).node`

/** What electron-builder puts in. */
const macro = (name: string): string => `$\{${name}}`

export type System = 'linux' | 'win32' | 'darwin'

export interface Places {
  readonly system: System
  readonly root: string
  readonly output: string
  /** Of an Electron that is there already; else it is downloaded. */
  readonly electronDist: string | undefined
  /** In the place of package.json's: for a trial of the next one. */
  readonly version?: string | undefined
  /** The installer's script is our own: the stock one needs plugins that no package registry has. */
  readonly installer: string
  /** What dpkg runs (deb-scripts.ts). */
  readonly deb: { readonly afterInstall: string; readonly afterRemove: string }
}

const quoted = (name: string): string => name.replaceAll('$', '$$$$')

/** NSIS's commands that remove what was installed, and nothing that somebody else put beside it; and those that note it for the next version. */
async function scriptsOf(folder: string): Promise<{ readonly removal: string; readonly notes: string }> {
  const entries = await readdir(folder, { withFileTypes: true })
  const removal = entries.map(
    (entry) => `${entry.isDirectory() ? 'RMDir /r' : 'Delete'} "$INSTDIR\\${quoted(entry.name)}"\n`,
  )
  const notes = entries.map(({ name }) => `WriteRegStr HKLM "$\{KEY}\\Files" "${quoted(name)}" ""\n`)
  return { removal: removal.join(''), notes: notes.join('') }
}

/** The command line: a word of a message must not be read by Chromium. */
const scripts: Readonly<Record<System, readonly { readonly from: string; readonly to: string }[]>> = {
  linux: [{ from: 'build/package/bin/gezi', to: 'bin/gezi' }],
  win32: [{ from: 'build/package/bin/gezi.cmd', to: 'bin/gezi.cmd' }],
  darwin: [],
}

export const configuration = ({
  system,
  root,
  output,
  electronDist,
  version,
  installer,
  deb,
}: Places): Configuration => ({
  appId: APP_ID,
  productName: 'Gezi',
  copyright: 'Copyright © 2026 The Gezi authors',
  artifactName: `${['productName', 'version', 'os', 'arch'].map(macro).join('-')}.${macro('ext')}`,
  ...(electronDist !== undefined && { electronDist }),
  directories: { output, buildResources: `${root}/build/icons` },
  files: [
    'package.json',
    'dist/{start,main,cli,preload,renderer,worker,picture-worker,cipher}/**',
    '!**/*.map',
    '!dist/**/licenses.json',
    '!node_modules/better-sqlite3/{deps,src}/**',
    '!node_modules/better-sqlite3/binding.gyp',
    '!node_modules/node-addon-api/**',
    othersNative(system),
  ],
  asar: { smartUnpack: false },
  asarUnpack: ['node_modules/better-sqlite3/prebuilds/*.node'],
  extraFiles: [
    { from: 'LICENSE', to: 'licenses/gezi.txt' },
    { from: 'dist/licenses.txt', to: 'licenses/others.txt' },
    ...scripts[system],
  ],
  npmRebuild: false,
  async afterPack({ appOutDir }) {
    // Of an Electron that was brought by hand electron-builder leaves it there.
    await rm(join(appOutDir, 'resources/default_app.asar'), { force: true })
    // For installer.nsi: what it installs, and what it removes.
    process.env.GEZI_APP_FOLDER = appOutDir
    process.env.GEZI_TOAST_ACTIVATOR = TOAST_ACTIVATOR
    if (system !== 'win32') return
    const { removal, notes } = await scriptsOf(appOutDir)
    await writeFile(`${appOutDir}.nsh`, removal)
    await writeFile(`${appOutDir}.files.nsh`, notes)
    const bytes = [...appIdBlock(APP_ID)].map((byte) => `FileWriteByte $0 ${byte}\n`)
    await writeFile(`${appOutDir}.shortcut.nsh`, bytes.join(''))
  },
  electronLanguages: ['en-US', 'zh-CN', 'zh-TW', 'ja'],
  // Changing fuses breaks the signature without which ARM Macs start nothing; who signs signs afterwards.
  electronFuses: { ...fuses, resetAdHocDarwinSignature: system === 'darwin' },
  toolsets: { appimage: '1.0.3' },
  publish: null,
  // A .deb has to name one, and the project has no site of its own yet: fpm-deb.ts leaves it out.
  extraMetadata: { homepage: 'https://gezi.invalid', ...(version !== undefined && { version }) },
  linux: {
    // And AppImage, where it can be (dist.ts).
    target: ['deb', 'tar.gz'],
    icon: 'app',
    category: 'Network;InstantMessaging',
    executableName: 'gezi',
    maintainer: 'The Gezi authors <gezi@localhost>',
    syncDesktopName: true,
    desktop: desktopEntry,
    synopsis: 'LAN messenger that speaks IP Messenger and FeiQ',
  },
  deb: { ...deb, packageName: 'gezi', recommends: ['libayatana-appindicator3-1', 'libsecret-1-0'] },
  win: { target: ['nsis', 'zip'], icon: 'gezi.ico' },
  nsis: {
    oneClick: false,
    // For all users all the same, as our script says: with `true` a helper of electron-builder's own is looked for.
    perMachine: false,
    packElevateHelper: false,
    script: installer,
    // electron-builder puts texts of forty languages in front of the script, which has four.
    warningsAsErrors: false,
    differentialPackage: false,
  },
  mac: {
    target: ['dmg', 'zip'],
    icon: 'gezi.icns',
    category: 'public.app-category.social-networking',
    // macOS asks the user, in these words, before a program may find others in the network.
    extendInfo: { NSLocalNetworkUsageDescription: 'Gezi finds your colleagues on the local network.' },
  },
})
