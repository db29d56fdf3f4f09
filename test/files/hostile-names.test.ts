/** Names that want out of the folder, or to be something else than a file in it. */
import { link, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import {
  attack,
  type Bytes,
  bytes,
  encode,
  file,
  folder,
  jobFor,
  makeSandbox,
  type Peer,
  RETURN,
  ROOT,
  record,
  type Sandbox,
  sends,
  startPeer,
} from './hostile.ts'

const [ADDRESS, PORT] = ['127.0.88.1', 24_251] as const
let peer: Peer
let sandbox: Sandbox
beforeAll(async () => {
  peer = await startPeer(ADDRESS, PORT)
})
afterAll(() => peer.close())
beforeEach(async () => {
  sandbox = await makeSandbox()
})
afterEach(() => sandbox.remove())

const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('a record in a folder', () => {
  const refused: readonly (readonly [attack: string, name: Bytes])[] = [
    ['is called ..', '..'],
    ['is called .', '.'],
    ['has no name', ''],
    ['climbs by ../', '../outside/secret'],
    ['climbs by ..\\', '..\\outside\\secret'],
    ['is absolute', '/tmp/gezi-hostile'],
    ['names a drive and a path', 'C::\\Windows\\x.dll'],
    ['is a UNC path', '\\\\server\\share\\x'],
    ['is a device path', '\\\\?\\C::\\x'],
    ['is two names in one', 'a/b'],
    ['has a NUL in its name', 'a\0b'],
    ['has more bytes than IPMsg takes', 'n'.repeat(766)],
    ['has 10,000 characters', 'n'.repeat(10_000)],
  ]
  test.each(refused)('%s: the stream is refused, nothing is saved', async (_, name) => {
    peer.script(sends(folder(file(name, 'evil'))))
    expect(await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target))).toEqual({
      outcome: 'protocol',
      outside: 'untouched',
      names: [],
    })
  })

  test('is a directory called ..: the stream is refused', async () => {
    peer.script(sends(folder(record('..:0:2:'), file('secret', 'evil'), RETURN)))
    expect(await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target))).toEqual({
      outcome: 'protocol',
      outside: 'untouched',
      names: [],
    })
  })

  const tamed: readonly (readonly [attack: string, names: readonly Bytes[], saved: readonly string[]])[] = [
    ['is a bare drive', ['C::'], ['C_']],
    ['names an alternate data stream', ['a.txt::evil.exe'], ['a.txt_evil.exe']],
    ['names the default stream', ['a.txt::::$DATA'], ['a.txt__$DATA']],
    ['is a device', ['CON'], ['_CON']],
    ['is a device with an extension', ['nul.tar.gz'], ['_nul.tar.gz']],
    ['becomes a device when it is cut', [bytes('con', '\u3000'.repeat(240), '.txt')], ['_con.txt']],
    ['turns the direction of writing', ['invoice\u202efdp.exe'], ['invoicefdp.exe']],
    ['holds control characters', ['a\u0001\u001b[2Jb'], ['a[2Jb']],
    ['is invisible', ['\u200b\u2060\ufeff'], ['file']],
    ['is a blank', [' '], ['file']],
    ['has 700 bytes', ['设'.repeat(233)], ['设'.repeat(73)]],
    ['is no UTF-8', [latin1('a\xff\xfe')], ['a\ufffd\ufffd']],
    ['hides a slash in overlong UTF-8', [latin1('..\xc0\xafx')], ['..\ufffd\ufffdx']],
    ['differs only in case', ['a', 'A'], ['A (2)', 'a']],
    ['differs only in composition', ['é', 'e\u0301'], ['é', 'é (2)']],
    ['composes when the invisible is gone', ['é', 'e\u200e\u0301'], ['é', 'é (2)']],
    ['differs only in a trailing dot', ['x', 'x.', 'x .'], ['x', 'x (2)', 'x (3)']],
    ['comes twice, and as its own number', ['x (2)', 'x', 'x'], ['x', 'x (2)', 'x (3)']],
    [
      'ends like our parts and journals',
      ['.0.gezi-part', '.0.gezi-part.journal'],
      ['.0.gezi-part', '.0.gezi-part.journal'],
    ],
    ['ends in an expansion of the shell', ['$(rm -rf ~)', '`id`', '-rf', '~'], ['$(rm -rf ~)', '-rf', '`id`', '~']],
  ]
  test.each(tamed)('%s: it is saved under a harmless name', async (_, names, saved) => {
    peer.script(sends(folder(...names.map((name) => file(name, 'x')))))
    expect(await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['root', ...saved.map((name) => `root/${name}`)].sort(),
    })
  })

  test('is no GBK: what can be read is kept', async () => {
    peer.script(sends(folder(file(latin1('\xce\xc4\xff\x2e\xfe'), 'x'))))
    const gbk = (name: Uint8Array) => charset.decode(name, 'gb18030')
    const { outcome, outside, names } = await attack(
      sandbox,
      jobFor(ADDRESS, PORT, sandbox.target, { decodeName: gbk }),
    )
    expect([outcome, outside, names.length, names[1]?.startsWith('root/文')]).toEqual([
      'finished',
      'untouched',
      2,
      true,
    ])
  })

  test('has a backslash as the second half of a Chinese character: it is a name', async () => {
    peer.script(sends(folder(file(encode('誠', 'gb18030'), 'x'))))
    const gbk = (name: Uint8Array) => charset.decode(name, 'gb18030')
    expect(await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target, { decodeName: gbk }))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['root', 'root/誠'],
    })
  })

  test('of one and the same name comes 3,000 times: each gets its number without trying all the others', async () => {
    peer.script(sends(ROOT, bytes(...Array.from({ length: 3_000 }, () => file('x'))), RETURN))
    const { outcome, names } = await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target))
    expect([outcome, names.length, names.includes('root/x (3000)')]).toEqual(['finished', 3_001, true])
  })
})

describe('an offered file', () => {
  const one = (name: string, changes = {}) =>
    jobFor(ADDRESS, PORT, sandbox.target, { kind: 'file', name, size: 4, ...changes })

  const cases: readonly (readonly [attack: string, name: string, saved: string])[] = [
    ['climbs', '../outside/secret', '.._outside_secret'],
    ['is absolute', '/etc/cron.d/x', '_etc_cron.d_x'],
    ['names a drive', 'C:\\x', 'C__x'],
    ['names a stream', 'a:b', 'a_b'],
    ['is a device', 'COM1.txt', '_COM1.txt'],
    ['turns the direction of writing', 'a\u202egnp.exe', 'agnp.exe'],
    ['is the folder itself', '.', 'file'],
    ['has no name', '', 'file'],
    ['has 10,000 characters', `${'n'.repeat(10_000)}.txt`, `${'n'.repeat(216)}.txt`],
    ['ends like our parts', '.0123456789abcdef.gezi-part', '.0123456789abcdef.gezi-part_'],
    ['ends like our journals', '.x.GEZI-PART.journal', '.x.GEZI-PART.journal_'],
  ]
  test.each(cases)('%s: it is saved under a harmless name', async (_, name, saved) => {
    peer.script(sends('evil'))
    expect(await attack(sandbox, one(name))).toEqual({ outcome: 'finished', outside: 'untouched', names: [saved] })
  })

  test.each(['keep-both', 'replace', 'skip-identical'] as const)(
    'has the name of a link that leads out: it is not followed (%s)',
    async (conflict) => {
      await symlink(sandbox.secret, join(sandbox.target, 'x'))
      peer.script(sends('evil'))
      const names = conflict === 'replace' ? ['x'] : ['x', 'x (2)']
      expect(await attack(sandbox, one('x', { conflict }))).toEqual({
        outcome: 'finished',
        outside: 'untouched',
        names,
      })
    },
  )

  test('has the name of a dangling link: nothing is made where it leads', async () => {
    await symlink(join(sandbox.root, 'outside', 'new'), join(sandbox.target, 'x'))
    peer.script(sends('evil'))
    expect(await attack(sandbox, one('x'))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['x', 'x (2)'],
    })
    expect(await readlink(join(sandbox.target, 'x'))).toBe(join(sandbox.root, 'outside', 'new'))
  })

  test('has the name of a folder: it gets another one, even where it is told to replace', async () => {
    await mkdir(join(sandbox.target, 'x'))
    await writeFile(join(sandbox.target, 'x', 'kept'), '')
    peer.script(sends('evil'))
    expect(await attack(sandbox, one('x', { conflict: 'replace' }))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['x', 'x (2)', 'x/kept'],
    })
  })

  test('has the name of a second name of a file elsewhere: that one keeps its bytes', async () => {
    await link(sandbox.secret, join(sandbox.target, 'x'))
    peer.script(sends('evil'))
    await attack(sandbox, one('x', { conflict: 'replace' }))
    expect(await readFile(sandbox.secret, 'utf8')).toBe('secret')
  })

  test('is a folder with the name of a file or a link: neither is touched', async () => {
    await symlink(join(sandbox.root, 'outside'), join(sandbox.target, 'root'))
    peer.script(sends(folder(file('secret', 'evil'))))
    expect(await attack(sandbox, jobFor(ADDRESS, PORT, sandbox.target, { conflict: 'replace' }))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['root', 'root (2)', 'root (2)/secret'],
    })
  })
})
