/**
 * In the place of Electron, where its binary cannot be had: folders of its shape, small enough to make anew for each run. What packs them
 * cannot tell; what starts is not Electron, only something that says that it was started.
 */
import { execFile } from 'node:child_process'
import { appendFile, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createPackage } from '@electron/asar'

const run = promisify(execFile)

/** Where Electron's fuses are in a binary: this text, a version, their number, and one digit each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As Electron comes: all of them are there, and none is as we want it. */
const AS_SHIPPED = '101100001'

const wire = (): Buffer =>
  Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, AS_SHIPPED.length]), Buffer.from(AS_SHIPPED)])

/** The digits of a packed binary; `r` is a fuse that was removed. */
export async function fusesOf(binary: string): Promise<string> {
  const bytes = await readFile(binary)
  const at = bytes.indexOf(SENTINEL) + SENTINEL.length
  return bytes.subarray(at + 2, at + 2 + (bytes[at + 1] ?? 0)).toString('latin1')
}

const languages = ['en-US', 'zh-CN', 'zh-TW', 'ja', 'de', 'fr', 'ru']

async function common(folder: string): Promise<void> {
  await mkdir(join(folder, 'locales'), { recursive: true })
  await mkdir(join(folder, 'resources'))
  for (const language of languages) await writeFile(join(folder, 'locales', `${language}.pak`), language)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'resources.pak', 'icudtl.dat'])
    await writeFile(join(folder, name), name)
  await writeFile(join(folder, 'version'), '45.4.1')
  const app = join(folder, 'default_app')
  await mkdir(app)
  await writeFile(join(app, 'main.js'), '')
  await createPackage(app, join(folder, 'resources/default_app.asar'))
  await rm(app, { recursive: true })
}

/** The program is a script that prints its parameters. */
export async function linuxStub(folder: string): Promise<string> {
  await common(folder)
  const binary = join(folder, 'electron')
  await writeFile(binary, `#!/bin/sh\necho "Gezi was started with: $*"\nexit 0\n`)
  await appendFile(binary, wire())
  await chmod(binary, 0o755)
  await writeFile(join(folder, 'chrome-sandbox'), '#!/bin/sh\n')
  await chmod(join(folder, 'chrome-sandbox'), 0o755)
  return folder
}

/**
 * The program is what NSIS makes of some lines: a true executable with resources, which writes its parameters into a file beside itself, and
 * ends with 4 when there are any.
 */
export async function windowsStub(folder: string): Promise<string> {
  await common(folder)
  const script = join(folder, 'stub.nsi')
  const lines = [
    'Target amd64-unicode',
    'CRCCheck off',
    'SilentInstall silent',
    'RequestExecutionLevel user',
    'Name stub',
    'VIProductVersion 45.4.1.0',
    ...['ProductName', 'FileDescription', 'CompanyName', 'LegalCopyright', 'FileVersion'].map(
      (key) => `VIAddVersionKey ${key} Electron`,
    ),
    'OutFile electron.exe',
    '!include FileFunc.nsh',
    '!insertmacro GetParameters',
    'Section',
    '  !insertmacro GetParametersCall $1',
    '  FileOpen $0 "$EXEDIR\\started.txt" w',
    '  FileWriteUTF16LE $0 "started:$1"',
    '  FileClose $0',
    '  StrCmp $1 "" +2',
    '  SetErrorLevel 4',
    'SectionEnd',
  ]
  await writeFile(script, lines.join('\n'))
  await run('makensis', ['-V1', script], { cwd: folder })
  await appendFile(join(folder, 'electron.exe'), wire())
  await rm(script)
  return folder
}
