/** Composing in the core: several recipients, files that wait, a failed message that goes back into the composer. */
import { expect, test } from 'vitest'
import type { DraftFile } from '../../shared/core/draft-store.ts'
import { createDesk, type Desk, incoming, openMemoryStore, person, ZHANG } from './desk.ts'

const LI = 'u:li@LI-PC'

function openDesk(): Desk {
  const desk = createDesk()
  desk.apply(person({}), person({ id: LI, user: 'li', host: 'LI-PC', name: '李四' }))
  return desk
}

const draft = (name: string, change: Partial<DraftFile> = {}): DraftFile => ({
  path: `/home/wang/${name}`,
  name,
  kind: 'file',
  size: 100,
  modified: 1_700_000_000_123.5,
  files: undefined,
  spooled: false,
  ...change,
})

test('a text in parts for several people is one message each, part and person, in order, and once a person', () => {
  const desk = openDesk()
  desk.inputs.length = 0
  desk.call('sendMessages', { peers: [ZHANG.id, LI, ZHANG.id], texts: ['一', '二'] })
  const sent = desk.inputs.flatMap((input) => (input.type === 'send' ? [[input.message.peer, input.message.text]] : []))
  expect(sent).toEqual([
    [ZHANG.id, '一'],
    [ZHANG.id, '二'],
    [LI, '一'],
    [LI, '二'],
  ])
  expect(desk.store.outbox().map(({ peer, text }) => [peer, text])).toEqual(sent)
})

test('a long answer in parts goes out whole to everybody, the quote with its first part and the files with its last', () => {
  const desk = openDesk()
  desk.apply(incoming(1, '图纸发你了'))
  desk.call('setQuoting', { conversation: ZHANG.id, message: '1' })
  const file = desk.files.stageFile('报告.doc')
  desk.inputs.length = 0
  desk.call('offerFiles', { peers: [ZHANG.id, LI], tokens: [file], ahead: ['一', '二'], text: '三', reply: '1' })
  const sent = (): unknown[] =>
    desk.inputs.flatMap((input) =>
      input.type === 'send' ? [[input.message.text, input.message.attachments?.length ?? 0]] : [],
    )
  const whole = [
    ['> 张三: 图纸发你了\n一', 0],
    ['二', 0],
    ['三', 1],
  ]
  expect([sent(), desk.store.conversation(ZHANG.id)?.quoting]).toEqual([[...whole, ...whole], undefined])
  expect(desk.store.outbox().map(({ text }) => text)).toEqual([...whole, ...whole].map(([text]) => text))
  desk.call('setQuoting', { conversation: ZHANG.id, message: '1' })
  desk.inputs.length = 0
  desk.call('sendMessages', { peers: [ZHANG.id], texts: ['一', '二'], reply: '1' })
  expect([sent(), desk.store.conversation(ZHANG.id)?.quoting]).toEqual([
    [
      ['> 张三: 图纸发你了\n一', 0],
      ['二', 0],
    ],
    undefined,
  ])
})

test('files that wait are remembered by their paths and shown as a number; a copy of ours goes when it is taken out', () => {
  const desk = openDesk()
  desk.call('openConversation', { peer: ZHANG.id })
  const pasted = desk.files.stageFile('截图.png', { path: '/data/spool/1', spooled: true })
  const tokens = [desk.files.stageFile('报告.doc'), pasted]
  desk.files.taken()
  desk.call('setDraftFiles', { conversation: ZHANG.id, tokens })
  expect(desk.store.draftFiles(ZHANG.id)).toEqual([
    draft('报告.doc'),
    draft('截图.png', { path: '/data/spool/1', spooled: true }),
  ])
  expect(desk.store.spooledSources()).toEqual(['/data/spool/1'])
  expect(desk.changes().at(-1)).toMatchObject({ kind: 'conversation', conversation: { draftFiles: 2 } })
  desk.call('setDraftFiles', { conversation: ZHANG.id, tokens: tokens.slice(0, 1) })
  expect(desk.files.taken().filter((call) => call.startsWith('drop'))).toEqual(['drop /data/spool/1'])
})

test('a copy of ours that was sent stays when the composer is emptied', () => {
  const desk = openDesk()
  desk.call('openConversation', { peer: ZHANG.id })
  const token = desk.files.stageFile('截图.png', { path: '/data/spool/1', spooled: true })
  desk.call('setDraftFiles', { conversation: ZHANG.id, tokens: [token] })
  desk.call('offerFiles', { peers: [ZHANG.id], tokens: [token] })
  desk.files.taken()
  desk.call('setDraftFiles', { conversation: ZHANG.id, tokens: [] })
  expect(desk.files.taken().filter((call) => call.startsWith('drop'))).toEqual([])
  expect(desk.store.spooledSources()).toEqual(['/data/spool/1'])
})

test('a failed message goes back into the draft, in front of what was typed, with its files; nothing is removed from the spool', () => {
  const desk = openDesk()
  const token = desk.files.stageFile('截图.png', { path: '/data/spool/1', spooled: true })
  desk.call('offerFiles', { peers: [ZHANG.id], tokens: [token], text: '看看' })
  const [message] = desk.store.page({ conversation: ZHANG.id, limit: 1 }).messages
  const id = message?.id ?? ''
  desk.apply({ type: 'message-state', id, delivery: { state: 'failed', reason: 'no-answer', attempts: 5 } })
  desk.call('setDraft', { conversation: ZHANG.id, text: '还有' })
  desk.files.taken()
  const edited = desk.call('editMessage', { id })
  expect(edited).toMatchObject({ ok: true, value: { draft: '看看\n还有', draftFiles: 1 } })
  expect(desk.store.message(id)).toBe(undefined)
  expect(desk.store.outbox()).toEqual([])
  expect(desk.inputs.at(-1)).toEqual({ type: 'cancel', message: id })
  expect(desk.store.draftFiles(ZHANG.id)).toEqual([draft('截图.png', { path: '/data/spool/1', spooled: true })])
  expect(desk.files.taken().filter((call) => call.startsWith('drop'))).toEqual([])
})

test('what waits moves with the chat when two people turn out to be one', () => {
  const store = openMemoryStore()
  for (const id of ['old', 'new']) store.openConversation(id)
  store.setDraftFiles('old', [draft('乙'), draft('丙')])
  store.setDraftFiles('new', [draft('甲')])
  store.mergePeers('old', 'new')
  expect(store.draftFiles('new').map(({ name }) => name)).toEqual(['甲', '乙', '丙'])
  expect(store.conversation('new')?.draftFiles).toBe(3)
})
