import { describe, expect, it } from 'vitest'
import { neighbour, orderConversations } from '../../renderer/logic/conversations.ts'
import { hitExcerpt, previewOf } from '../../renderer/logic/preview.ts'
import { compareIds, firstUnread, isOnlyEmoji, timelineRows } from '../../renderer/logic/timeline.ts'
import {
  MAX_LOADED,
  type Thread,
  withMessage,
  withNewer,
  withOlder,
  withoutMessage,
} from '../../renderer/state/thread.ts'
import { unreadOf } from '../../shared/model/attention.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'

const NOON = new Date(2026, 10, 20, 12).getTime()
const MINUTE = 60_000

const message = (id: number, values: Partial<Message> = {}): Message => ({
  id: String(id),
  conversation: 'peer',
  direction: 'in',
  text: `text ${id}`,
  at: NOON + id * 1_000,
  state: 'received',
  attempts: 0,
  encoding: 'utf-8',
  sealed: false,
  locked: false,
  broadcast: false,
  automatic: false,
  attachments: [],
  ...values,
})

const conversation = (id: string, values: Partial<Conversation> = {}): Conversation => ({
  id,
  peer: id,
  unread: 0,
  readUpTo: '0',
  draft: '',
  pinned: false,
  ...values,
})

const thread = (messages: readonly Message[], values: Partial<Thread> = {}): Thread => ({
  messages,
  hasBefore: false,
  hasAfter: false,
  unreadFrom: undefined,
  target: { kind: 'end', jump: 1 },
  ...values,
})

const ids = (of: Thread): string[] => of.messages.map((each) => each.id)

describe('the rows of a chat', () => {
  it('group what one sender wrote within three minutes of a day, and break at the line of new messages', () => {
    const messages = [
      message(1),
      message(2, { at: NOON + 2 * MINUTE }),
      message(3, { at: NOON + 6 * MINUTE }),
      message(4, { at: NOON + 7 * MINUTE, direction: 'out' }),
      message(5, { at: NOON + 8 * MINUTE }),
      message(6, { at: NOON + 9 * MINUTE }),
      message(7, { at: NOON + 14 * 60 * MINUTE }),
    ]
    const rows = timelineRows(messages, '6').map((row) =>
      row.kind === 'message' ? `${row.key}${row.first ? ' first' : ''}${row.last ? ' last' : ''}` : row.kind,
    )
    expect(rows).toEqual([
      'day',
      '1 first',
      '2 last',
      '3 first last',
      '4 first last',
      '5 first last',
      'unread',
      '6 first last',
      'day',
      '7 first last',
    ])
  })

  it('start the new messages at the first one of the other side behind the one that was read', () => {
    const messages = [message(9), message(10, { direction: 'out' }), message(11), message(12)]
    expect([firstUnread(messages, '9'), firstUnread(messages, '12'), firstUnread(messages, '0')]).toEqual([
      '11',
      undefined,
      '9',
    ])
  })

  it('order ids as numbers', () => {
    expect(['10', '9', '100', '11'].sort(compareIds)).toEqual(['9', '10', '11', '100'])
  })

  it('show up to three emoji large, and nothing else', () => {
    const texts = ['👍', '👨‍👩‍👧‍👦 ❤️ 🇨🇳', '👍👍👍👍', 'ok 👍', '1', '']
    expect(texts.map(isOnlyEmoji)).toEqual([true, true, false, false, false, false])
  })
})

describe('the loaded part of a chat', () => {
  it('takes pages on both sides, each message once', () => {
    const middle = thread([message(5), message(6)], { hasBefore: true, hasAfter: true })
    const older = withOlder(middle, { messages: [message(4), message(5)], hasBefore: false, hasAfter: true })
    const newer = withNewer(older, { messages: [message(6), message(7)], hasBefore: true, hasAfter: false })
    expect([ids(newer), newer.hasBefore, newer.hasAfter]).toEqual([['4', '5', '6', '7'], false, false])
  })

  it('lets go of the far end when it gets too long, and knows that there is more', () => {
    const many = Array.from({ length: MAX_LOADED }, (_, index) => message(index + 100))
    const grown = withOlder(thread(many), { messages: [message(98), message(99)], hasBefore: true, hasAfter: true })
    expect([grown.messages.length, ids(grown)[0], grown.hasAfter]).toEqual([MAX_LOADED, '98', true])
  })

  it('appends a live message only where its predecessor is loaded, replaces a known one, ignores what lies before', () => {
    const loaded = thread([message(5), message(6)], { hasBefore: true })
    const inMiddle = { ...loaded, hasAfter: true }
    expect([
      ids(withMessage(loaded, message(7))),
      withMessage(inMiddle, message(7)) === inMiddle,
      withMessage(loaded, message(6, { text: 'new' })).messages[1]?.text,
      withMessage(loaded, message(3)) === loaded,
      ids(withoutMessage(loaded, '5')),
      withoutMessage(loaded, '77') === loaded,
    ]).toEqual([['5', '6', '7'], true, 'new', true, ['6'], true])
  })
})

describe('the list of chats', () => {
  const chats = [
    conversation('old', { last: message(1) }),
    conversation('new', { last: message(9), unread: 2 }),
    conversation('draft', { draft: 'hello' }),
    conversation('pinned', { pinned: true, last: message(0), unread: 1 }),
    conversation('empty'),
  ]
  const ordered = orderConversations(chats)

  it('shows pinned chats first, then by last activity', () => {
    expect(ordered.map((each) => each.id)).toEqual(['pinned', 'draft', 'new', 'old', 'empty'])
  })

  it('moves by one and stays inside; unread ones go round', () => {
    const go = (from: string | undefined, step: 1 | -1, unread: boolean) => neighbour(ordered, from, step, unread)
    expect([
      go('pinned', 1, false),
      go('pinned', -1, false),
      go('empty', 1, false),
      go(undefined, 1, false),
      go(undefined, -1, false),
      go('pinned', 1, true),
      go('new', 1, true),
      go(undefined, -1, true),
      neighbour([], undefined, 1, true),
    ]).toEqual(['draft', 'pinned', 'empty', 'pinned', 'empty', 'new', 'pinned', 'new', undefined])
    expect(unreadOf(chats, 0)).toBe(3)
  })

  it('shows the draft of a chat that is not open, else its last message in one line', () => {
    const last = message(1, { text: 'two\n lines' })
    const file = { index: 0, kind: 'file', name: 'a.txt', size: 1 } as const
    expect([
      previewOf(conversation('a', { draft: ' hi\nthere', last }), false),
      previewOf(conversation('a', { draft: 'hi', last }), true),
      previewOf(conversation('a'), false).kind,
      previewOf(conversation('a', { last: message(1, { locked: true }) }), false).kind,
      previewOf(conversation('a', { last: message(1, { text: '', attachments: [file] }) }), false).kind,
    ]).toEqual([
      { kind: 'draft', text: 'hi there' },
      { kind: 'text', own: false, message: last, text: 'two lines' },
      'empty',
      'covered',
      'attachment',
    ])
  })

  it('cuts a found message so that its hit is seen', () => {
    const long = message(1, { text: `${'背景'.repeat(60)}关键词在这里` })
    expect([hitExcerpt(long, '关键词').indexOf('关键词'), hitExcerpt(message(1, { text: 'short' }), 'short')]).toEqual([
      17,
      'short',
    ])
  })
})
