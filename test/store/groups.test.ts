import { expect, test } from 'vitest'
import { readHistory } from '../../electron/host/store/export-messages.ts'
import { EMPTY } from '../../shared/engine/groups.ts'
import { open, temporaryDatabase } from './folder.ts'
import { START } from './samples.ts'

const GROUP = { ...EMPTY, id: '3b199b07', name: '研发部', state: 'joined', invitedBy: undefined, at: START } as const

test('lines of a group keep their senders and never go to the outbox; an export names both', () => {
  const path = temporaryDatabase()
  const { store } = open(path)
  store.saveGroup(GROUP)
  const sender = { peer: 'u:zs@zs-pc', name: '张三' }
  const line = { group: GROUP.id, at: START }
  expect(store.addGroupMessage({ ...line, text: '大家好', sender })).toMatchObject({ direction: 'in', sender })
  const own = store.addGroupMessage({ ...line, text: '收到', sender: undefined })
  expect([own.direction, own.state, own.sender, store.outbox()]).toEqual(['out', 'sent', undefined, []])
  expect(store.conversations()).toMatchObject([{ id: 'group:3b199b07', unread: 1, last: { id: own.id } }])
  expect(store.search({ text: '大家好', limit: 10 }).messages.map((message) => message.sender)).toEqual([sender])

  const history = readHistory(path, {})
  const [chat] = history.chats()
  const texts = [...history.messages(chat?.id ?? '')].flat().map(({ text }) => text)
  history.close()
  expect([chat?.name, texts]).toEqual(['研发部', ['张三: 大家好', '收到']])
})

test('a member counts once, whoever he turns out to be, and a flood of names has an end', () => {
  const { store } = open()
  store.saveGroup(GROUP)
  store.transaction(() => {
    for (let member = 0; member < 2_100; member++) store.saveMember(GROUP.id, `u:${member}@pc`, START)
  })
  expect(store.countMembers(GROUP.id)).toBe(2_000)
  store.mergePeers('u:1@pc', 'u:2@pc')
  expect(store.countMembers(GROUP.id)).toBe(1_999)
  store.forgetGroup(GROUP.id)
  expect([store.groups(), store.countMembers(GROUP.id)]).toEqual([[], 0])
})

test('a line about the group is found by no search, goes to nobody, and only an invitation waits to be read', () => {
  const path = temporaryDatabase()
  const { store } = open(path)
  const chat = `group:${GROUP.id}`
  const sender = { peer: 'u:zs@zs-pc', name: '张三' }
  const common = { chat, at: START, text: '' }
  store.saveGroup(GROUP)
  const lines = [
    store.addSystemLine({ ...common, event: 'invited', sender }),
    store.addSystemLine({ ...common, event: 'joined', sender: undefined }),
    store.addSystemLine({ ...common, event: 'renamed', text: '研发一部', sender: undefined }),
    store.addSystemLine({ ...common, event: 'notice', text: '周五聚餐', sender: undefined }),
    store.addSystemLine({ ...common, event: 'left', sender: undefined }),
  ]
  expect(lines.map(({ system, direction, sender: by }) => [system, direction, by?.name])).toEqual([
    ['invited', 'in', '张三'],
    ['joined', 'out', undefined],
    ['renamed', 'out', undefined],
    ['notice', 'out', undefined],
    ['left', 'out', undefined],
  ])
  expect([store.outbox(), store.conversation(chat)?.unread]).toEqual([[], 1])
  expect(store.search({ text: '研发一部', limit: 10 }).messages).toEqual([])
  const history = readHistory(path, {})
  const texts = [...history.messages(chat)].flat().map(({ text }) => text)
  history.close()
  expect(texts).toEqual(['[invited: 张三]', '[joined]', '[renamed: 研发一部]', '[notice: 周五聚餐]', '[left]'])
})
