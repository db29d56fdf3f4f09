import { describe, expect, it } from 'vitest'
import { applyChanges } from '../../shared/model/apply-changes.ts'
import type { Change, Snapshot } from '../../shared/model/change.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Notice } from '../../shared/model/notice.ts'
import { createNotifier } from '../../shared/model/notifier.ts'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'
import type { Transfer } from '../../shared/model/transfer.ts'

const message = (id: number, rest: Partial<Message> = {}): Message => ({
  id: String(id),
  conversation: 'zhang',
  direction: 'in',
  text: `text ${id}`,
  at: id,
  state: 'received',
  attempts: 0,
  encoding: 'utf-8',
  sealed: false,
  locked: false,
  broadcast: false,
  automatic: false,
  attachments: [],
  ...rest,
})
const conversation = (id: string, rest: Partial<Conversation> = {}): Conversation => ({
  ...{ id, peer: id, unread: 0, readUpTo: '0', draft: '', pinned: false },
  ...rest,
})
const transfer = (state: Transfer['state'], rest: Partial<Transfer> = {}): Transfer => ({
  ...{ id: '1.0', message: '1', index: 0, conversation: 'zhang', peer: 'zhang', direction: 'in', name: '图.dwg' },
  ...{ kind: 'file', size: 1, done: 0, canOpen: false, executable: false, at: 1 },
  state,
  ...rest,
})
const put = (value: Message): Change => ({ kind: 'message', message: value })
const chat = (value: Conversation): Change => ({ kind: 'conversation', conversation: value })

/** A page or a program that hears the changes, and what it showed. */
function watcher(settings: Partial<Settings> = {}, conversations: readonly Conversation[] = [conversation('zhang')]) {
  const log: string[] = []
  const notices: Notice[] = []
  let looking: string | undefined
  let state: Snapshot = {
    self: { name: '王五', group: '', user: 'wang', host: 'PC', asksPassword: false },
    settings: { ...defaultSettings, ...settings },
    about: { version: '1', platform: 'linux', capabilities: [] },
    network: { state: 'starting' },
    update: { state: 'none' },
    storage: { state: 'ok' },
    peers: [],
    conversations: [...conversations],
    typing: [],
    groups: [],
    transfers: [],
  }
  const notifier = createNotifier({
    now: () => 1_000,
    nameOf: (peer) => (peer === 'zhang' ? '张三' : peer),
    dialectOf: (peer) => (peer === 'zhang' ? 'feiq' : 'ipmsg-4'),
    faceWord: (name) => (({ smile: '微笑', rose: '玫瑰' }) as Partial<Record<string, string>>)[name] ?? name,
    isLookingAt: (id) => id === looking,
    show(notice) {
      notices.push(notice)
      log.push(`show ${notice.key} ${notice.count} from ${notice.message}`)
    },
    close: (key) => void log.push(`close ${key}`),
    sound: (kind) => void log.push(`sound ${kind}`),
    flash: () => void log.push('flash'),
  })
  notifier.update(state, [], 'snapshot')
  return {
    notices,
    look: (id: string | undefined) => {
      looking = id
    },
    hear(...changes: Change[]): readonly string[] {
      state = applyChanges(state, changes)
      notifier.update(state, changes, 'changes')
      return log.splice(0)
    },
    reconnect(again: readonly Conversation[]): readonly string[] {
      state = { ...state, conversations: [...again] }
      notifier.update(state, [], 'snapshot')
      return log.splice(0)
    },
  }
}

describe('the notifier', () => {
  it('shows one notification a chat, counts in it, and takes it back when it was read', () => {
    const { hear } = watcher()
    expect(hear(put(message(1)))).toEqual(['show zhang 1 from 1', 'sound message', 'flash'])
    expect(hear(put(message(2)), put(message(3)))).toEqual(['show zhang 3 from 1', 'sound message', 'flash'])
    expect(hear(put(message(4, { conversation: 'li' })))).toEqual(['show li 1 from 4', 'sound message', 'flash'])
    expect(hear(chat(conversation('zhang', { unread: 1, readUpTo: '2' })))).toEqual([])
    expect(hear(chat(conversation('zhang', { readUpTo: '3' })))).toEqual(['close zhang'])
    expect(hear(put(message(5)))).toEqual(['show zhang 1 from 5', 'sound message', 'flash'])
    expect(hear({ kind: 'conversation-removed', id: 'li' })).toEqual(['close li'])
  })

  it.each([
    ['text', ['group_invited', { name: '张三' }], ['group_said', { name: '李四', text: '开会' }]],
    ['sender', ['new_messages', { count: 1 }], ['new_messages', { count: 2 }]],
  ] as const)('of a group tells at the level "%s" who invites, and who said what', (notifications, invited, said) => {
    const { hear, notices } = watcher({ notifications })
    const ofGroup = { conversation: 'group:1', text: '' }
    hear(put(message(1, { ...ofGroup, system: 'invited', sender: { peer: 'zhang', name: '张三' } })))
    hear(put(message(2, { ...ofGroup, text: '开会', sender: { peer: 'li', name: '李四' } })))
    expect(notices.map(({ body }) => [body?.key, body?.values])).toEqual([invited, said])
    expect(notices.map(({ canReply }) => canReply)).toEqual([false, notifications === 'text'])
  })

  it('is news only once: changed, merged and old messages are not', () => {
    const last = message(7)
    const { hear } = watcher({}, [conversation('zhang', { last, unread: 1 })])
    expect(hear(put(message(7)), put(message(3, { conversation: 'li' })))).toEqual([])
    expect(hear(put(message(8)))).toHaveLength(3)
    expect(hear(put(message(8, { encoding: 'gb18030' })))).toEqual([])
  })

  it('after the connection was gone tells the newest of each chat that came meanwhile and was not read', () => {
    const { reconnect } = watcher({}, [conversation('zhang', { last: message(7) })])
    expect(
      reconnect([
        conversation('zhang', { last: message(9), unread: 2 }),
        conversation('li', { last: message(10, { conversation: 'li' }), readUpTo: '10' }),
        conversation('wang', { last: message(11, { conversation: 'wang', direction: 'out' }), unread: 1 }),
      ]),
    ).toEqual(['show zhang 1 from 9', 'sound message', 'flash'])
  })

  it('shows nothing of the chat that is looked at', () => {
    const { hear, look } = watcher()
    look('zhang')
    expect(hear(put(message(1)))).toEqual([])
    expect(hear(put(message(2, { conversation: 'li' })))).toEqual(['show li 1 from 2', 'sound message', 'flash'])
  })

  it('tells a message that could not be sent once, and again when it failed again', () => {
    const { hear } = watcher()
    const out = { direction: 'out', state: 'failed', reason: 'no-answer' } as const
    expect(hear(put(message(1, out)))).toEqual(['show failed zhang 1 from 1', 'flash'])
    expect(hear(put(message(1, out)))).toEqual([])
    expect(hear(put(message(1, { direction: 'out', state: 'sent' })), put(message(1, out)))).toHaveLength(2)
    expect(hear(put(message(2, { ...out, reason: 'cancelled' })))).toEqual([])
  })

  it('tells the end of a transfer that was seen running, not of one that was over', () => {
    const { hear } = watcher()
    expect(hear({ kind: 'transfer', transfer: transfer('done') })).toEqual([])
    expect(hear({ kind: 'transfer', transfer: transfer('running', { id: '2.0' }) })).toEqual([])
    expect(hear({ kind: 'transfer', transfer: transfer('done', { id: '2.0' }) })).toEqual([
      'show transfer zhang 1 from 1',
      'sound file',
    ])
  })

  it('keeps to a hundred chats, however many strangers write', () => {
    const { hear } = watcher()
    const flood = Array.from({ length: 130 }, (_, at) => put(message(at + 1, { conversation: `stranger ${at}` })))
    const log = hear(...flood)
    expect(log.filter((line) => line.startsWith('close'))).toHaveLength(30)
  })
})

describe('what a notification says', () => {
  const said = (settings: Partial<Settings>, ...messages: Message[]) => {
    const { hear, notices } = watcher(settings)
    for (const each of messages) hear(put(each))
    const last = notices.at(-1)
    return last && { title: last.title, body: last.body, canReply: last.canReply }
  }

  it('is sender and text, the sender, or nothing of either', () => {
    const both = [message(1), message(2)]
    expect((['text', 'sender', 'plain'] as const).map((notifications) => said({ notifications }, ...both))).toEqual([
      {
        title: { key: 'many_from', values: { name: '张三', count: 2 } },
        body: { key: 'verbatim', values: { text: 'text 2' } },
        canReply: true,
      },
      {
        title: { key: 'one_from', values: { name: '张三' } },
        body: { key: 'new_messages', values: { count: 2 } },
        canReply: false,
      },
      { title: { key: 'app', values: {} }, body: { key: 'new_messages', values: { count: 2 } }, canReply: false },
    ])
  })

  it('never shows sealed or locked text, and names files', () => {
    const file = { index: 0, kind: 'file', name: '报告\u202etxt.exe', size: 1 } as const
    const bodies = [
      message(1, { sealed: true }),
      message(1, { locked: true }),
      message(1, { text: '', attachments: [file] }),
      message(1, { text: '', attachments: [file, file] }),
    ].map((each) => said({}, each)?.body)
    expect(bodies).toEqual([
      { key: 'covered', values: {} },
      { key: 'covered', values: {} },
      { key: 'file', values: { file: '报告txt.exe' } },
      { key: 'files', values: { count: 2 } },
    ])
  })

  it('has words for the faces of FeiQ, as the list of chats has, and leaves the signs of other programs alone', () => {
    const bodies = [
      message(1, { text: '走吧/:)/:rose' }),
      message(1, { text: '走吧/:)', conversation: 'li' }),
      message(1, { text: `${'长'.repeat(237)}/:)/:)` }),
      message(1, { text: '去吧/:)', direction: 'out', state: 'failed', reason: 'no-answer' }),
    ].map((each) => said({}, each)?.body)
    const text = (words: string) => ({ key: 'verbatim', values: { text: words } })
    expect(bodies).toEqual([
      text('走吧[微笑][玫瑰]'),
      text('走吧/:)'),
      text(`${'长'.repeat(237)}[微…`),
      text('去吧[微笑]'),
    ])
  })

  it('is one short inert line, whatever a peer sends', () => {
    const hostile = `\u202e<b>x</b>\u0007\r\n\u001b[31m${'长'.repeat(50_000)}`
    const body = said({}, message(1, { text: hostile }))?.body
    const text = body?.key === 'verbatim' ? body.values.text : ''
    expect({ start: text.slice(0, 16), length: text.length, end: text.at(-1) }).toEqual({
      start: '<b>x</b> [31m长长长',
      length: 240,
      end: '…',
    })
  })
})
