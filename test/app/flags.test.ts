import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseFlags, withFolder } from '../../electron/app/flags.ts'
import { chosenFolder, rememberFolder, usualFolder } from '../../electron/host/data-folder.ts'

const usual = mkdtempSync(join(tmpdir(), 'gezi-flags-'))
afterAll(() => rmSync(usual, { recursive: true, force: true }))

test('flags of Chromium, of a debugger and of nobody are left alone', () => {
  const argv = ['--inspect=0', '-r', 'loader.js', '.', '--data', 'here', '--peer', '10.0.0.1', '--peer=10.0.0.2', '--x']
  expect([parseFlags(argv, '/work'), parseFlags(['.', '--bind', '', '--data'], '/work')]).toEqual([
    {
      data: resolve('/work', 'here'),
      bind: undefined,
      peers: ['10.0.0.1', '10.0.0.2'],
      policy: undefined,
      updateKey: undefined,
      hidden: false,
      task: undefined,
    },
    {
      data: undefined,
      bind: undefined,
      peers: [],
      policy: undefined,
      updateKey: undefined,
      hidden: false,
      task: undefined,
    },
  ])
})

test('what gezi.cmd keeps from Chromium are flags all the same, also of a second start and after another folder was chosen', () => {
  const argv = ['--', '--data=here', '--hidden', '--policy', 'p.json', '--task=quit']
  const wanted = { hidden: true, policy: resolve('/work', 'p.json'), task: 'quit' }
  expect(parseFlags(argv, '/work')).toMatchObject({ ...wanted, data: resolve('/work', 'here') })
  expect(parseFlags(withFolder(argv, '/chosen'), '/work')).toMatchObject({ ...wanted, data: resolve('/chosen') })
})

test('a task comes from lists that the system shows; one that is none is nothing', () => {
  const taskOf = (...argv: readonly string[]) => parseFlags(argv, '/work').task
  expect([taskOf('--task=new-message'), taskOf('--task', 'quit'), taskOf('--task=format'), taskOf('--task')]).toEqual([
    'new-message',
    'quit',
    undefined,
    undefined,
  ])
})

test('a folder that the user chose is used from the next start on; a choice that cannot be read is none', () => {
  const chosen = resolve('/elsewhere')
  const before = chosenFolder(usual)
  rememberFolder(usual, chosen)
  const after = chosenFolder(usual)
  writeFileSync(join(usual, 'data-folder.json'), '{"data":"relative"}')
  expect([before, after, chosenFolder(usual)]).toEqual([usual, chosen, usual])
})

test('a start on another folder keeps the rest of the command line', () => {
  expect([withFolder(['.', '--data', '/a', '--x'], '/b'), withFolder(['.', '--data=/a'], '/b')]).toEqual([
    ['.', '--x', '--data=/b'],
    ['.', '--data=/b'],
  ])
})

test('a program without Electron finds the folder that Electron would use', () => {
  expect([
    usualFolder('linux', {}, '/home/me'),
    usualFolder('linux', { XDG_CONFIG_HOME: '/config' }, '/home/me'),
    usualFolder('darwin', {}, '/Users/me'),
    usualFolder('win32', { APPDATA: '/roaming' }, '/Users/me'),
  ]).toEqual(
    ['/home/me/.config/Gezi', '/config/Gezi', '/Users/me/Library/Application Support/Gezi', '/roaming/Gezi'].map(
      (path) => join(path),
    ),
  )
})
