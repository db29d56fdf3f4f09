import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LoginItemParts, setLoginItem } from '../../electron/app/login-item.ts'

let home: string
let told: unknown[]
let lines: string[]

const parts = (more: Partial<LoginItemParts> = {}): LoginItemParts => ({
  platform: 'linux',
  executable: '/opt/Gezi/gezi',
  data: undefined,
  env: {},
  home,
  isSwitchedOff: () => false,
  setLoginItem: (settings) => told.push(settings),
  log: (line) => lines.push(line),
  ...more,
})
const entry = (folder = '.config'): string => readFileSync(join(home, folder, 'autostart/gezi.desktop'), 'utf8')

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gezi-login-'))
  told = []
  lines = []
})
afterEach(() => {
  expect(lines).toEqual([])
  rmSync(home, { recursive: true, force: true })
})

test('on Linux an entry in the folder of the desktop starts it, hidden, and goes when it is not wanted', () => {
  setLoginItem(true, parts())
  expect(entry()).toBe('[Desktop Entry]\nType=Application\nName=Gezi\nExec="/opt/Gezi/gezi" --hidden\nIcon=gezi\n')
  setLoginItem(false, parts())
  expect(entry).toThrow('ENOENT')
  setLoginItem(false, parts())
  expect(told).toEqual([])
})

test('the entry follows a program that moved, runs from an AppImage, or lies in a folder with signs of its own', () => {
  setLoginItem(true, parts({ executable: '/old/gezi' }))
  setLoginItem(
    true,
    parts({ env: { APPIMAGE: '/home/li/100% "my" $apps/Gezi.AppImage', XDG_CONFIG_HOME: join(home, 'x') } }),
  )
  expect(entry('x')).toContain('Exec="/home/li/100%% \\\\"my\\\\" \\\\$apps/Gezi.AppImage" --hidden\n')
  setLoginItem(true, parts())
  expect(entry()).toContain('Exec="/opt/Gezi/gezi" --hidden\n')
})

test('the next log-in opens the folder that the command line named', () => {
  setLoginItem(true, parts({ data: '/srv/my gezi' }))
  expect(entry()).toContain('Exec="/opt/Gezi/gezi" "--data=/srv/my gezi" --hidden\n')
  setLoginItem(true, parts({ platform: 'win32', data: 'D:\\My Gezi' }))
  setLoginItem(true, parts({ platform: 'win32', data: 'D:\\' }))
  expect(told).toMatchObject([
    { args: ['--data="D:\\My Gezi"', '--hidden'] },
    { args: ['--data="D:\\\\"', '--hidden'] },
  ])
})

test('Windows and macOS are told, under the name that the uninstaller takes away', () => {
  setLoginItem(true, parts({ platform: 'win32', executable: 'C:\\Program Files\\Gezi\\Gezi.exe' }))
  setLoginItem(false, parts({ platform: 'darwin' }))
  expect(told).toEqual([
    {
      openAtLogin: true,
      name: 'io.github.gezi.messenger',
      path: '"C:\\Program Files\\Gezi\\Gezi.exe"',
      args: ['--hidden'],
    },
    { openAtLogin: false, name: 'io.github.gezi.messenger', path: '/opt/Gezi/gezi', args: ['--hidden'] },
  ])
})

test('what its user switched off in the Task Manager or the settings of the desktop stays off; what Gezi is to do no longer goes', () => {
  const asked: string[] = []
  const off: Partial<LoginItemParts> = {
    platform: 'win32',
    executable: 'C:\\Program Files\\Gezi\\Gezi.exe',
    isSwitchedOff: (path) => asked.push(path) > 0,
  }
  setLoginItem(true, parts(off))
  expect([asked, told]).toEqual([['"C:\\Program Files\\Gezi\\Gezi.exe"'], []])
  setLoginItem(true, parts())
  const unwanted = `${entry()}X-GNOME-Autostart-enabled=false\n`
  writeFileSync(join(home, '.config/autostart/gezi.desktop'), unwanted)
  setLoginItem(true, parts())
  expect(entry()).toBe(unwanted)
  setLoginItem(false, parts())
  expect(entry).toThrow('ENOENT')
  setLoginItem(false, parts(off))
  expect(told).toMatchObject([{ openAtLogin: false }])
})

test('a folder that cannot be written is a line in the log', () => {
  writeFileSync(join(home, '.config'), 'a file')
  setLoginItem(true, parts())
  expect(lines.splice(0)).toEqual([expect.stringMatching(/^log-in item: .*(ENOTDIR|EEXIST)/)])
})
