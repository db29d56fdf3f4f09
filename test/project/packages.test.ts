/** What electron-builder is told for each system: macOS cannot be packed here, and ARM packages are not started. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { configuration, type System } from '../../build/package/config.ts'
import { appIdBlock, appIdOf } from '../../build/package/shortcut.ts'
import { APP_ID } from '../../shared/model/app-id.ts'

const root = resolve(import.meta.dirname, '../..')
const of = (system: System) =>
  configuration({
    system,
    root,
    output: 'release',
    electronDist: undefined,
    installer: 'installer.nsi',
    deb: { afterInstall: 'after-install.tpl', afterRemove: 'after-remove.tpl' },
  })

test('each system and processor has its own native file, and no other is packed', () => {
  for (const system of ['linux', 'win32', 'darwin'] as const) {
    const { files } = of(system)
    const rules = Array.isArray(files) ? files.filter((rule) => typeof rule === 'string' && rule.endsWith('.node')) : []
    expect(rules).toEqual([`!node_modules/better-sqlite3/prebuilds/!(${system}-$\{arch}).node`])
    for (const arch of ['x64', 'arm64'])
      expect(existsSync(join(root, `node_modules/better-sqlite3/prebuilds/${system}-${arch}.node`))).toBe(true)
  }
})

test('a Mac gets a disk image and an archive, an icon, and words for the question about the local network', () => {
  const { appId, mac, electronFuses } = of('darwin')
  expect({ appId, ...mac }).toEqual({
    appId: APP_ID,
    target: ['dmg', 'zip'],
    icon: 'gezi.icns',
    category: 'public.app-category.social-networking',
    extendInfo: { NSLocalNetworkUsageDescription: expect.stringMatching(/colleagues/) },
  })
  // Without a signature of its own an ARM Mac needs the ad-hoc one, which turning the fuses has broken.
  expect(electronFuses?.resetAdHocDarwinSignature).toBe(true)
  expect(readFileSync(join(root, 'build/icons/gezi.icns')).toString('latin1', 0, 4)).toBe('icns')
})

test('what lies beside the program is there: its scripts can be run, and the batch file has the line ends of Windows', () => {
  for (const system of ['linux', 'win32', 'darwin'] as const) {
    const { extraFiles } = of(system)
    const sources = Array.isArray(extraFiles)
      ? extraFiles.flatMap((each) => (typeof each === 'string' ? [each] : [each.from ?? '']))
      : []
    expect(sources.filter((path) => path !== 'dist/licenses.txt' && !existsSync(join(root, path)))).toEqual([])
  }
  expect(readFileSync(join(root, 'build/package/bin/gezi.cmd'), 'latin1')).not.toMatch(/[^\r]\n/)
})

test('the name of a shortcut is written as Windows writes it', () => {
  const block = appIdBlock(APP_ID)
  expect([block.readUInt32LE(0), block.readUInt32LE(4), block.subarray(-4)]).toEqual([
    block.length - 4,
    0xa0000009,
    Buffer.alloc(4),
  ])
  expect(appIdOf(Buffer.concat([Buffer.alloc(300), block]))).toBe(APP_ID)
  expect(appIdOf(Buffer.alloc(300))).toBeUndefined()
})
