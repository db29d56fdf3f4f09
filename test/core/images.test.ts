/** Pictures in FeiQ's way and the texts that name them, which come in any order or not at all. */
import { expect, test } from 'vitest'
import type { ImageOrder } from '../../shared/core/file-port.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import { createDesk, type Desk, incoming, openMemoryStore, person, ZHANG } from './desk.ts'

const MINUTE = 60_000
const PICTURE = { type: 'png', width: 3, height: 2 } as const

function withFeiq(options: Parameters<typeof createDesk>[0] = {}): Desk {
  const desk = createDesk(options)
  desk.apply(person({}))
  desk.messenger.setNetwork(desk.clock.now(), { state: 'online', address: '0.0.0.0', port: 2425, interfaces: [] })
  desk.inputs.splice(0)
  desk.files.taken()
  return desk
}

const order = (receipt: number, imageId: string): ImageOrder => ({
  receipt,
  peer: ZHANG.id,
  imageId,
  bytes: new Uint8Array(4),
})

/** All of its chunks came, and the host has put it on the disk. */
function comes(desk: Desk, receipt: number, imageId: string): void {
  desk.apply({ type: 'image-received', ...order(receipt, imageId) })
  const path = `/data/pictures/${imageId}.png`
  desk.messenger.transfers.image(desk.clock.now(), {
    ...{ type: 'kept', order: order(receipt, imageId), path, size: 1_000, picture: PICTURE },
  })
}

const names = (desk: Desk, receipt: number, text: string, ...images: string[]) =>
  desk.apply(
    incoming(receipt, text, {
      images: images.map((id) => ({ id, place: 0 })),
      packetNo: String(receipt),
      repeatKey: `${receipt}`,
    }),
  )

const chat = (desk: Desk) =>
  desk.store
    .page({ conversation: ZHANG.id, limit: 100 })
    .messages.map(({ id, text, attachments }) => [
      text,
      ...desk.store.transfersOf([id]).map(({ imageId, state, reason, path }) => [imageId, state, path ?? reason]),
      attachments.length,
    ])

const acknowledged = (desk: Desk): number[] =>
  desk.inputs.flatMap((input: Input) => (input.type === 'image-stored' ? input.receipt : []))

test('a picture belongs to the text that names it, whichever came first; it is acknowledged when it is stored', () => {
  const desk = withFeiq()
  names(desk, 1, 'first', 'aa000001')
  expect(chat(desk)).toEqual([['first', ['aa000001', 'queued', undefined], 1]])
  desk.apply({ type: 'image-received', ...order(7, 'aa000001') })
  expect([desk.files.taken(), acknowledged(desk)]).toEqual([['keep aa000001'], []])
  comes(desk, 7, 'aa000001')
  comes(desk, 8, 'aa000002')
  expect(acknowledged(desk)).toEqual([7, 8])
  names(desk, 2, 'second', 'aa000002')
  // A face that came an hour ago is not sent again.
  names(desk, 3, 'third', 'aa000002')
  expect(chat(desk)).toEqual([
    ['first', ['aa000001', 'done', '/data/pictures/aa000001.png'], 1],
    ['second', ['aa000002', 'done', '/data/pictures/aa000002.png'], 1],
    ['third', ['aa000002', 'done', '/data/pictures/aa000002.png'], 1],
  ])
  expect(desk.store.earlyPictures()).toEqual([])
})

test('how far it is shows while it comes, and a slow one is not given up', () => {
  const desk = withFeiq()
  names(desk, 1, 'slow', 'aa000001')
  const transfer = () => {
    const [record] = desk.messenger.snapshot().transfers
    return [record?.state, record?.done, record?.size]
  }
  for (let part = 1; part <= 4; part++) {
    desk.clock.advance(40_000)
    desk.apply({ type: 'image-coming', peer: ZHANG.id, imageId: 'aa000001', done: part * 1_000, size: 5_000 })
  }
  expect(transfer()).toEqual(['running', 4_000, 5_000])
  desk.clock.advance(61_000)
  expect(transfer()[0]).toBe('failed')
})

test('a picture that never comes is said to be missing, and is there after all when it comes late', () => {
  const desk = withFeiq()
  names(desk, 1, 'never', 'aa000001')
  names(desk, 2, 'half', 'aa000002')
  desk.apply({ type: 'image-lost', peer: ZHANG.id, imageId: 'aa000002' })
  desk.clock.advance(MINUTE + 1_000)
  expect(chat(desk).map(([, transfer]) => transfer)).toEqual([
    ['aa000001', 'failed', 'no-answer'],
    ['aa000002', 'failed', 'interrupted'],
  ])
  expect(desk.call('retryTransfers', {})).toMatchObject({ value: { changed: [] } })
  comes(desk, 7, 'aa000001')
  expect(chat(desk)[0]?.[1]).toEqual(['aa000001', 'done', '/data/pictures/aa000001.png'])
})

test('a picture that no text names becomes a message of its own, after a restart too', () => {
  const store = openMemoryStore()
  const desk = withFeiq({ store })
  comes(desk, 7, 'aa000001')
  desk.clock.advance(MINUTE + 1_000)
  expect(chat(desk)).toEqual([['', ['aa000001', 'done', '/data/pictures/aa000001.png'], 1]])
  comes(desk, 8, 'aa000002')
  const next = withFeiq({ store })
  next.clock.advance(3 * MINUTE)
  expect(chat(next).map(([, transfer]) => transfer)).toEqual([
    ['aa000001', 'done', '/data/pictures/aa000001.png'],
    ['aa000002', 'done', '/data/pictures/aa000002.png'],
  ])
})

test('what is no picture is acknowledged and said; what the disk refuses is neither, and comes again', () => {
  const desk = withFeiq()
  names(desk, 1, 'a bomb', 'aa000001')
  const { transfers } = desk.messenger
  transfers.image(desk.clock.now(), { type: 'unusable', order: order(7, 'aa000001'), reason: 'too-large' })
  transfers.image(desk.clock.now(), { type: 'unusable', order: order(8, 'aa000002'), reason: 'disk-full' })
  expect([acknowledged(desk), chat(desk)[0]?.[1]]).toEqual([[7], ['aa000001', 'failed', 'too-large']])
})

test('a flood of pictures without a text takes the room of eight', () => {
  const desk = withFeiq()
  for (let one = 0; one < 50; one++) comes(desk, one, `aa0001${one.toString(16).padStart(2, '0')}`)
  expect([acknowledged(desk).length, desk.store.earlyPictures().length]).toEqual([8, 8])
  expect(desk.files.taken().filter((call) => call.startsWith('drop picture')).length).toBe(42)
})

test('ours leave when the text is there, one after the other; one that nobody takes is tried again on demand', () => {
  const desk = withFeiq()
  const token = (name: string) =>
    desk.files.stageFile(name, { picture: PICTURE, size: 1_000, path: `/data/pictures/own-1/${name}` })
  desk.call('offerFiles', { peers: [ZHANG.id], tokens: [token('a.png'), token('b.png')], text: 'look' })
  const [sent] = desk.inputs.flatMap((input) => (input.type === 'send' ? input.message : []))
  const { id = '', images = [] } = sent ?? {}
  expect([sent?.attachments, images.length, images[0]?.kind]).toEqual([undefined, 2, 'bitmap'])
  expect(desk.store.outbox()[0]).toMatchObject({ text: 'look', attachments: [], images })
  desk.files.taken()
  desk.apply({ type: 'message-state', id, delivery: { state: 'delivered', at: desk.clock.now() } })
  expect(desk.files.taken()).toEqual([`read ${id}.0 /data/pictures/own-1/a.png`])
  desk.messenger.transfers.image(desk.clock.now(), { type: 'read', transfer: `${id}.0`, bytes: new Uint8Array(1_000) })
  expect(desk.inputs.at(-1)).toMatchObject({ type: 'image', image: { imageId: images[0]?.id, form: 'file' } })
  desk.apply({ type: 'image-progress', transfer: `${id}.0`, done: 512 })
  desk.apply({ type: 'image-sent', transfer: `${id}.0` })
  expect(desk.files.taken()).toEqual([`read ${id}.1 /data/pictures/own-1/b.png`])
  desk.apply({ type: 'image-unsent', transfer: `${id}.1`, reason: 'no-answer' })
  const states = () => desk.store.transfersOf([id]).map(({ state, reason }) => reason ?? state)
  expect(states()).toEqual(['done', 'no-answer'])
  expect(desk.call('pauseTransfers', { ids: [`${id}.1`] })).toMatchObject({ value: { changed: [] } })
  desk.call('retryTransfers', { ids: [`${id}.1`] })
  expect(desk.files.taken()).toEqual([`read ${id}.1 /data/pictures/own-1/b.png`])
  desk.call('cancelTransfers', { ids: [`${id}.1`] })
  expect([desk.inputs.at(-1), states()]).toEqual([{ type: 'cancel-image', transfer: `${id}.1` }, ['done', 'cancelled']])
})
