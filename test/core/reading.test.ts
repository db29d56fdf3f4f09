import { expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import type { Encoding } from '../../shared/protocol/index.ts'
import { createDesk, type Desk, incoming, person, ZHANG } from './desk.ts'

/** A message of a program that says nothing of its code page, as the engine read it: in GB18030. */
function garbled(receipt: number, text: string, written: Encoding = 'shift_jis') {
  const raw = charset.encode(`1:${receipt}:zhang:ZHANG-PC:288:${text}\0`, written)
  const read = charset.decode(charset.encode(text, written), 'gb18030')
  return incoming(receipt, read, { raw })
}

const texts = (desk: Desk): string[] =>
  desk.store.page({ conversation: ZHANG.id, limit: 200 }).messages.map(({ text }) => text)

const settle = (desk: Desk): void => {
  while (desk.store.rereadings().length > 0) desk.clock.advance(1)
}

test('a garbled message is seen in each code page before one is chosen for it, and can be given back', () => {
  const desk = createDesk()
  desk.apply(person({ version: '1', dialect: 'ipmsg-2' }), garbled(1, 'これはテストです'), garbled(2, 'もう一つ'))
  const seen = desk.call('previewCodePages', { message: '1' })
  desk.call('readMessageAs', { message: '1', as: 'shift_jis' })
  const repaired = [texts(desk)[0], texts(desk)[1] === 'もう一つ']
  desk.call('readMessageAs', { message: '1', as: 'automatic' })
  expect([seen, repaired, texts(desk)[0] === 'これはテストです']).toEqual([
    {
      ok: true,
      value: {
        chosen: 'automatic',
        readings: expect.arrayContaining([{ codePage: 'shift_jis', text: 'これはテストです' }]),
      },
    },
    ['これはテストです', false],
    false,
  ])
})

test('all of a person is read anew in slices, newest first, views hear of it, and the engine reads him so from then on', () => {
  const desk = createDesk()
  const many = Array.from({ length: 130 }, (_, index) => garbled(index + 1, `第${index}号の見積書`))
  desk.apply(person({ version: '1', dialect: 'ipmsg-2' }), ...many)
  desk.changes()
  desk.call('readPersonAs', { peer: ZHANG.id, as: 'shift_jis' })
  settle(desk)
  const shown = desk.changes().flatMap((change) => (change.kind === 'message' ? change.message.id : []))
  // A search ends with its time; it goes on from there.
  let hits = 0
  for (let before: string | undefined; ; ) {
    const found = desk.store.search({ text: '見積書', limit: 200, ...(before !== undefined && { before }) })
    hits += found.messages.length
    before = found.next
    if (before === undefined) break
  }
  const chosen = desk.call('previewCodePages', { message: '1' })
  expect([
    texts(desk)[0],
    [shown[0], shown.length, hits],
    desk.inputs.at(-1),
    desk.messenger.engineState.chosenEncodings,
    chosen,
  ]).toEqual([
    '第0号の見積書',
    ['130', 130, 130],
    { type: 'read-as', peer: ZHANG.id, encoding: 'shift_jis' },
    new Map([[ZHANG.id, 'shift_jis']]),
    expect.objectContaining({ value: expect.objectContaining({ chosen: 'shift_jis' }) }),
  ])
})

test('what was not read anew when the program ended is at the next start; automatic undoes it all', () => {
  const desk = createDesk()
  const many = Array.from({ length: 60 }, (_, index) => garbled(index + 1, `第${index}号`))
  desk.apply(person({ version: '1', dialect: 'ipmsg-2' }), ...many)
  const before = texts(desk)
  desk.call('readPersonAs', { peer: ZHANG.id, as: 'shift_jis' })
  const again = createDesk({ store: desk.store })
  settle(again)
  const read = texts(again)[0]
  again.call('readPersonAs', { peer: ZHANG.id, as: 'automatic' })
  settle(again)
  expect([read, texts(again), again.store.readings().size]).toEqual(['第0号', before, 0])
})

test('UTF-8 that says so, and cipher, are left alone by the code page of their sender', () => {
  const desk = createDesk()
  const flagged = charset.encode('1:1:zhang:ZHANG-PC:8388896:你好\0', 'utf-8')
  const cipher = charset.encode('1:2:zhang:ZHANG-PC:4194592:20002:ab:cd\0', 'utf-8')
  desk.apply(person({}), incoming(1, '你好', { raw: flagged, encoding: 'utf-8' }), incoming(2, '明文', { raw: cipher }))
  desk.call('readPersonAs', { peer: ZHANG.id, as: 'big5' })
  settle(desk)
  expect([texts(desk), desk.call('previewCodePages', { message: '2' })]).toEqual([
    ['你好', '明文'],
    { ok: false, error: { code: 'no-datagram' } },
  ])
})

test('an answer carries the quote on the wire, under the name that others know, and leads to its source', () => {
  const desk = createDesk()
  desk.apply(person({}), incoming(1, '图纸发你了'))
  desk.call('setAlias', { peer: ZHANG.id, alias: '老张' })
  desk.call('setQuoting', { conversation: ZHANG.id, message: '1' })
  desk.call('sendMessage', { peer: ZHANG.id, text: '收到', reply: '1' })
  const sent = desk.store.page({ conversation: ZHANG.id, limit: 1 }).messages[0]
  expect([
    sent?.text,
    desk.inputs.at(-1),
    desk.call('findQuoted', { message: sent?.id }),
    desk.store.conversation(ZHANG.id)?.quoting,
  ]).toEqual([
    '> 张三: 图纸发你了\n收到',
    { type: 'send', message: expect.objectContaining({ text: '> 张三: 图纸发你了\n收到' }) },
    { ok: true, value: { id: '1' } },
    undefined,
  ])
})

test('a quote in a message of others is looked for among those above it, by words and without any', () => {
  const desk = createDesk()
  desk.apply(
    person({}),
    incoming(1, '明天上午十点在三楼会议室开会，请带上图纸'),
    incoming(2, '😀😀'),
    incoming(3, '> 王五: 明天上午十点在三楼会议室…\n好的'),
    incoming(4, '>😀😀a\n笑什么'),
    incoming(5, '> 从来没有人说过的话\n是吗'),
  )
  const found = ['3', '4', '5'].map((message) => desk.call('findQuoted', { message }))
  expect(found).toEqual([
    { ok: true, value: { id: '1' } },
    { ok: true, value: {} },
    { ok: true, value: {} },
  ])
})

test('the details of a message name packet, size, address and program', () => {
  const desk = createDesk()
  const raw = charset.encode('1_iptux 0.9.4:77:zhang:ZHANG-PC:288:hi\0', 'utf-8')
  desk.apply(person({}), incoming(77, 'hi', { raw, from: { address: '192.168.1.7', port: 2425 } }))
  const { id } = desk.send('回答')
  const to = { address: '192.168.1.7', port: 2425 }
  const delivery = { state: 'sent', packetNo: 900, attempts: 1, retryAt: 5, to } as const
  desk.apply({ type: 'message-state', id, delivery })
  const ledger = [{ at: desk.clock.now(), event: 'sent', ...to, retryAt: 5 }]
  expect([desk.call('messageDetails', { id: '1' }), desk.call('messageDetails', { id })]).toEqual([
    {
      ok: true,
      value: {
        packetNo: '77',
        address: '192.168.1.7',
        version: '1_iptux 0.9.4',
        bytes: raw.length,
        client: 'iptux 0.9.4',
        ledger: [],
      },
    },
    { ok: true, value: { packetNo: '900', address: '192.168.1.7', client: '', ledger } },
  ])
})
