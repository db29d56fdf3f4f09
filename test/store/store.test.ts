import { expect, test } from 'vitest'
import type { Store } from '../../shared/core/ports.ts'
import { Conversation } from '../../shared/model/conversation.ts'
import { Message } from '../../shared/model/message.ts'
import { open, temporaryDatabase } from './folder.ts'
import { incoming, peerRecord, START } from './samples.ts'

const memory = (): Store => open().store

/** Adds incoming messages with these texts; their ids. */
const receive = (store: Store, peer: string, ...texts: readonly string[]): string[] =>
  texts.map((text, index) => {
    const message = store.addIncoming(incoming({ peer, text, packetNo: `${peer}-${text}-${index}` }))
    if (message === undefined) throw new Error('taken for a repeat')
    return message.id
  })

const textsOf = (messages: readonly Message[]): string[] => messages.map(({ text }) => text)

test('an incoming message makes its chat, which shows it as unread', () => {
  const store = memory()
  const message = store.addIncoming(
    incoming({
      text: '看附件',
      sealed: true,
      automatic: true,
      attachments: [
        {
          id: 7,
          name: '../报告:终稿.doc',
          size: 27_648,
          modified: 1_780_000_000,
          kind: 'file',
          attributes: 0x101,
          extended: [{ key: 0x14, values: ['6a23b4c0'] }],
        },
        { id: 8, name: 'clip.png', size: 5, modified: 0, kind: 'clipboard', attributes: 0x20, extended: [] },
      ],
    }),
  )
  const expected: Message = {
    id: '1',
    conversation: 'chen',
    direction: 'in',
    // In its envelope.
    text: '',
    at: START,
    state: 'received',
    attempts: 0,
    encoding: 'utf-8',
    sealed: true,
    locked: false,
    broadcast: false,
    automatic: true,
    attachments: [
      { index: 0, kind: 'file', name: '.._报告_终稿.doc', size: 27_648 },
      { index: 1, kind: 'image', name: 'clip.png', size: 5 },
    ],
  }
  expect([message, store.message('1'), store.conversations()]).toEqual([
    expected,
    expected,
    [{ id: 'chen', peer: 'chen', last: expected, unread: 1, readUpTo: '0', draft: '', pinned: false }],
  ])
})

test('what the store gives has the shape that the contract promises', () => {
  const store = memory()
  const { id } = store.addOutgoing({ peer: 'chen', text: '好', at: START })
  store.setDelivery(id, { state: 'sent', packetNo: 5, attempts: 1, retryAt: START + 2_000 }, START + 1)
  expect(Message.strict().parse(store.message(id))).toEqual(store.message(id))
  expect(Conversation.strict().parse(store.conversation('chen'))).toEqual(store.conversation('chen'))
})

test('a repeat is the same peer and key since the given time, and only that', () => {
  const store = memory()
  const first = incoming({ repeatKey: 'k', receivedAt: START })
  const results = [
    store.addIncoming(first),
    store.addIncoming({ ...first, receivedAt: START + 9, repeatSince: START }),
    store.addIncoming({ ...first, receivedAt: START + 9, repeatSince: START + 1 }),
    store.addIncoming({ ...first, peer: 'wang', repeatSince: START }),
    store.addIncoming({ ...first, repeatKey: 'other', repeatSince: START }),
  ]
  expect(results.map((message) => message?.id)).toEqual(['1', undefined, '2', '3', '4'])
  expect(store.conversation('chen')?.unread).toBe(3)
})

test('an outgoing message goes from queued to opened and keeps each time', () => {
  const store = memory()
  const { id } = store.addOutgoing({ peer: 'chen', text: '到了吗', at: START })
  const base = store.message(id)
  store.setDelivery(id, { state: 'queued', reason: 'peer-offline' }, START + 1)
  const queued = store.message(id)
  store.setDelivery(id, { state: 'sent', packetNo: 77, attempts: 1, retryAt: START + 20 }, START + 2)
  const sent = store.setDelivery(id, { state: 'sent', packetNo: 77, attempts: 2, retryAt: START + 40 }, START + 3)
  const delivered = store.setDelivery(id, { state: 'delivered', at: START + 4 }, START + 4)
  const opened = store.setDelivery(id, { state: 'opened', at: START + 5 }, START + 5)
  expect([base, queued, sent, delivered, opened]).toEqual([
    { ...base, state: 'queued', attempts: 0 },
    { ...base, state: 'queued', reason: 'peer-offline' },
    { ...base, state: 'sent', attempts: 2, retryAt: START + 40, sentAt: START + 2 },
    { ...base, state: 'delivered', attempts: 2, sentAt: START + 2, deliveredAt: START + 4 },
    { ...base, state: 'opened', attempts: 2, sentAt: START + 2, deliveredAt: START + 4, openedAt: START + 5 },
  ])
})

test('a delivered message never goes back, an opened one never changes', () => {
  const store = memory()
  const late = [
    { state: 'queued', reason: 'peer-offline' },
    { state: 'sent', packetNo: 9, attempts: 9, retryAt: START },
    { state: 'failed', reason: 'expired', attempts: 9 },
    { state: 'delivered', at: START + 99 },
  ] as const
  const { id } = store.addOutgoing({ peer: 'chen', text: '一', at: START })
  const delivered = store.setDelivery(id, { state: 'delivered', at: START + 4 }, START + 4)
  expect(late.map((delivery) => store.setDelivery(id, delivery, START + 50))).toEqual(late.map(() => delivered))
  const opened = store.setDelivery(id, { state: 'opened', at: START + 6 }, START + 6)
  expect(late.map((delivery) => store.setDelivery(id, delivery, START + 50))).toEqual(late.map(() => opened))
})

test('a message that expired and is answered after all is delivered', () => {
  const store = memory()
  const { id } = store.addOutgoing({ peer: 'chen', text: '一', at: START })
  store.setDelivery(id, { state: 'failed', reason: 'expired', attempts: 5 }, START)
  expect(store.setDelivery(id, { state: 'opened', at: START + 1 }, START + 1)).toMatchObject({
    state: 'opened',
    attempts: 5,
    deliveredAt: START + 1,
    openedAt: START + 1,
  })
})

test('the delivery of a received or deleted message changes nothing', () => {
  const store = memory()
  const [id = ''] = receive(store, 'chen', '一')
  const before = store.message(id)
  expect(store.setDelivery(id, { state: 'delivered', at: START }, START)).toEqual(before)
  expect(store.setDelivery('99', { state: 'delivered', at: START }, START)).toBeUndefined()
  expect(store.setDelivery('no number', { state: 'delivered', at: START }, START)).toBeUndefined()
})

test('the outbox holds what is not finished, oldest first, with what a restart needs', () => {
  const store = memory()
  receive(store, 'chen', '收到的')
  const send = (text: string): string => store.addOutgoing({ peer: 'chen', text, at: START }).id
  const waiting = send('waiting')
  const sent = send('sent')
  store.setDelivery(sent, { state: 'sent', packetNo: 2_000_000_001, attempts: 3, retryAt: START }, START)
  store.setDelivery(send('delivered'), { state: 'delivered', at: START }, START)
  const unanswered = send('unanswered')
  store.setDelivery(unanswered, { state: 'sent', packetNo: 2_000_000_002, attempts: 5, retryAt: START }, START)
  store.setDelivery(unanswered, { state: 'failed', reason: 'no-answer', attempts: 6 }, START)
  for (const reason of ['too-long', 'expired', 'cancelled'] as const) {
    store.setDelivery(send(reason), { state: 'failed', reason, attempts: 1 }, START)
  }
  const common = { peer: 'chen', queuedAt: START }
  expect(store.outbox()).toEqual([
    { ...common, id: waiting, text: 'waiting', packetNo: undefined, attempts: 0 },
    { ...common, id: sent, text: 'sent', packetNo: 2_000_000_001, attempts: 3 },
    { ...common, id: unanswered, text: 'unanswered', packetNo: 2_000_000_002, attempts: 6 },
  ])
})

test('reading is monotone, exact, and never reaches messages that have not come yet', () => {
  const store = memory()
  const [one = '', two = ''] = receive(store, 'chen', '一', '二', '三')
  receive(store, 'wang', '别人')
  store.addOutgoing({ peer: 'chen', text: '我', at: START })
  const state = (upTo: string): unknown => {
    const conversation = store.markRead('chen', upTo)
    return [conversation?.readUpTo, conversation?.unread]
  }
  expect([state(two), state(one), state('0'), state('999999999999999')]).toEqual([
    [two, 1],
    [two, 1],
    [two, 1],
    ['5', 0],
  ])
  receive(store, 'chen', '四')
  expect([store.conversation('chen')?.unread, store.conversation('wang')?.unread]).toEqual([1, 1])
  expect(store.markRead('nobody', '1')).toBeUndefined()
})

test('deleting updates last message and unread, and takes the text out of the search', () => {
  const store = memory()
  const [one = '', two = ''] = receive(store, 'chen', '第一', '第二')
  expect(store.deleteMessage(two)?.text).toBe('第二')
  expect([store.conversation('chen')?.last?.id, store.conversation('chen')?.unread]).toEqual([one, 1])
  expect(textsOf(store.search({ text: '第', limit: 9 }).messages)).toEqual(['第一'])
  store.deleteMessage(one)
  expect(store.conversation('chen')).toEqual({
    id: 'chen',
    peer: 'chen',
    unread: 0,
    readUpTo: '0',
    draft: '',
    pinned: false,
  })
  expect([store.deleteMessage(one), store.message(one)]).toEqual([undefined, undefined])
})

test('the id of a deleted message is never given again, not even after a restart', () => {
  const path = temporaryDatabase()
  const first = open(path).store
  const [, newest = ''] = receive(first, 'chen', '一', '二')
  first.deleteMessage(newest)
  first.close()
  expect(receive(open(path).store, 'chen', '三')).toEqual(['3'])
})

test('a page is cut before, after or around a message, oldest first, and says what lies beyond', () => {
  const store = memory()
  const numbers = Array.from({ length: 10 }, (_, index) => String(index + 1))
  for (const number of numbers) {
    receive(store, 'chen', number)
    receive(store, 'wang', `w${number}`)
  }
  const idOf = (text: string): string => String(Number(text) * 2 - 1)
  const page = (cursor: object, limit = 3): unknown => {
    const { messages, hasBefore, hasAfter } = store.page({ conversation: 'chen', limit, ...cursor })
    return [textsOf(messages).join(' '), hasBefore, hasAfter]
  }
  expect({
    newest: page({}),
    before: page({ before: idOf('4') }),
    beforeAll: page({ before: idOf('1') }),
    beforeEnd: page({ before: '999' }),
    after: page({ after: idOf('7') }),
    afterMiddle: page({ after: idOf('4') }),
    afterLast: page({ after: idOf('10') }),
    around: page({ around: idOf('5') }),
    aroundFirst: page({ around: idOf('1') }),
    aroundLast: page({ around: idOf('10') }),
    aroundGone: page({ around: String(Number(idOf('5')) + 1) }),
    whole: page({}, 10),
    otherCursor: page({ before: 'x' }),
    nobody: page({ conversation: 'nobody' }),
  }).toEqual({
    newest: ['8 9 10', true, false],
    before: ['1 2 3', false, true],
    beforeAll: ['', false, true],
    beforeEnd: ['8 9 10', true, false],
    after: ['8 9 10', true, false],
    afterMiddle: ['5 6 7', true, true],
    afterLast: ['', true, false],
    around: ['4 5 6', true, true],
    aroundFirst: ['1 2 3', false, true],
    aroundLast: ['8 9 10', true, false],
    aroundGone: ['5 6 7', true, true],
    whole: ['1 2 3 4 5 6 7 8 9 10', false, false],
    otherCursor: ['', false, true],
    nobody: ['', false, false],
  })
})

test('a chat can be opened before the first message, keeps a draft and a pin', () => {
  const store = memory()
  const empty = { id: 'chen', peer: 'chen', unread: 0, readUpTo: '0', draft: '', pinned: false }
  expect([store.openConversation('chen'), store.openConversation('chen'), store.conversations()]).toEqual([
    empty,
    empty,
    [empty],
  ])
  store.setDraft('chen', '写到一半')
  expect(store.setPinned('chen', true)).toEqual({ ...empty, draft: '写到一半', pinned: true })
  expect([store.setDraft('nobody', 'x'), store.setPinned('nobody', true), store.conversation('nobody')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('a chat is muted until a moment and heard again, and stays muted when the same person turns out to have two', () => {
  const store = memory()
  store.openConversation('old')
  store.openConversation('new')
  expect([store.setMuted('old', 5_000)?.mutedUntil, store.setMuted('nobody', 1)]).toEqual([5_000, undefined])
  store.mergePeers('old', 'new')
  expect(store.conversation('new')?.mutedUntil).toBe(5_000)
  expect(store.setMuted('new', undefined)).not.toHaveProperty('mutedUntil')
})

test('peers, aliases, settings and values come back as they were saved, after a restart too', () => {
  const path = temporaryDatabase()
  const first = open(path).store
  const chen = peerRecord({ presence: 'away', epoch: 3, capabilities: [] })
  const wang = peerRecord({ id: 'wang', endpoint: { address: '10.0.0.9', port: 3000 } })
  first.savePeer(peerRecord())
  first.savePeer(wang)
  first.savePeer(chen)
  first.saveAlias('chen', '老陈')
  first.saveAlias('wang', '小王')
  first.saveAlias('wang', '')
  first.saveSettings({ name: '甲', peers: ['10.0.0.1'], ofNewerVersion: { a: [1] } })
  first.saveSettings({ name: '乙', absent: undefined })
  first.saveValue('packet-number', '123')
  first.saveValue('packet-number', '456')
  first.close()
  const { store } = open(path)
  expect({
    peers: store.peers(),
    aliases: store.aliases(),
    settings: store.settings(),
    value: [store.value('packet-number'), store.value('none')],
  }).toEqual({
    peers: [chen, wang],
    aliases: new Map([['chen', '老陈']]),
    settings: { name: '乙', peers: ['10.0.0.1'], ofNewerVersion: { a: [1] } },
    value: ['456', undefined],
  })
})

test('a transaction is kept whole or not at all, nested calls with it', () => {
  const store = memory()
  const failing = (): void =>
    store.transaction(() => {
      receive(store, 'chen', '一')
      store.transaction(() => receive(store, 'chen', '二'))
      throw new Error('no')
    })
  expect(failing).toThrow('no')
  expect([store.conversations(), store.search({ text: '一', limit: 5 }).messages]).toEqual([[], []])
  expect(store.transaction(() => store.transaction(() => receive(store, 'chen', '三')))).toEqual(['1'])
})

test('a nested failure that the outer work swallows still keeps nothing', () => {
  const store = memory()
  const swallowing = (): void =>
    store.transaction(() => {
      receive(store, 'chen', '一')
      try {
        store.transaction(() => {
          throw new Error('inner')
        })
      } catch {
        receive(store, 'chen', '二')
      }
    })
  expect(swallowing).toThrow('inner')
  expect(store.conversations()).toEqual([])
})

test('any text comes back as it was', () => {
  const store = memory()
  const texts = ['a\0b', '\n\t ', "'; DROP TABLE message; --", '👩‍👩‍👧\u202e', 'x'.repeat(32_000)]
  expect(textsOf(receive(store, 'chen', ...texts).flatMap((id) => store.message(id) ?? []))).toEqual(texts)
})

test('a peer that turns out to be a known one gives it all it had', () => {
  const store = memory()
  store.savePeer(peerRecord({ id: 'old' }))
  store.savePeer(peerRecord({ id: 'new' }))
  store.saveAlias('old', '别名')
  const [, read = ''] = receive(store, 'new', '旧一', '旧二')
  const [moved = ''] = receive(store, 'old', '临时')
  receive(store, 'new', '新三')
  store.markRead('new', read)
  store.setDraft('old', '草稿乙')
  store.setDraft('new', '草稿甲')
  store.setPinned('old', true)
  expect(store.mergePeers('old', 'new').map(({ id, conversation }) => [id, conversation])).toEqual([[moved, 'new']])
  expect({
    peers: store.peers().map(({ id }) => id),
    aliases: store.aliases(),
    conversations: store.conversations().map(({ last, ...rest }) => ({ ...rest, last: last?.text })),
    found: textsOf(store.search({ text: '临时', filter: { chats: ['new'] }, limit: 5 }).messages),
    page: textsOf(store.page({ conversation: 'new', limit: 9 }).messages),
  }).toEqual({
    peers: ['new'],
    aliases: new Map([['new', '别名']]),
    conversations: [
      { id: 'new', peer: 'new', unread: 2, readUpTo: read, draft: '草稿甲\n草稿乙', pinned: true, last: '新三' },
    ],
    found: ['临时'],
    page: ['旧一', '旧二', '临时', '新三'],
  })
})

test('a merge into a peer without a chat renames it; the alias of the known peer wins', () => {
  const store = memory()
  receive(store, 'old', '一')
  store.saveAlias('old', '旧')
  store.saveAlias('new', '新')
  store.mergePeers('old', 'new')
  expect([store.conversations().map(({ id, unread }) => [id, unread]), store.aliases()]).toEqual([
    [['new', 1]],
    new Map([['new', '新']]),
  ])
  expect([store.mergePeers('nobody', 'new'), store.mergePeers('new', 'new'), store.aliases().size]).toEqual([[], [], 1])
  expect(textsOf(store.search({ text: '一', filter: { chats: ['new'] }, limit: 5 }).messages)).toEqual(['一'])
})
