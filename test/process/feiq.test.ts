/** A running host and a FeiQ by script that speaks over real sockets: what is on the wire, and what is in the store. */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { type Feiq, FONT, groupBlock, startFeiq } from './feiq.ts'
import { feiqPeer } from './feiq-peer.ts'
import {
  cli,
  control,
  endAll,
  eventually,
  history,
  loopback,
  peerAt,
  startHost,
  temporaryFolder,
  unwrap,
} from './gezi.ts'

const HOST = loopback(1, 1)
const FEIQ = loopback(1, 2)
/** Only a failing run waits that long. */
const PATIENCE = 30_000

let data: string
let client: Client
let feiq: Feiq
let peer: Peer

beforeAll(async () => {
  data = await temporaryFolder()
  await startHost({ data, name: '鸽子', bind: HOST, peers: [FEIQ] })
  client = await control(data)
  feiq = await startFeiq({ address: FEIQ, host: HOST, loss: 20 })
  feiq.hello()
  peer = await peerAt(client, FEIQ, PATIENCE)
})

afterAll(async () => {
  feiq?.close()
  client?.close()
  await endAll()
})

const messages = (): Promise<readonly Message[]> => history(client, peer.id)
/** The newest messages, as soon as they are as they should be. */
const chat = (done: (all: readonly Message[]) => boolean): Promise<readonly Message[]> =>
  eventually(messages, done, PATIENCE)
const hash = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && createHash('sha256').update(bytes).digest('hex')

/** 24 bits a dot, rows from the bottom (protocol.md 7.6). */
function bitmap(width: number, height: number): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4
  const head = Buffer.alloc(40)
  head.writeUInt32LE(40, 0)
  head.writeInt32LE(width, 4)
  head.writeInt32LE(height, 8)
  head.writeUInt16LE(1, 12)
  head.writeUInt16LE(24, 14)
  const rows = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width * 3; x++) rows[y * stride + x] = (x * 5 + y * (x % 17)) & 0xff
  head.writeUInt32LE(rows.length, 20)
  return Buffer.concat([head, rows])
}

/** The same dots in a PNG. */
const dotsOf = (png: Uint8Array): string | undefined => hash(feiqPeer('png', png))

test('it is listed with its program and its name, and is greeted', async () => {
  expect([peer.name, peer.client]).toEqual(['张三', 'FeiQ 2013'])
  await expect.poll(() => feiq.heard.some(({ word }) => (word & 0xff) === 0x03), { timeout: PATIENCE }).toBe(true)
})

test('a text comes without its font block, its faces as they are; ours is acknowledged', async () => {
  const number = feiq.text('你好/:)')
  const all = await chat((found) => found.some(({ text }) => text.startsWith('你好')))
  expect(all.at(-1)).toMatchObject({ direction: 'in', text: expect.stringMatching(/^你好/), encoding: 'gb18030' })
  await expect
    .poll(() => feiq.words(0x21).some(({ body }) => body.toString('latin1').startsWith(String(number))), {
      timeout: PATIENCE,
    })
    .toBe(true)
  expect((await cli(data, 'send', '张三', '收到', '--wait', '10')).code).toBe(0)
  expect(feiq.texts()).toContain('收到')
})

test('a picture before its text and one after it, a fifth of the packets lost, are in the chat dot for dot', async () => {
  const dib = bitmap(300, 200)
  const container = Buffer.from(feiqPeer('encode', dib))
  expect(await feiq.picture('0000a001', container)).toBeGreaterThan(Math.ceil(container.length / 512))
  feiq.text('先/~#>0000a001<B~看')
  feiq.text('后/~#>0000a002<B~')
  await feiq.picture('0000a002', container)
  const isWhole = (text: string) => (found: readonly Message[]) =>
    found.some((message) => message.text === text && message.attachments[0]?.picture !== undefined)
  const all = await chat((found) => isWhole('先看')(found) && isWhole('后')(found))
  const shown = all.filter(({ text }) => text === '先看' || text === '后')
  expect(shown.map(({ attachments }) => attachments.map(({ kind, picture }) => [kind, picture]))).toEqual(
    Array.from({ length: 2 }, () => [['image', { type: 'png', width: 300, height: 200 }]]),
  )
  const paths = unwrap(await client.call('transferPaths', { ids: shown.map(({ id }) => `${id}.0`) })).paths
  const dots = await Promise.all(paths.map(async ({ path }) => dotsOf(await readFile(path))))
  expect(dots).toEqual([hash(dib), hash(dib)])
})

test('a picture of ours goes as marked chunks, again and again until the last is there; the command line says when', async () => {
  const bytes = png(400, 120)
  const path = join(data, '图.png')
  await writeFile(path, bytes)
  const sent = await cli(data, 'send-image', '张三', path, '--text', '请看', '--wait', '--json')
  expect([sent.code, sent.stderr, JSON.parse(sent.stdout || '[]')]).toMatchObject([
    0,
    '',
    [{ state: 'done', kind: 'image' }],
  ])
  const marked = feiq.texts().at(-1) ?? ''
  const id = /^\/~#>([0-9a-f]{8})<B~请看$/.exec(marked)?.[1] ?? expect.unreachable(marked)
  expect(hash(feiq.received(id))).toBe(hash(bytes))
  // No file is offered beside it.
  expect(feiq.heard.filter(({ word }) => (word & 0xff) === 0x20).every(({ word }) => (word & 0x200000) === 0)).toBe(
    true,
  )
})

test('typing, shakes and an open chat: each is answered as FeiQ expects it, and a shake of ours has its answer', async () => {
  feiq.send(0x77, Buffer.from('0\0'))
  feiq.send(0xd3, Buffer.alloc(1))
  feiq.send(0xd1, Buffer.alloc(1))
  for (const word of [0x78, 0x7a, 0xd2]) await expect.poll(() => feiq.words(word).length, { timeout: PATIENCE }).toBe(1)
  const shakes = async () => (await messages()).flatMap(({ shake, direction }) => (shake === true ? direction : []))
  await expect.poll(shakes, { timeout: PATIENCE }).toContain('in')
  unwrap(await client.call('shake', { peer: peer.id }))
  await expect.poll(() => feiq.words(0xd1).length, { timeout: PATIENCE }).toBe(1)
  feiq.send(0xd2, Buffer.alloc(1))
  const all = await chat((found) => found.some(({ shake, direction }) => shake === true && direction === 'out'))
  expect(all.filter(({ shake }) => shake === true).map(({ direction }) => direction)).toEqual(['in', 'out'])
  unwrap(await client.call('setTyping', { peer: peer.id, typing: true }))
  await expect.poll(() => feiq.words(0x79).length, { timeout: PATIENCE }).toBeGreaterThan(0)
})

test('what it seals or locks stays covered until it is opened, and it is told; it tells of ours', async () => {
  const covered = (locked: boolean) => (all: readonly Message[]) =>
    all.at(-1)?.sealed === true && all.at(-1)?.locked === locked
  const number = feiq.send(0x100320, iconv.encode(`只有你能看${FONT}\0\0`, 'gbk'))
  const sealed = (await chat(covered(false))).at(-1)
  expect(sealed).toMatchObject({ text: '', sealed: true })
  expect(JSON.parse((await cli(data, 'open', sealed?.id ?? '', '--json')).stdout)).toMatchObject({
    ...{ text: '只有你能看', kind: 'sealed', opened: true },
  })
  const notices = () => feiq.heard.filter(({ word }) => (word & 0xff) === 0x30)
  await expect
    .poll(() => notices().map(({ body }) => body.toString('latin1')), { timeout: PATIENCE })
    .toContain(`${number}\0`)
  feiq.send(0x32, Buffer.from(`${notices().at(-1)?.number}\0`))

  feiq.send(0x108320, iconv.encode(`锁着${FONT}\0\0`, 'gbk'))
  const locked = (await chat(covered(true))).at(-1)
  const opened = await cli(data, 'open', locked?.id ?? '', '--json')
  expect(JSON.parse(opened.stdout)).toMatchObject({ text: '锁着', kind: 'locked' })

  expect((await cli(data, 'send', '张三', '薪水', '--sealed', '--wait', '10')).code).toBe(0)
  const ours = feiq.heard.findLast(({ word }) => (word & 0x1000ff) === 0x100020)
  expect((ours?.word ?? 0) & 0x200).toBe(0x200)
  feiq.send(0x30, Buffer.from(`${ours?.number}\0`))
  expect((await chat((all) => all.at(-1)?.state === 'opened')).at(-1)).toMatchObject({ text: '薪水', state: 'opened' })
})

test('away, it is answered by itself in its own words; back, no more', async () => {
  unwrap(await client.call('setAbsence', { text: '开会' }))
  await expect.poll(() => feiq.heard.some(({ word }) => (word & 0x1ff) === 0x104), { timeout: PATIENCE }).toBe(true)
  feiq.text('在吗')
  await expect.poll(() => feiq.texts().at(-1), { timeout: PATIENCE }).toBe('开会')
  expect(feiq.words(0x2020).length).toBe(1)
  unwrap(await client.call('setAbsence', {}))
})

test('a group: invited, joined, read and written by multicast, others invited, left', async () => {
  const GROUP = '3b199b07'
  const groups = async () => JSON.parse((await cli(data, 'groups', '--json')).stdout)
  feiq.group(0x2000c5, `${GROUP}|#`, { to: HOST, tail: groupBlock(GROUP, '研发部', '周五聚餐') })
  const [invited] = await eventually(groups, (all) => all.length === 1, PATIENCE)
  expect(invited).toEqual({
    group: GROUP,
    name: '研发部',
    introduction: '',
    notice: '周五聚餐',
    state: 'invited',
    members: 0,
  })
  feiq.group(0x400023, `QUNMSGMARK#${GROUP}#psst`)
  expect((await cli(data, 'group-join', GROUP)).code).toBe(0)
  const said = () => feiq.lines().map(({ word, plaintext, tail }) => [word, plaintext, tail.length])
  await expect.poll(said, { timeout: PATIENCE }).toEqual([
    [0xcb, 'QUNMSGMARK#', 1],
    [0xc6, `QUNMSGMARK#${GROUP}#`, 1],
    [0x2000c9, `QUNMSGMARK#${GROUP}#`, 617],
  ])
  feiq.group(0x400023, `QUNMSGMARK#${GROUP}_24901708#大家好/:bomb{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 宋体 0;}`)
  const lines = () => history(client, `group:${GROUP}`)
  const spoken = async () => (await lines()).filter(({ system }) => system === undefined)
  const [line] = await eventually(spoken, (all) => all.length === 1, PATIENCE)
  expect(line).toMatchObject({ direction: 'in', text: '大家好/:bomb', sender: { peer: peer.id, name: '张三' } })
  expect((await cli(data, 'group-send', '研发部', '收到')).code).toBe(0)
  await expect.poll(() => said().at(-1), { timeout: PATIENCE }).toEqual([0x400023, `QUNMSGMARK#${GROUP}#收到`, 1])
  expect((await spoken()).at(-1)).toMatchObject({ direction: 'out', text: '收到', state: 'sent' })
  expect((await cli(data, 'group-invite', GROUP, '张三')).code).toBe(0)
  await expect.poll(() => said().at(-1), { timeout: PATIENCE }).toEqual([0x2000c5, `${GROUP}|#`, 617])
  feiq.group(0x2000c9, `QUNMSGMARK#${GROUP}#`, { tail: groupBlock(GROUP, '研发一部') })
  expect(await eventually(groups, ([one]) => one.name !== '研发部', PATIENCE)).toMatchObject([
    { name: '研发一部', members: 1 },
  ])
  unwrap(await client.call('groupLeave', { group: GROUP }))
  feiq.group(0x400023, `QUNMSGMARK#${GROUP}#still there?`)
  feiq.text('the end')
  await expect.poll(async () => (await messages()).map(({ text }) => text), { timeout: PATIENCE }).toContain('the end')
  expect((await spoken()).length).toBe(2)
  const told = JSON.parse((await cli(data, 'history', GROUP, '--json')).stdout)
  expect(told.map(({ kind, event, from, text }: Record<string, string>) => [kind, event, from, text])).toEqual([
    ['system', 'invited', '张三', ''],
    ['system', 'joined', '鸽子', ''],
    ['text', undefined, '张三', '大家好/:bomb'],
    ['text', undefined, '鸽子', '收到'],
    ['system', 'renamed', '鸽子', '研发一部'],
    ['system', 'left', '鸽子', ''],
  ])
})

/** A PNG of noise, so that it takes many chunks. */
function png(width: number, height: number): Buffer {
  const chunk = (kind: string, body: Buffer): Buffer => {
    const whole = Buffer.concat([Buffer.from(kind), body])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(whole))
    return Buffer.concat([length, whole, check])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  const rows = Buffer.concat(
    Array.from({ length: height }, () => Buffer.concat([Buffer.alloc(1), randomBytes(width * 3)])),
  )
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([mark, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}
