/** What people read of a history: nothing in it is anything but text. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { logMessages } from '../../electron/host/history/ipmsg-log.ts'
import { perform } from '../../electron/host/history/perform.ts'
import type { ExportFormat } from '../../shared/model/history.ts'
import { incoming, START } from '../store/samples.ts'
import { filledFolder } from './history-samples.ts'
import { temporaryFolder } from './support.ts'

const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(2)>',
  "\"><svg/onload=alert(3)>' onmouseover=alert(4) x='",
  'javascript:alert(5) data:text/html,<b>6</b> file:///etc/passwd \\\\host\\share',
  'https://example.com/a?b=1&c="><script>7</script>',
  'https://user@evil.example/ http://例え.jp/ vbscript:x',
  '\u202egpj.exe\u202c \u2066hidden\u2069 \u0000\u001b[31mred',
  'x'.repeat(50_000),
  '=HYPERLINK("http://evil.example","click")',
  '</body></html><meta http-equiv="refresh" content="0;url=https://evil.example">',
]

async function exported(format: ExportFormat, scope = {}): Promise<string> {
  const data = await filledFolder((store) => {
    for (const [n, text] of HOSTILE.entries()) {
      store.addIncoming(incoming({ peer: 'u:chen@PC-1', text, packetNo: `h${n}`, receivedAt: START + 7_200_000 + n }))
    }
    store.saveAlias('u:chen@PC-1', '</title><script>alert(9)</script>')
  })
  const target = join(await temporaryFolder(), 'export')
  const common = { database: join(data, 'gezi.db'), target, program: 'Gezi 1', now: START, mark: true }
  const words = { title: '</title><script>alert(8)</script>', me: '王五', language: 'zh-CN' }
  await perform({ type: 'export', format, scope, words, ...common }, { progress: () => {} })
  return readFile(target, 'utf8')
}

test('HTML has no script, no handler and no address but of the web, whatever peers wrote', async () => {
  const html = await exported('html')
  const tags = [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map((match) => match[1]?.toLowerCase())
  expect(new Set(tags)).toEqual(
    new Set([
      'html',
      'head',
      'meta',
      'title',
      'style',
      'body',
      'h1',
      'nav',
      'ul',
      'li',
      'a',
      'bdi',
      'main',
      'section',
      'h2',
      'p',
      'div',
      'article',
      'header',
      'time',
    ]),
  )
  const attributes = [...html.matchAll(/<[a-z][^>]*>/gi)].flatMap(([tag]) =>
    [...tag.matchAll(/\s([a-z-]+)=/gi)].map((match) => match[1]),
  )
  expect(attributes.filter((name) => name?.startsWith('on'))).toEqual([])
  const links = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '')
  expect(links.filter((link) => !/^(?:#c\d+|https?:\/\/[\w.-]+(?:\/|$).*)$/.test(link))).toEqual([])
  expect(html).toContain("default-src 'none'; style-src 'sha256-")
  expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000\u001b]/)
  expect(html).toContain('x'.repeat(50_000))
  expect(html.match(/<meta http-equiv/g)).toHaveLength(1)
})

test('CSV is RFC 4180, and a cell that a spreadsheet would run begins with an apostrophe that can be taken off', async () => {
  const csv = await exported('csv')
  expect(csv.startsWith('\ufefftime,chat,')).toBe(true)
  const rows = parse(csv.slice(1))
  expect(rows.every((row) => row.length === 11)).toBe(true)
  const cells = rows.slice(1).flat()
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
  const texts = rows.slice(1).map((row) => (row[9] ?? '').replace(/^'/, ''))
  for (const text of HOSTILE) expect(texts).toContain(text)
})

test('plain text is what IP Messenger writes: our own import reads it back', async () => {
  const text = await exported('txt', { conversation: 'u:li@PC-2' })
  const messages = [...logMessages(Buffer.from(text), charset, 'gb18030')]
  expect(messages).toHaveLength(10)
  expect(messages.at(-1)).toMatchObject({
    direction: 'in',
    at: Math.floor((START + 27 * 60_000) / 1_000) * 1_000,
    text: '第 27 条 "引号", =1+1\n第二行',
    people: [{ user: 'li', host: 'PC-2', name: '小李' }],
  })
})

test('a range of time and a chat bound what goes out', async () => {
  const json = await exported('json', { conversation: 'u:li@PC-2', from: START + 60_000, until: START + 12 * 60_000 })
  const rows = json
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const messages = rows.filter(({ table }) => table === 'message')
  expect(messages.map(({ row }) => (row.at - START) / 60_000)).toEqual([3, 6, 9, 12])
  expect(new Set(rows.map(({ table }) => table))).toEqual(
    new Set([undefined, 'alias', 'conversation', 'peer', 'message', 'import'].filter((name) => name !== 'import')),
  )
})

function parse(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (end === '' && quoted === undefined && plain === '') break
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}
