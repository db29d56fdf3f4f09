import { expect, test } from 'vitest'
import { noticeOptions } from '../../electron/app/notice-options.ts'
import type { Notice } from '../../shared/model/notice.ts'

const words = {
  say: (key: 'reply' | 'mark_read') => ({ reply: 'Reply', mark_read: 'Mark as read' })[key],
  line: (line: Notice['title']) => (line.key === 'verbatim' ? line.values.text : JSON.stringify(line.values)),
}
const notice = (text: string, canReply = true): Pick<Notice, 'title' | 'body' | 'canReply'> => ({
  title: { key: 'verbatim', values: { text: '张三' } },
  body: { key: 'verbatim', values: { text } },
  canReply,
})
const answers = {
  hasReply: true,
  replyPlaceholder: 'Reply',
  actions: [{ type: 'button', text: 'Mark as read' }],
}

test.each([
  ['win32', answers],
  ['darwin', answers],
  ['linux', {}],
] as const)('on %s a notice is answered and marked as read in place where the system can do that', (platform, more) => {
  expect(noticeOptions(notice('在吗'), platform, undefined, words)).toEqual({
    title: '张三',
    body: '在吗',
    silent: true,
    ...more,
  })
})

test('what shows nobody’s words cannot be answered blindly', () => {
  expect(noticeOptions(notice('1 new message', false), 'win32', undefined, words)).toEqual({
    title: '张三',
    body: '1 new message',
    silent: true,
  })
})

test('a text is no markup, whatever the server of a Linux desktop understands', () => {
  const body = (text: string, notifications: readonly string[] | undefined, platform: NodeJS.Platform = 'linux') =>
    noticeOptions(notice(text), platform, { notifications, tray: true }, words).body
  expect([
    body('<b>&</b>', ['body', 'body-markup']),
    body('<b>&</b>', ['body']),
    body('<b>&</b>', undefined),
    body('<b>&</b>', undefined, 'win32'),
  ]).toEqual(['&lt;b&gt;&amp;&lt;/b&gt;', '‹b>&‹/b>', '‹b>&‹/b>', '<b>&</b>'])
})
