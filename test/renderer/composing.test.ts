import { describe, expect, it } from 'vitest'
import { emojiRows } from '../../build/emoji-data.ts'
import { findPicks, gridMove, MOST_RECENT, type Pick, pickOf, withRecent } from '../../renderer/logic/emoji.ts'
import { faceParts } from '../../renderer/logic/faces.ts'
import { outcomes } from '../../renderer/logic/recipients.ts'
import { charactersLeft, splitText, tightest } from '../../renderer/logic/room.ts'
import { isOnlyFaces } from '../../renderer/logic/timeline.ts'
import { drawings } from '../../renderer/parts/face-drawings.ts'
import { followSent, updateSent, useSent } from '../../renderer/state/sent.ts'
import type { Dialect } from '../../shared/model/dialect.ts'
import { FACES, hasFaces, withFaceWords } from '../../shared/model/faces.ts'
import type { Message, MessageReason, MessageState } from '../../shared/model/message.ts'
import { withQuote } from '../../shared/model/quote.ts'

const gezi = { name: '王五', dialect: 'gezi' } as const
const feiq = { name: '张三', dialect: 'feiq' } as const
const iptux = { name: '李四', dialect: 'iptux' } as const

describe('the room in a message', () => {
  const left = (text: string, dialect: Dialect): number | undefined => {
    const room = tightest(text, [{ name: '', dialect }])
    return room && charactersLeft(room)
  }

  it('is that of the other program, in Chinese characters', () => {
    expect([
      left('', 'gezi'),
      left('', 'feiq'),
      left('字'.repeat(2_700), 'iptux'),
      left('字'.repeat(2_700), 'feiq'),
      left('字'.repeat(11_000), 'ipmsg-4'),
      left('a'.repeat(31_900), 'gezi'),
    ]).toEqual([7_872, 2_645, -55, 845, -334, -2_762])
  })

  it('for several people is the smallest, with the name and the bytes too many', () => {
    expect([
      tightest('字'.repeat(3_000), [gezi, feiq, iptux]),
      tightest('字'.repeat(4_000), [gezi, feiq]),
      tightest('好', []),
    ]).toEqual([
      { name: '李四', size: 9_000, limit: 7_936, over: 1_064 },
      { name: '张三', size: 8_000, limit: 7_936, over: 64 },
      undefined,
    ])
  })

  it('splits a long text between its paragraphs, sentences or words, and each part fits for everybody', () => {
    const paragraph = `${'这是一句话，说的是同一件事。'.repeat(60)}\n`
    const text = paragraph.repeat(9)
    const parts = splitText(text, [gezi, feiq, iptux])
    expect(parts.map((part) => (tightest(part, [iptux])?.over ?? 1) <= 0)).toEqual(parts.map(() => true))
    expect(parts.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''))
    expect(parts.every((part) => part.endsWith('。'))).toBe(true)
    expect(parts.length).toBe(3)
    const words = splitText('word '.repeat(4_000), [iptux])
    expect(words.every((part) => part.startsWith('word') && part.endsWith('word'))).toBe(true)
  })

  it('leaves room in the first part for the quote above it, and loses nothing of a text that is too long for that alone', () => {
    const answer = `${'字'.repeat(2_600)}。`
    const asSent = (text: string): string => withQuote('张三', '昨天说的那件事'.repeat(20), text)
    expect([tightest(answer, [iptux])?.over, tightest(asSent(answer), [iptux])?.over]).toEqual([-133, 298])
    const parts = splitText(answer, [iptux], asSent)
    expect([parts.length, parts.join('')]).toEqual([2, answer])
    expect(parts.map((part, at) => (tightest(at === 0 ? asSent(part) : part, [iptux])?.over ?? 1) <= 0)).toEqual([
      true,
      true,
    ])
  })

  it('cuts no character in two, even in a text without any seam', () => {
    const text = '👨‍👩‍👧‍👦'.repeat(1_000)
    const parts = splitText(text, [iptux])
    expect(parts.join('')).toBe(text)
    expect(parts.every((part) => part.length % '👨‍👩‍👧‍👦'.length === 0)).toBe(true)
    expect(splitText('  \n ', [feiq])).toEqual([])
  })
})

describe('a message for several people', () => {
  const part = (id: string, conversation: string, state: MessageState, reason?: MessageReason): Message => ({
    ...{ id, conversation, direction: 'out', text: id, at: 1, attempts: 1, encoding: 'utf-8', state },
    ...{ sealed: false, locked: false, broadcast: false, automatic: false, attachments: [] },
    ...(reason !== undefined && { reason }),
  })

  it('is as far with each as its part that is farthest behind, and what failed can be tried again but when it is too long', () => {
    expect(
      outcomes([
        part('1', '张三', 'delivered'),
        part('2', '张三', 'failed', 'no-answer'),
        part('3', '李四', 'opened'),
        part('4', '李四', 'delivered'),
        part('5', '王五', 'sent'),
        part('6', '王五', 'queued', 'behind-another'),
        part('7', '赵六', 'failed', 'too-long'),
        part('8', '赵六', 'failed', 'expired'),
      ]),
    ).toEqual([
      { person: '张三', state: 'failed', failed: ['2'] },
      { person: '李四', state: 'delivered', failed: [] },
      { person: '王五', state: 'queued', failed: [] },
      { person: '赵六', state: 'failed', failed: ['8'] },
    ])
  })

  it('is followed by its own messages, whatever comes behind them in their chats', () => {
    followSent([part('1', '张三', 'sent'), part('2', '李四', 'sent')])
    updateSent([{ kind: 'message', message: { ...part('3', '张三', 'received'), direction: 'in' } }])
    updateSent([{ kind: 'message', message: part('2', '李四', 'delivered') }])
    expect(useSent.getState().messages.map(({ id, state }) => `${id} ${state}`)).toEqual(['1 sent', '2 delivered'])
  })
})

describe('the emoji picker', () => {
  const picks = (language: 'en' | 'ja' | 'zh-CN' | 'zh-TW'): readonly Pick[] =>
    emojiRows(language).map((row) => pickOf(row, 0))
  const first = (language: 'en' | 'ja' | 'zh-CN' | 'zh-TW', query: string): string | undefined =>
    findPicks(picks(language), query)[0]?.text

  it('finds by name and by words in the four languages', () => {
    expect([
      first('en', 'thumbs up'),
      first('zh-CN', '西瓜'),
      first('zh-TW', '西瓜'),
      first('ja', 'スイカ'),
      findPicks(picks('zh-CN'), '笑').length > 10,
      findPicks(picks('en'), 'ＣＡＴ').length > 5,
      findPicks(picks('en'), 'no such thing'),
      findPicks(picks('en'), ' '),
    ]).toEqual(['👍', '🍉', '🍉', '🍉', true, true, [], []])
  })

  it('puts the skin tone on hands and people, and only there', () => {
    const shown = (name: string): string[] =>
      emojiRows('en')
        .filter((row) => row[1] === name)
        .map((row) => pickOf(row, 4).text)
    expect([shown('thumbs up'), shown('victory hand'), shown('cat face')]).toEqual([['👍🏾'], ['✌🏾'], ['🐱']])
  })

  it('keeps what was used last in front, once and not without end', () => {
    expect(withRecent(['a', 'b', 'c'], 'c')).toEqual(['c', 'a', 'b'])
    expect(withRecent(Array.from({ length: MOST_RECENT }, String), 'new').length).toBe(MOST_RECENT)
  })

  it('moves through a grid with a last row that is not full', () => {
    const move = (key: string, at: number, ctrlKey = false): number | undefined => gridMove({ key, ctrlKey }, at, 21, 9)
    expect([
      [
        move('ArrowRight', 20),
        move('ArrowLeft', 0),
        move('ArrowDown', 3),
        move('ArrowDown', 15),
        move('ArrowDown', 19),
      ],
      [move('ArrowUp', 4), move('ArrowUp', 19), move('Home', 13), move('End', 9), move('End', 19)],
      [move('Home', 13, true), move('End', 2, true), move('PageDown', 0), move('PageUp', 20), move('a', 3)],
    ]).toEqual([
      [20, 0, 12, 20, 19],
      [-1, 10, 9, 17, 20],
      [0, 20, 20, 2, undefined],
    ])
  })
})

describe('faces in a text', () => {
  it('have each a picture of their own', () => {
    const pictures = FACES.map(({ name }) => JSON.stringify(drawings[name]))
    expect(FACES.filter(({ name }) => (drawings[name] ?? []).length === 0)).toEqual([])
    expect(new Set(pictures).size).toBe(96)
  })

  it('become pictures where FeiQ or Gezi wrote them or we did, and never inside of an address', () => {
    expect([
      hasFaces('in', 'feiq'),
      hasFaces('in', 'gezi'),
      hasFaces('in', 'ipmsg-4'),
      hasFaces('in', 'script'),
      hasFaces('out', 'ipmsg-4'),
    ]).toEqual([true, true, false, false, true])
    expect(faceParts('好/:) https://a.example/:8/x /:rose')).toEqual([
      { kind: 'text', text: '好' },
      { kind: 'face', start: 1, code: '/:)', name: 'smile' },
      { kind: 'text', text: ' ' },
      { kind: 'link', start: 5, text: 'https://a.example/:8/x', target: 'https://a.example/:8/x', type: 'web' },
      { kind: 'text', text: ' ' },
      { kind: 'face', start: 28, code: '/:rose', name: 'rose' },
    ])
  })

  it('are large when there is nothing else, and words in a line of the list', () => {
    expect(['/:)', '/:) /:D😀', '/:)/:)/:)/:)', '好/:)'].map(isOnlyFaces)).toEqual([true, true, false, false])
    expect(withFaceWords('走吧/:) /;gift', (name) => name)).toBe('走吧[smile] [gift]')
  })
})
