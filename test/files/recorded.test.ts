/** Folders and files as real programs sent them, received by the real download: whole, in single bytes, and cut. */
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import type { FetchJob } from '../../electron/host/net/fetch-job.ts'
import type { Encoding } from '../../shared/protocol/index.ts'
import { hexBytes, readVectors } from '../protocol/vectors.ts'
import {
  attack,
  bytes,
  fetch,
  jobFor,
  makeSandbox,
  outcomeOf,
  type Peer,
  picture,
  RETURN,
  type Sandbox,
  type Script,
  sends,
  startPeer,
} from './hostile.ts'

const [ADDRESS, PORT] = ['127.0.88.7', 24_255] as const
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

const numbered = z.object({ n: z.number(), from: z.string(), transport: z.string(), hex: hexBytes })
const golden = z.object({ id: z.string(), hex: hexBytes })
const named = z.object({ name: z.string(), from: z.string(), encoding: z.string().optional(), hex: hexBytes })

const of = (file: string, n: number) => readVectors(file, numbered).find((one) => one.n === n)?.hex ?? new Uint8Array(0)
const goldenOf = (id: string) =>
  readVectors('golden.jsonl', golden).find((one) => one.id === id)?.hex ?? new Uint8Array(0)
const iptux = (name: string) => readVectors('iptux.jsonl', named).filter((one) => one.name === name)

/** The 0xC04 bytes that FeiQ 2013 is reported to send first (protocol.md 4.4). */
const preamble = goldenOf('G34').subarray(0, 3_076)

/** Each byte in a write of its own; the kernel may join some of them. */
const singly =
  (stream: Uint8Array): Script =>
  (socket) => {
    let at = 0
    const next = () => {
      if (socket.destroyed) return
      if (at === stream.length) socket.end()
      else socket.write(stream.subarray(at, ++at), () => setImmediate(next))
    }
    next()
  }

/** On a busy machine thousands of single bytes take their time. */
const PATIENT = { times: { idle: 20_000 } }

interface Recording {
  readonly who: string
  readonly stream: Uint8Array
  readonly encoding: Encoding
  /** Path to length, or `folder`. */
  readonly holds: Readonly<Record<string, number | 'folder'>>
}

const lisi = { '一.txt': 10, 子目录: 'folder', '子目录/empty': 0, '子目录/two.bin': 5_000, 空目录: 'folder' } as const
const iptuxTree = { 'one.txt': 4, emptydir: 'folder', sub: 'folder', 'sub/empty': 0, 'sub/二.txt': 8 } as const

const recordings: readonly Recording[] = [
  { who: 'FeiQ 2.4', stream: of('feiq-2.4.jsonl', 51), encoding: 'gb18030', holds: lisi },
  {
    who: 'FeiQ with its preamble',
    stream: bytes(preamble, of('feiq-2.4.jsonl', 51)),
    encoding: 'gb18030',
    holds: lisi,
  },
  {
    who: 'FeiQ as captured with its preamble and odd times',
    stream: bytes(goldenOf('G34'), RETURN),
    encoding: 'gb18030',
    holds: {},
  },
  { who: 'IPMsg 4.11', stream: of('ipmsg-4.11.jsonl', 43), encoding: 'gb18030', holds: lisi },
  {
    who: 'the specification',
    stream: goldenOf('G33'),
    encoding: 'utf-8',
    holds: { 'hello.txt': 5, sub: 'folder', 'sub/empty.bin': 0 },
  },
  ...iptux('dirfiles_from_iptux').map(({ from, encoding, hex }) => ({
    who: `${from} in ${encoding}`,
    stream: hex,
    encoding: encoding === 'gbk' ? ('gb18030' as const) : ('utf-8' as const),
    holds: iptuxTree,
  })),
  ...iptux('two_getdirfiles_data').map(({ from, hex }) => ({
    who: `${from} to another iptux`,
    stream: hex,
    encoding: 'utf-8' as const,
    holds: iptuxTree,
  })),
]

const jobOf = (encoding: Encoding, changes: Partial<FetchJob> = {}) =>
  jobFor(ADDRESS, PORT, sandbox.target, { decodeName: (name) => charset.decode(name, encoding), ...changes })

/** Path to length, or `folder`, of what came. */
async function received(): Promise<Record<string, number | 'folder'>> {
  const found = await picture(join(sandbox.target, 'root'))
  const entries = Object.entries(found).map(async ([path, kind]) =>
    kind === 'folder'
      ? ([path, 'folder'] as const)
      : ([path, (await lstat(join(sandbox.target, 'root', path))).size] as const),
  )
  return Object.fromEntries(await Promise.all(entries))
}

describe.each(recordings)('the folder of $who', ({ stream, encoding, holds }) => {
  test('is received whole', async () => {
    peer.script(sends(stream))
    const { result } = await fetch(jobOf(encoding), PATIENT)
    expect([outcomeOf(result), await received()]).toEqual(['finished', holds])
  })

  test('is received in single bytes', async () => {
    peer.script(singly(stream))
    const { result } = await fetch(jobOf(encoding), PATIENT)
    expect([outcomeOf(result), await received()]).toEqual(['finished', holds])
  })

  test.each([0.1, 0.5, 0.9, 0.999])(
    'is no folder when it is cut after %f of it, and is one when it is sent again',
    async (share) => {
      peer.script(sends(stream.subarray(0, Math.floor(stream.length * share))), sends(stream))
      const cut = await fetch(jobOf(encoding))
      const before = await picture(sandbox.target)
      const again = await fetch(jobOf(encoding, { part: cut.part }))
      expect([outcomeOf(cut.result), 'root' in before, outcomeOf(again.result), await received()]).toEqual([
        'interrupted',
        false,
        'finished',
        holds,
      ])
    },
  )
})

describe.each([
  ['FeiQ 2.4', of('feiq-2.4.jsonl', 49)],
  ['IPMsg 4.11', of('ipmsg-4.11.jsonl', 41)],
  ['iptux', iptux('filedata_from_iptux')[0]?.hex ?? new Uint8Array(0)],
] as const)('the file of %s', (_, stream) => {
  test.each([
    ['whole', sends(stream)],
    ['in single bytes', singly(stream)],
  ])('is received %s', async (__, script) => {
    peer.script(script)
    const { result } = await fetch(jobOf('gb18030', { kind: 'file', name: '文件', size: stream.length }))
    expect([outcomeOf(result), await readFile(join(sandbox.target, '文件'))]).toEqual(['finished', Buffer.from(stream)])
  })

  test('is no file when it is cut', async () => {
    peer.script(sends(stream.subarray(0, 4)))
    expect(await attack(sandbox, jobOf('gb18030', { kind: 'file', name: '文件', size: stream.length }))).toEqual({
      outcome: 'interrupted',
      outside: 'untouched',
      names: [],
    })
  })
})
