import { expect, test } from 'vitest'
import { type UpdatePlace, updateTarget } from '../../electron/app/update-target.ts'

const target = (place: Partial<UpdatePlace>): string =>
  updateTarget({ platform: 'linux', arch: 'x64', env: {}, executable: '/opt/Gezi/gezi', exists: () => false, ...place })

test('each package is replaced by one of its own kind: installed or unpacked, on each system', () => {
  const windows = { platform: 'win32', executable: 'C:\\Program Files\\Gezi\\Gezi.exe' } as const
  const installed = (path: string): boolean => path === 'C:\\Program Files\\Gezi\\Uninstall Gezi.exe'
  expect([
    target({ ...windows, exists: installed }),
    target(windows),
    target({ platform: 'darwin', arch: 'arm64', executable: '/Applications/Gezi.app/Contents/MacOS/Gezi' }),
    target({}),
    target({ executable: '/home/li/gezi/gezi' }),
    target({ executable: '/tmp/.mount_Gezi/gezi', env: { APPIMAGE: '/home/li/Gezi.AppImage' } }),
  ]).toEqual([
    'win32-x64-exe',
    'win32-x64-zip',
    'darwin-arm64-dmg',
    'linux-x64-deb',
    'linux-x64-targz',
    'linux-x64-appimage',
  ])
})
