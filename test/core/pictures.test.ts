/** Pictures in the core: to whom they go as such, which are fetched by themselves, and when our copies go. */
import { expect, test } from 'vitest'
import type { PeerRecord } from '../../shared/engine/io.ts'
import { encodeShareList, latin1 } from '../../shared/protocol/index.ts'
import { createDesk, type Desk, fileOffer, incoming, openMemoryStore, START, ZHANG } from './desk.ts'

const CLIPBOARD = 0x8000000
const picture = { type: 'png', width: 640, height: 480 } as const

const people: readonly PeerRecord[] = [
  { ...ZHANG, id: 'g:alice', dialect: 'gezi', status: 0x1200000 | CLIPBOARD },
  { ...ZHANG, id: 'g:old', dialect: 'gezi', status: 0x1200000 },
  { ...ZHANG, id: 'u:bob', dialect: 'ipmsg-4', status: 0x1200000 | CLIPBOARD },
  { ...ZHANG, id: 'u:feiq', dialect: 'feiq', status: 0x1200000 | CLIPBOARD },
  { ...ZHANG, id: 'u:iptux', dialect: 'iptux', status: CLIPBOARD },
]

function openDesk(): Desk {
  const desk = createDesk()
  desk.messenger.setNetwork(desk.clock.now(), { state: 'online', address: '0.0.0.0', port: 2425, interfaces: [] })
  for (const peer of people) desk.apply({ type: 'peer-changed', peer })
  desk.files.taken()
  return desk
}

/** How the offer of two pictures is written for each of them. */
function written(desk: Desk, tokens: readonly string[]): readonly string[] {
  desk.call('offerFiles', { peers: people.map(({ id }) => id), tokens, text: 'x' })
  return desk.inputs.flatMap((input) =>
    input.type === 'send'
      ? latin1(encodeShareList(input.message.attachments ?? [], (text) => new TextEncoder().encode(text)))
      : [],
  )
}

test('pictures go as such, with their place in front of the text, to programs that show them, to FeiQ beside the text; as plain files to all others', () => {
  const desk = openDesk()
  const tokens = ['a.png', 'b.png'].map((name) => desk.files.stageFile(name, { size: 0x99, picture }))
  const inline = '0:a.png:99:6553f100:20:8=0:\x071:b.png:99:6553f100:20:8=1:\x07'
  const plain = '0:a.png:99:6553f100:1:\x071:b.png:99:6553f100:1:\x07'
  expect(written(desk, tokens)).toEqual([inline, plain, inline, '', plain])
})

test('IPMsg gets no other type than PNG, and none that it would not fetch', () => {
  const desk = openDesk()
  const tokens = [
    desk.files.stageFile('a.jpg', { size: 0x99, picture: { ...picture, type: 'jpeg' } }),
    desk.files.stageFile('b.png', { size: 0xa00001, picture }),
  ]
  expect(
    written(desk, tokens).map((list) => [...list.matchAll(/:(20|1):/g)].map(([, kind]) => kind).join(' ')),
  ).toEqual(['20 20', '1 1', '1 1', '', '1 1'])
})

const clip = (size: number) =>
  fileOffer({ name: 'clip.png', kind: 'clipboard', attributes: 0x20, size, extended: [{ key: 8, values: ['0'] }] })

test('a picture that comes with a message is fetched into the data folder up to the limit, and no byte more than was said', () => {
  const desk = openDesk()
  desk.call('setSettings', { autoPictures: 1_000 })
  desk.apply(incoming(1, '看', { peer: 'u:bob', attachments: [clip(900), clip(1_001), clip(0)] }))
  const { order } = desk.files
  expect([
    desk.files.taken().filter((call) => call.startsWith('fetch')),
    order('1.0').directory,
    order('1.0').kind,
  ]).toEqual([['fetch 1.0'], '/data/pictures/1', 'file'])
  desk.files.progress('1.0', 901)
  expect(desk.files.taken()).toEqual(['stop 1.0'])
})

test('what came is shown by its header; the copy goes with the message, the received file of the user stays', () => {
  const desk = openDesk()
  desk.apply(incoming(1, '', { peer: 'u:bob', attachments: [clip(900)] }))
  desk.files.end('1.0', { type: 'finished', path: '/data/pictures/1/clip.png', size: 900, picture })
  const shown = desk.store.message('1')?.attachments[0]?.picture
  expect([shown, desk.call('picturesOf', { conversation: 'u:bob', from: '1', side: 'at' })]).toEqual([
    picture,
    { ok: true, value: { pictures: [{ ...picture, message: '1', index: 0, name: 'clip.png', at: START }] } },
  ])
  desk.files.taken()
  desk.call('deleteMessage', { id: '1' })
  expect(desk.files.taken()).toContain('drop picture /data/pictures/1/clip.png')

  desk.apply(incoming(2, '', { peer: 'u:bob', attachments: [fileOffer({ name: 'plan.png' })] }))
  desk.call('acceptTransfers', { ids: ['2.0'] })
  desk.files.end('2.0', { type: 'finished', path: '/downloads/plan.png', size: 1_000_000, picture })
  desk.files.taken()
  desk.call('deleteMessage', { id: '2' })
  expect(desk.files.taken().filter((call) => call.startsWith('drop'))).toEqual([])
})

test('our own copy stays with the message after it was fetched or its time is over, and as long as another message shows it', () => {
  const store = openMemoryStore()
  const desk = createDesk({ store })
  for (const peer of people) desk.apply({ type: 'peer-changed', peer })
  const path = '/data/pictures/own-1/a.png'
  const token = desk.files.stageFile('a.png', { path, picture })
  desk.call('offerFiles', { peers: ['g:alice', 'u:iptux'], tokens: [token] })
  const serve = (type: 'started' | 'sent') =>
    desk.messenger.transfers.served(
      desk.clock.now(),
      type === 'started' ? { id: '1.0', type, from: 0 } : { id: '1.0', type },
    )
  serve('started')
  serve('sent')
  desk.clock.advance(31 * 86_400_000)
  expect([desk.messenger.transfers.find('2.0')?.path, store.needsPicture(path)]).toEqual([path, true])
  desk.files.taken()
  desk.call('deleteMessage', { id: '1' })
  const first = desk.files.taken()
  desk.call('deleteMessage', { id: '2' })
  const drops = (calls: readonly string[]) => calls.filter((call) => call.startsWith('drop'))
  expect([drops(first), drops(desk.files.taken())]).toEqual([[], [`drop picture ${path}`]])
})
