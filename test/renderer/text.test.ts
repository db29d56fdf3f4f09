import { describe, expect, it } from 'vitest'
import { ago, clock, dayTitle, fileSize, listTime } from '../../renderer/logic/dates.ts'
import { errorKey } from '../../renderer/logic/errors.ts'
import { commandOf, enterSends, shortcutLabel, shortcuts } from '../../renderer/logic/keys.ts'
import { realTarget } from '../../renderer/logic/link-target.ts'
import { inertText } from '../../shared/model/inert.ts'
import { textParts } from '../../shared/model/links.ts'

const links = (text: string): string[][] =>
  textParts(text).flatMap((part) => (part.kind === 'link' ? [[part.type, part.text, part.target]] : []))

describe('links in messages', () => {
  it('are web pages, mail addresses and network folders', () => {
    expect(links('see https://a.example/x?y=1#z, mail bob@example.com or \\\\srv\\share\\my folder')).toEqual([
      ['web', 'https://a.example/x?y=1#z', 'https://a.example/x?y=1#z'],
      ['mail', 'bob@example.com', 'mailto:bob@example.com'],
      ['share', '\\\\srv\\share\\my folder', '\\\\srv\\share\\my folder'],
    ])
  })

  it('end at the punctuation of Chinese and Japanese sentences', () => {
    expect(links('看https://a.example/b，谢谢。路径\\\\srv\\共享\\图纸。再见')).toEqual([
      ['web', 'https://a.example/b', 'https://a.example/b'],
      ['share', '\\\\srv\\共享\\图纸', '\\\\srv\\共享\\图纸'],
    ])
  })

  it('are addresses of the own network too', () => {
    expect(links('http://oa/login http://192.168.1.7:8080/a http://文档服务器/x')).toEqual([
      ['web', 'http://oa/login', 'http://oa/login'],
      ['web', 'http://192.168.1.7:8080/a', 'http://192.168.1.7:8080/a'],
      ['web', 'http://文档服务器/x', 'http://文档服务器/x'],
    ])
  })

  it('are never scripts, data or local files', () => {
    expect(links('javascript:alert(1) data:text/html,x file:///etc/passwd vbscript:x \\\\ \\n C:\\x')).toEqual([])
  })

  it('leave the text as it is', () => {
    for (const text of ['a https://b.example c', '\\\\s\\t u', '', 'no links', 'http://x.example/，'.repeat(9)])
      expect(
        textParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
  })

  it('are not looked for in huge texts', () => {
    expect(links(`https://a.example ${'x'.repeat(20_001)}`)).toEqual([])
  })

  /** What the popover shows for each link of a text as views show it, and what its button opens. */
  const targets = (text: string): (string | undefined)[] =>
    textParts(inertText(text)).flatMap((part) => (part.kind === 'link' ? [realTarget(part.target, part.type)] : []))

  it('show the host that really opens', () => {
    expect(
      [
        'https://аpple.example/',
        'аpple.com',
        'https://ⓐpple.example/',
        'https://xn--pple-43d.example/',
        'https://bank.example@evil.example/',
        'https://bank.example%2f@evil.example/',
        String.raw`https://evil.example\@bank.example/`,
        'http://0x7f.1/',
        'http://3232235777/',
        'https://exa\u200bmple.com/',
        'https://bank.example\u2044x.evil.example/',
        'mailto:bob@bаnk.example',
      ].map(targets),
    ).toEqual([
      ['https://xn--pple-43d.example/'],
      ['https://xn--pple-43d.com/'],
      ['https://apple.example/'],
      ['https://xn--pple-43d.example/'],
      ['https://bank.example@evil.example/'],
      ['https://bank.example%2f@evil.example/'],
      ['https://evil.example/@bank.example/'],
      ['http://127.0.0.1/'],
      ['http://192.168.1.1/'],
      ['https://example.com/'],
      ['https://bank.xn--examplex-k03d.evil.example/'],
      [],
    ])
  })

  it('are only what the web, mail and network folders are reached by, however another scheme is written', () => {
    const texts = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(document.cookie)',
      'java\tscript:alert(1)',
      'java\u200bscript:alert(1)',
      '\u0001javascript:alert(1)',
      'javascript://example.com/%0aalert(1)',
      'javascript:location="https://a.example"',
      'data:text/html,<script>location="https://a.example"</script>',
      'data:text/html;base64,PHNjcmlwdD4=',
      'vbscript:msgbox("https://a.example")',
      'file:///etc/passwd',
      'file://srv.example/share/setup.exe',
      'file:\\\\srv\\share\\setup.exe',
      'view-source:https://a.example',
      'blob:https://a.example/x',
      'filesystem:https://a.example/x',
      'ftp://a.example/x',
      'smb://srv.example/x',
      'intent://a.example#Intent;end',
      'ms-msdt:/id a.example',
      'search-ms:query=x&crumb=location:\\\\srv\\share',
    ]
    const found = texts.flatMap(targets)
    expect(found.filter((target) => target !== undefined && !/^(?:https?:\/\/|mailto:|\\\\)/.test(target))).toEqual([])
  })

  it('whose text runs backwards or hides something show where they lead in one direction', () => {
    const texts = [
      'https://bank.example/\u202egpj.exe',
      'https://\u202emoc.knab\u202c.evil.example/',
      'https://bank.example/\u2066a\u2069',
      '\\\\srv\\share\\\u202etxt.exe',
      'mailto:\u202ebob@evil.example',
    ]
    expect(texts.map(targets)).toEqual([
      ['https://bank.example/gpj.exe'],
      ['https://moc.knab.evil.example/'],
      ['https://bank.example/a'],
      [String.raw`\\srv\share\txt.exe`],
      [],
    ])
  })

  it('are text where no address can be made of them, and no view falls over them', () => {
    expect(['http://a:99999/', 'http://999.999.999.999/x', 'http://%00.example/'].map(targets)).toEqual([
      [undefined],
      [undefined],
      [undefined],
    ])
  })
})

describe('dates and sizes', () => {
  const now = new Date(2026, 10, 20, 15, 30).getTime()
  const at = (month: number, day: number, year = 2026): number => new Date(year, month - 1, day, 9, 5).getTime()

  it('are as short as the list of chats needs them', () => {
    const days = [at(11, 20), at(11, 19), at(11, 16), at(11, 1), at(3, 4, 2025)]
    expect(days.map((day) => listTime(day, now, 'en'))).toEqual(['09:05', 'Yesterday', 'Mon', '11/1', '3/4/2025'])
    expect(days.map((day) => listTime(day, now, 'zh-CN'))).toEqual(['09:05', '昨天', '周一', '11/1', '2025/3/4'])
    expect(days.map((day) => listTime(day, now, 'ja'))).toEqual(['09:05', '昨日', '月', '11/1', '2025/3/4'])
  })

  it('name the days between messages', () => {
    expect([
      dayTitle(at(11, 20), now, 'en'),
      dayTitle(at(11, 19), now, 'zh-TW'),
      dayTitle(at(3, 4), now, 'ja'),
    ]).toEqual(['Today', '昨天', '3月4日(水)'])
  })

  it('show midnight as zero', () => {
    expect(clock(new Date(2026, 0, 1, 0, 7).getTime(), 'en')).toBe('00:07')
  })

  it('tell how long ago something was, and how soon it will be', () => {
    expect([
      ago(now - 12 * 60_000, now, 'en'),
      ago(now - 3 * 3_600_000, now, 'zh-CN'),
      ago(now + 5_000, now, 'ja'),
    ]).toEqual(['12 minutes ago', '3小时前', '5 秒後'])
  })

  it('write sizes with at most one decimal', () => {
    expect(
      [0, 1, 1_023, 1_536, 10 * 1024 ** 2, 123_456_789, 5 * 1024 ** 4].map((size) => fileSize(size, 'en')),
    ).toEqual(['0 bytes', '1 byte', '1,023 bytes', '1.5 kB', '10 MB', '118 MB', '5 TB'])
  })
})

describe('the keyboard', () => {
  const stroke = (
    key: string,
    modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>> = {},
  ) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    keyCode: 13,
    ...modifiers,
  })

  it('finds each command by exactly its modifiers', () => {
    const strokes = [
      stroke('k', { ctrlKey: true }),
      stroke('K', { ctrlKey: true, shiftKey: true }),
      stroke('F', { ctrlKey: true, shiftKey: true }),
      stroke('ArrowUp', { altKey: true }),
      stroke('ArrowDown', { altKey: true, shiftKey: true }),
      stroke('7', { ctrlKey: true }),
      stroke('F6'),
      stroke('k'),
      stroke('k', { metaKey: true }),
      stroke('k', { ctrlKey: true, altKey: true }),
    ]
    expect(strokes.map((each) => commandOf(each, false)?.command)).toEqual([
      'search',
      undefined,
      'search-all',
      'previous-chat',
      'next-unread',
      'nth-chat',
      'cycle-panes',
      undefined,
      undefined,
      undefined,
    ])
    expect(commandOf(stroke('7', { ctrlKey: true }), false)?.digit).toBe(7)
    expect(commandOf(stroke('k', { metaKey: true }), true)?.command).toBe('search')
  })

  it('has no two commands on one stroke', () => {
    const strokes = shortcuts.flatMap((shortcut) =>
      shortcut.keys.map((key) => [key, shortcut.control, shortcut.alt, shortcut.shift].join()),
    )
    expect(new Set(strokes).size).toBe(strokes.length)
  })

  it('writes shortcuts as the system does', () => {
    const all = shortcuts.find((shortcut) => shortcut.command === 'search-all')
    expect(all && [shortcutLabel(all, false), shortcutLabel(all, true)]).toEqual([
      ['Ctrl', 'Shift', 'F'],
      ['⌘', '⇧', 'F'],
    ])
  })

  it('sends with the chosen key, breaks the line with the other, and never takes an input method its Enter', () => {
    const enter = stroke('Enter')
    const control = stroke('Enter', { ctrlKey: true })
    expect([
      enterSends(enter, 'enter', false),
      enterSends(control, 'enter', false),
      enterSends(enter, 'ctrl-enter', false),
      enterSends(control, 'ctrl-enter', false),
      enterSends(stroke('Enter', { shiftKey: true }), 'enter', false),
      enterSends({ ...enter, isComposing: true }, 'enter', false),
      enterSends({ ...enter, keyCode: 229 }, 'enter', false),
      enterSends(stroke('Enter', { metaKey: true }), 'ctrl-enter', true),
    ]).toEqual([true, false, false, true, false, false, false, true])
  })
})

describe('errors', () => {
  it('have a sentence each, addresses one for what is wrong with them', () => {
    expect([
      errorKey({ code: 'invalid-address', detail: 'order' }),
      errorKey({ code: 'invalid-setting', detail: 'peers: 8.8.8.8: not-local' }),
      errorKey({ code: 'internal', detail: 'a1b2' }),
      errorKey({ code: 'something-new' }),
    ]).toEqual([
      { key: 'error.address-order', detail: 'order' },
      { key: 'error.address-not-local', detail: 'peers: 8.8.8.8: not-local' },
      { key: 'error.internal', detail: 'a1b2' },
      { key: 'error.other', detail: 'something-new' },
    ])
  })
})
