/** Streams and answers that lie: about lengths, sizes, depths, offsets, hashes, and about when they end. */
import { createHash } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { PartTaken } from '../../electron/host/fs/failure.ts'
import { openTreeTarget } from '../../electron/host/fs/tree-target.ts'
import type { FetchJob } from '../../electron/host/net/fetch-job.ts'
import { createDirStreamReader, createFileRequestReader } from '../../shared/protocol/index.ts'
import {
  attack,
  breaks,
  bytes,
  drips,
  fetch,
  file,
  floods,
  folder,
  hangs,
  jobFor,
  makeSandbox,
  outcomeOf,
  type Peer,
  picture,
  RETURN,
  ROOT,
  record,
  type Sandbox,
  type Script,
  sends,
  startPeer,
} from './hostile.ts'

const [ADDRESS, PORT] = ['127.0.88.2', 24_252] as const
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

const job = (changes: Partial<FetchJob> = {}) => jobFor(ADDRESS, PORT, sandbox.target, changes)
const fileJob = (changes: Partial<FetchJob> = {}) => job({ kind: 'file', name: 'hello', size: 5, ...changes })
const ownFile = (changes: Partial<FetchJob> = {}) => fileJob({ resume: 'own', ...changes })
const sha256 = (...parts: readonly (string | Uint8Array)[]) =>
  createHash('sha256')
    .update(bytes(...parts))
    .digest()

type Row = readonly [attack: string, script: Script, outcome: string, names?: readonly string[]]
const table = (rows: readonly Row[]) =>
  rows.map(([attack, script, outcome, names = []]) => ({ attack, script, outcome, names }))

describe('a folder stream', () => {
  const deep = (depth: number) => bytes(ROOT, ...Array.from({ length: depth - 1 }, () => record('d:0:2:')))
  const preamble = (length: number) => bytes('0<', new Uint8Array(length - 2))
  const SAVED = ['root', 'root/f']
  const rows: readonly Row[] = [
    ['without a byte', sends(''), 'refused'],
    ['with a header length of 0', sends('0000:'), 'protocol'],
    ['with a header length of 5', sends('0005:'), 'protocol'],
    ['with a header length of 9', sends('0009:a:0:2:'), 'protocol'],
    ['with a header longer than 8 KiB', sends('2001:', 'n'.repeat(9_000)), 'protocol'],
    ['with a header length of eight digits F', sends('ffffffff:root:0:2:'), 'protocol'],
    ['with a header length that is no number', sends('zzzz:root:0:2:'), 'protocol'],
    ['with a negative header length', sends(ROOT, '-016:root:0:2:'), 'protocol'],
    ['whose header length ends within the name', sends('000a:root:000000000:2:', RETURN), 'protocol'],
    ['whose header length swallows the next record', sends('0021:root:000000000:2:', RETURN), 'interrupted'],
    ['with a negative size', sends(folder(record('f:-5:1:'))), 'protocol'],
    ['with a size in words', sends(folder(record('f:5 bytes:1:'))), 'protocol'],
    ['with a size of 2^60', sends(folder(record('f:1000000000000000:1:'))), 'protocol'],
    ['with a size of 2^52, more than any disk', sends(ROOT, record('f:10000000000000:1:'), 'x'), 'disk-full'],
    ['with a size of 200 digits', sends(folder(record(`f:${'f'.repeat(200)}:1:`))), 'protocol'],
    ['with an attribute word of 33 bits', sends(folder(record('f:0:100000001:'))), 'protocol'],
    ['without an attribute word', sends(folder(record('f:0:'))), 'protocol'],
    [
      'of an unknown type: passed over with its data',
      sends(folder(record('x:3:7f:'), 'abc', file('f'))),
      'finished',
      SAVED,
    ],
    ['with a symbolic link: passed over', sends(folder(record('l:b:4:'), '/etc/passwd', file('f'))), 'finished', SAVED],
    [
      'with devices and a pipe: passed over',
      sends(folder(...['5', '6', '7'].map((type) => record(`d:0:${type}:11=1:12=3:`)), file('f'))),
      'finished',
      SAVED,
    ],
    ['whose root is a file', sends(file('f', 'x')), 'protocol'],
    ['that begins by leaving', sends(RETURN), 'protocol'],
    [
      'that leaves its root twice: the end is the end',
      sends(folder(file('f')), RETURN, file('evil')),
      'finished',
      SAVED,
    ],
    ['with a second root behind the first', sends(folder(file('f')), folder(file('evil'))), 'finished', SAVED],
    ['with bytes behind its end', sends(folder(file('f')), 'x'.repeat(100_000)), 'finished', SAVED],
    ['65 folders deep', sends(deep(65)), 'protocol'],
    [
      '64 folders deep',
      sends(deep(64), ...Array.from({ length: 64 }, () => RETURN)),
      'finished',
      ['root', ...Array.from({ length: 63 }, (_, index) => `root${'/d'.repeat(index + 1)}`)],
    ],
    ['cut in a header', sends(ROOT, '0010:na'), 'interrupted'],
    ['cut in the data', sends(ROOT, record('f:5:1:'), 'HE'), 'interrupted'],
    ['cut between two records', sends(ROOT, file('f', 'HELLO')), 'interrupted'],
    ['broken in the data', breaks(ROOT, record('f:5:1:'), 'HE'), 'interrupted'],
    ['whose data is longer than its size', sends(ROOT, record('f:2:1:'), 'HELLO', RETURN), 'protocol'],
    ['whose data is shorter than its size', sends(ROOT, record('f:20:1:'), 'HELLO', RETURN), 'interrupted'],
    ['with junk before its first record', sends('junk', folder(file('f'))), 'finished', SAVED],
    ['with the preamble of FeiQ', sends(preamble(3076), folder(file('f'))), 'finished', SAVED],
    ['with the preamble twice', sends(preamble(3076), preamble(3076), folder(file('f'))), 'protocol'],
    ['with the preamble before the second record', sends(ROOT, preamble(3076), RETURN), 'protocol'],
    ['with a preamble of 1 MiB', sends(preamble(2 ** 20), folder(file('f'))), 'protocol'],
    ['of nothing but zero bytes', floods('', new Uint8Array(65_536)), 'protocol'],
    [
      'of records without end',
      floods(ROOT, bytes(...Array.from({ length: 4_096 }, () => record('l:0:4:')))),
      'protocol',
    ],
    ['with a time beyond the year 9999', sends(folder(file('f', 'x', '14=ffffffffff:'))), 'finished', SAVED],
    ['that falls silent', hangs(ROOT, '0010:'), 'interrupted'],
    ['that never begins', hangs(''), 'interrupted'],
    ['that trickles', drips(20, ROOT, file('f', 'x'.repeat(500)), RETURN), 'interrupted'],
    ['in single bytes', drips(1, folder(file('f', 'x'))), 'finished', SAVED],
  ]
  test.each(table(rows))('$attack', async ({ script, outcome, names }) => {
    peer.script(script)
    expect(await attack(sandbox, job())).toEqual({ outcome, outside: 'untouched', names })
  })

  test('far larger than its sender said is broken off, however much room there is', async () => {
    peer.script(floods(bytes(ROOT, record('f:40000000:1:')), new Uint8Array(65_536)))
    expect(await attack(sandbox, job({ size: 1_000 }))).toMatchObject({ outcome: 'changed', names: [] })
  })
})

describe('a legacy file', () => {
  const rows: readonly Row[] = [
    ['with fewer bytes than offered', sends('HELL'), 'interrupted'],
    ['with more bytes than offered', sends('HELLO!'), 'changed'],
    ['that never ends', floods('', new Uint8Array(65_536)), 'changed'],
    ['without a byte', sends(''), 'refused'],
    ['that is broken', breaks('HEL'), 'interrupted'],
    ['that falls silent', hangs('HEL'), 'interrupted'],
    ['whose sender never closes', hangs('HELLO'), 'finished', ['hello']],
  ]
  test.each(table(rows))('$attack', async ({ script, outcome, names }) => {
    peer.script(script)
    expect(await attack(sandbox, fileJob())).toEqual({ outcome, outside: 'untouched', names })
  })

  test('of no bytes, whose sender sends without end, is empty', async () => {
    peer.script(floods('', new Uint8Array(65_536)))
    expect(await attack(sandbox, fileJob({ size: 0 }))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['hello'],
    })
    expect((await readFile(join(sandbox.target, 'hello'))).length).toBe(0)
  })

  test('from nobody at all', async () => {
    expect(await attack(sandbox, fileJob({ peer: { address: ADDRESS, port: PORT + 1 } }))).toEqual({
      outcome: 'no-answer',
      outside: 'untouched',
      names: [],
    })
  })

  const held = Buffer.alloc(100_000, 'held')
  const whole = Buffer.concat([held, Buffer.from('and the rest')])
  const overlap = async (script: Script) => {
    const part = join(sandbox.target, '.0123456789abcdef.gezi-part')
    await writeFile(part, held)
    peer.script(script)
    const { result } = await fetch(fileJob({ size: whole.length, part, resume: 'overlap' }))
    const saved = await readFile(join(sandbox.target, 'hello')).catch(() => undefined)
    return [outcomeOf(result), saved?.equals(whole)]
  }
  test.each([
    ['continues as it should', sends(whole.subarray(held.length - 65_536)), 'finished', true],
    [
      'ignores the offset and begins anew with other bytes',
      sends('other', whole.subarray(5)),
      'interrupted',
      undefined,
    ],
    ['sends zero bytes first, as IPMsg 4.11', sends(new Uint8Array(80_000)), 'interrupted', undefined],
    [
      'ends within the overlap',
      sends(whole.subarray(held.length - 65_536, held.length - 60_000)),
      'interrupted',
      undefined,
    ],
    ['sends more than the rest', sends(whole.subarray(held.length - 65_536), 'more'), 'changed', undefined],
  ] as const)('that is resumed by overlap and %s', async (_, script, outcome, same) => {
    expect(await overlap(script)).toEqual([outcome, same])
  })
})

describe('the answer of an own peer', () => {
  const good = sha256('HELLO')
  const rows: readonly Row[] = [
    ['as it should be', sends('GZ1:ok:5:0:0\n', 'HELLO', good), 'finished', ['hello']],
    ['with bytes behind the hash', sends('GZ1:ok:5:0:0\n', 'HELLO', good, 'x'.repeat(70_000)), 'finished', ['hello']],
    [
      'with more without end behind the hash',
      floods(bytes('GZ1:ok:5:0:0\n', 'HELLO', good), new Uint8Array(65_536)),
      'finished',
      ['hello'],
    ],
    ['whose sender never closes', hangs('GZ1:ok:5:0:0\n', 'HELLO', good), 'finished', ['hello']],
    ['with the hash of something else', sends('GZ1:ok:5:0:0\n', 'HELLO', sha256('JELLO')), 'hash-mismatch'],
    ['with half a hash', sends('GZ1:ok:5:0:0\n', 'HELLO', good.subarray(0, 16)), 'interrupted'],
    ['without its hash, and silent', hangs('GZ1:ok:5:0:0\n', 'HELLO'), 'interrupted'],
    ['for a larger file', sends('GZ1:ok:6:0:0\n', 'HELLO!', sha256('HELLO!')), 'changed'],
    ['for a smaller file', sends('GZ1:ok:4:0:0\n', 'HELL', sha256('HELL')), 'changed'],
    ['with a size of 2^60', sends('GZ1:ok:1000000000000000:0:0\n', 'HELLO'), 'protocol'],
    ['with a negative size', sends('GZ1:ok:-5:0:0\n', 'HELLO'), 'protocol'],
    ['that begins where nobody asked', sends('GZ1:ok:5:3:0\n', 'LO', good), 'protocol'],
    ['that begins beyond the end', sends('GZ1:ok:5:ffff:0\n', good), 'protocol'],
    ['with an unknown status', sends('GZ1:fine:5:0:0\n', 'HELLO', good), 'protocol'],
    ['with too few numbers', sends('GZ1:ok:5:0\n', 'HELLO', good), 'protocol'],
    ['of another program', sends('HTTP/1.1 200 OK\r\n\r\nHELLO'), 'protocol'],
    ['that is the file itself', sends('HELLO'), 'interrupted'],
    ['whose first line has no end', floods('GZ1:ok:5:0:0', 'x'.repeat(4_096)), 'protocol'],
    ['cut in its first line', sends('GZ1:ok:'), 'interrupted'],
    ['that says changed', sends('GZ1:changed:0:0:0\n'), 'changed'],
    ['that says withdrawn', sends('GZ1:withdrawn:0:0:0\n'), 'withdrawn'],
    ['that says denied', sends('GZ1:denied:0:0:0\n'), 'refused'],
    ['that says busy', sends('GZ1:busy:0:0:0\n'), 'limit'],
    ['that says changed and sends on', floods('GZ1:changed:5:0:0\n', 'HELLO'.repeat(10_000)), 'changed'],
    [
      'with a forged confirmation in place of the hash',
      sends('GZ1:ok:5:0:0\n', 'HELLO', 'GZ1:kept\n'.repeat(4)),
      'hash-mismatch',
    ],
  ]
  test.each(table(rows))('$attack', async ({ script, outcome, names }) => {
    peer.script(script)
    expect(await attack(sandbox, ownFile())).toEqual({ outcome, outside: 'untouched', names })
  })

  const folderRows: readonly Row[] = [
    ['that skips records which nobody has', sends('GZ1:ok:0:0:7\n', folder(file('f'))), 'changed'],
    ['that skips bytes which nobody has', sends('GZ1:ok:0:7:0\n', folder(file('f'))), 'changed'],
    [
      'with the hash of another folder',
      sends('GZ1:ok:0:0:0\n', folder(file('f')), new Uint8Array(32)),
      'hash-mismatch',
    ],
    ['that ends before the hash', sends('GZ1:ok:0:0:0\n', folder(file('f'))), 'interrupted'],
    ['with a stream that is none', sends('GZ1:ok:0:0:0\n', 'HELLO:'), 'protocol'],
  ]
  test.each(table(folderRows))('for a folder, $attack', async ({ script, outcome }) => {
    peer.script(script)
    expect(await attack(sandbox, job({ resume: 'own' }))).toEqual({ outcome, outside: 'untouched', names: [] })
  })

  const partFile = () => join(sandbox.target, '.0123456789abcdef.gezi-part')
  test.each([
    ['other bytes behind what is held', sends('GZ1:ok:5:3:0\n', 'XX', sha256('HELLO')), 'hash-mismatch', undefined],
    ['everything, since it holds another file', sends('GZ1:ok:5:0:0\n', 'JELLO', sha256('JELLO')), 'finished', 'JELLO'],
    ['only the rest', sends('GZ1:ok:5:3:0\n', 'LO', sha256('HELLO')), 'finished', 'HELLO'],
    ['from the middle of what is held', sends('GZ1:ok:5:1:0\n', 'ELLO', sha256('HELLO')), 'protocol', undefined],
  ] as const)('to a resumed download, with %s', async (_, script, outcome, content) => {
    await writeFile(partFile(), 'HEL')
    peer.script(script)
    const { result } = await fetch(ownFile({ part: partFile() }))
    const saved = await readFile(join(sandbox.target, 'hello'), 'utf8').catch(() => undefined)
    expect([outcomeOf(result), saved]).toEqual([outcome, content])
  })

  test.each([
    ['a link to something else', () => symlink(sandbox.secret, partFile())],
    ['a second name of something else', () => link(sandbox.secret, partFile())],
    ['a folder', () => mkdir(partFile())],
  ])('to a download whose part is %s by now: that is left alone', async (_, plant) => {
    await plant()
    peer.script(sends('GZ1:ok:5:0:0\n', 'HELLO', sha256('HELLO')))
    expect(await attack(sandbox, ownFile({ part: partFile() }))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['hello'],
    })
  })
})

describe('a folder that goes on in what an earlier run left', () => {
  const first = bytes(ROOT, file('a', 'A'), record('d:0:2:'), file('b', 'B'), RETURN)
  const start = async (resume: FetchJob['resume']) => {
    peer.script(sends(resume === 'own' ? 'GZ1:ok:0:0:0\n' : '', first))
    const { part } = await fetch(job({ resume }))
    return part ?? expect.unreachable()
  }
  const elsewhere = () => join(sandbox.root, 'outside')
  const whole = folder(file('a', 'A'), record('d:0:2:'), file('b', 'B'), RETURN)

  test('and is the same in the end', async () => {
    const part = await start('restart')
    peer.script(sends(whole))
    expect(await attack(sandbox, job({ part }))).toEqual({
      outcome: 'finished',
      outside: 'untouched',
      names: ['root', 'root/a', 'root/d', 'root/d/b'],
    })
  })

  test('and has lost a file and a folder since: they are no part of it', async () => {
    const part = await start('restart')
    peer.script(sends(folder(file('c', 'C'))))
    expect(await attack(sandbox, job({ part }))).toMatchObject({ outcome: 'finished', names: ['root', 'root/c'] })
  })

  test.each([
    ['a file where a folder was', folder(file('d', 'D'))],
    ['a folder where a file was', folder(record('a:0:2:'), file('x', 'X'), RETURN)],
  ])('with %s: it starts anew the next time', async (_, stream) => {
    const part = await start('restart')
    peer.script(sends(stream))
    const confused = await attack(sandbox, job({ part }))
    const again = await attack(sandbox, job({ part }))
    expect([confused.outcome, again.outcome]).toEqual(['target-gone', 'finished'])
  })

  test.each([
    ['the part folder', '', 'restart'],
    ['the part folder', '', 'own'],
    ['a folder in it', 'd', 'restart'],
    ['a file in it', 'a', 'restart'],
    ['the journal', '.journal', 'own'],
  ] as const)(
    'where %s was replaced by a link that leads out (%s, %s): nothing is written there',
    async (_, name, resume) => {
      const part = await start(resume)
      const place = name === '.journal' ? `${part}${name}` : join(part, name)
      await rm(place, { recursive: true })
      await symlink(name === 'a' || name === '.journal' ? sandbox.secret : elsewhere(), place)
      peer.script(sends(resume === 'own' ? 'GZ1:ok:0:0:0\n' : '', whole))
      const { outcome, outside } = await attack(sandbox, job({ part, resume }))
      expect([['target-gone', 'interrupted'].includes(outcome), outside]).toEqual([true, 'untouched'])
    },
  )

  test('whose journal somebody wrote: it cannot name a place outside', async () => {
    const part = await start('own')
    const lines = [
      ['directory', '../../outside', 0, 0],
      ['file', '../secret', 6, 0],
      ['file', '../../outside/secret', 9, 0],
    ]
    await writeFile(`${part}.journal`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    peer.script(sends('GZ1:ok:0:0:0\n', whole))
    expect(await attack(sandbox, job({ part, resume: 'own' }))).toMatchObject({ outside: 'untouched' })
  })

  test('whose journal is no journal: it starts anew', async () => {
    const part = await start('own')
    await writeFile(`${part}.journal`, '\0[]{}\n["file"]\nnull\n')
    peer.script(sends('GZ1:changed:0:0:0\n'))
    await fetch(job({ part, resume: 'own' }))
    expect(peer.requests[0]?.toString('latin1')).toMatch(/:0:g1--:0:\0$/)
  })

  test('and a peer that names fewer folders than it should writes into the part folder only', async () => {
    const part = await start('own')
    peer.script(sends('GZ1:ok:0:0:5\n', ROOT, RETURN, file('x', 'evil'), RETURN, new Uint8Array(32)))
    expect(await attack(sandbox, job({ part, resume: 'own' }))).toMatchObject({ outside: 'untouched', names: [] })
  })
})

test('what a peer floods while the disk is slow stays out of memory', async () => {
  peer.script(floods('', Buffer.alloc(2 ** 20)))
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const size = 48 * 2 ** 20 + 5
  const { result } = await fetch(fileJob({ size, name: 'big' }), {
    // The peer sends on all the time.
    pace: async () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      await new Promise((resolve) => setImmediate(resolve))
    },
  })
  expect([outcomeOf(result), most < 16 * 2 ** 20]).toEqual(['changed', true])
})

describe('random', () => {
  const name = fc.oneof(
    fc.constantFrom('a', 'A', '..', '.', '', 'a::b', 'CON', '../x', 'd', 'e\u0301', 'é', 'n'.repeat(300)),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  const piece = fc.oneof(
    name.map((text) => record(text, ':0:2:')),
    fc.tuple(name, fc.uint8Array({ maxLength: 40 })).map(([text, content]) => file(text, content)),
    fc.constant(RETURN),
    fc.uint8Array({ maxLength: 30 }).map((junk) => Buffer.from(junk)),
    fc
      .tuple(name, fc.constantFrom('4', '7', '10', '3', '102', 'zz'))
      .map(([text, word]) => record(text, ':0:', word, ':')),
  )
  const stream = fc
    .array(
      fc.oneof(
        { weight: 9, arbitrary: piece.filter((one) => one.length > 30 || one[0] === 0x30) },
        { weight: 1, arbitrary: piece },
      ),
      { maxLength: 25 },
    )
    .map((pieces) => bytes(ROOT, ...pieces))

  test('folder streams never leave the part folder, and end in a value or a declared error', async () => {
    const part = join(sandbox.target, 'part')
    const before = await picture(join(sandbox.root, 'outside'))
    let run = 0
    await fc.assert(
      fc.asyncProperty(stream, fc.integer({ min: 1, max: 200 }), fc.boolean(), async (all, step, resume) => {
        // Some runs go on in what others left.
        const path = run++ % 3 === 0 ? `${part}-${run}` : part
        const reader = createDirStreamReader((raw) => charset.decode(raw, 'utf-8'))
        try {
          const target = await openTreeTarget(path, { resume, journal: true, hashed: true })
          try {
            for (let at = 0; at < all.length; at += step) {
              const events = reader.push(all.subarray(at, at + step))
              if (!events.ok) break
              await target.write(events.value)
            }
          } finally {
            await target.close()
          }
        } catch (error) {
          const isDeclared = error instanceof PartTaken || (error instanceof Error && 'code' in error)
          if (!isDeclared) throw error
        }
      }),
      { numRuns: 300 },
    )
    const names = await readdir(sandbox.target)
    expect([
      await picture(join(sandbox.root, 'outside')),
      await readdir(sandbox.root),
      names.filter((one) => !/^part(-\d+)?(\.journal)?$/.test(one)),
    ]).toEqual([before, ['in', 'outside'], []])
  })

  test('requests never throw, and their reader keeps no more than its limit', () => {
    const request = fc.array(
      fc.oneof(
        fc.constantFrom('1:', '100:', 'u:', 'h:', '96:', '98:', 'ff', ':', '\0', '2097248:', '-1:'),
        fc.string({ maxLength: 9 }),
      ),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(request, fc.integer({ min: 1, max: 50 }), (parts, step) => {
        const reader = createFileRequestReader()
        const all = bytes(...parts)
        for (let at = 0; at < all.length; at += step) reader.push(all.subarray(at, at + step))
        reader.idle()
        const answer = reader.end()
        return answer.ok
          ? 'locked' in answer.value || (Number.isSafeInteger(answer.value.offset) && answer.value.offset >= 0)
          : answer.error !== undefined
      }),
      { numRuns: 3_000 },
    )
  })
})
