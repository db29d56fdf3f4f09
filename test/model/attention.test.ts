import { expect, it } from 'vitest'
import { attentionFor, nextUnmute, type Occasion, type Situation, unreadOf } from '../../shared/model/attention.ts'
import { ALWAYS } from '../../shared/model/calendar.ts'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'

const NOW = 1_000_000
const attachment = { index: 0, kind: 'file', name: 'a.txt', size: 1 } as const
const message: Occasion = { kind: 'arrived', message: { automatic: false, attachments: [] } }
const file: Occasion = { kind: 'arrived', message: { automatic: false, attachments: [attachment] } }
const automatic: Occasion = { kind: 'arrived', message: { automatic: true, attachments: [] } }
const every: readonly Occasion[] = [
  message,
  file,
  automatic,
  { kind: 'nudged' },
  { kind: 'failed' },
  { kind: 'finished' },
]

const decide = (occasion: Occasion, settings: Partial<Settings> = {}, rest: Partial<Situation> = {}): string => {
  const situation = { conversation: {}, now: NOW, looking: false, ...rest }
  const { notice, sound, flash } = attentionFor(occasion, {
    ...situation,
    settings: { ...defaultSettings, ...settings },
  })
  return `${notice ?? '-'} ${sound ?? '-'} ${flash ? 'flash' : '-'}`
}
const all = (settings: Partial<Settings> = {}, rest: Partial<Situation> = {}): readonly string[] =>
  every.map((occasion) => decide(occasion, settings, rest))

const nothing = every.map(() => '- - -')

it('tells messages and files with a sound of their kind, nudges and failures, and of automatic answers nothing', () => {
  expect(all()).toEqual([
    'text message flash',
    'text file flash',
    '- - -',
    'text nudge flash',
    'text - flash',
    'text file -',
  ])
})

it('tells as much as the user wants', () => {
  expect(
    (['text', 'sender', 'plain', 'off'] as const).map((notifications) => decide(message, { notifications })),
  ).toEqual(['text message flash', 'sender message flash', 'plain message flash', '- message flash'])
  expect([
    decide(automatic, { notifyAutomatic: true }),
    decide({ kind: 'finished' }, { notifyFinished: false }),
  ]).toEqual(['text message flash', '- - -'])
})

it('is silent while the user is not to be disturbed, by hand or by the hours', () => {
  const quietHours = { on: true, days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 0 }
  expect([all({ quietUntil: NOW + 1 }), all({ quietHours }), all({ quietUntil: NOW })]).toEqual([
    nothing,
    nothing,
    all(),
  ])
})

it('of a muted chat tells only what the user himself could not send, until the time is over', () => {
  const muted = all({}, { conversation: { mutedUntil: NOW + 1 } })
  expect(muted).toEqual(['- - -', '- - -', '- - -', '- - -', 'text - flash', '- - -'])
  expect(all({}, { conversation: { mutedUntil: NOW } })).toEqual(all())
  expect(all({}, { conversation: undefined })).toEqual(all())
})

it('shows nothing of the chat that the user is looking at, and sounds there only when he wants it', () => {
  expect(all({}, { looking: true })).toEqual(nothing)
  const sounds = { ...defaultSettings.sounds, inOpenChat: true }
  expect(all({ sounds }, { looking: true })).toEqual([
    '- message -',
    '- file -',
    '- - -',
    '- nudge -',
    '- - -',
    '- file -',
  ])
})

it('counts what is unread in chats that are not muted, and knows when the next one is heard again', () => {
  const chats = [
    { unread: 2 },
    { unread: 3, mutedUntil: 50 },
    { unread: 4, mutedUntil: 90 },
    { unread: 5, mutedUntil: ALWAYS },
  ]
  expect([0, 50, 90].map((now) => [unreadOf(chats, now), nextUnmute(chats, now)])).toEqual([
    [2, 50],
    [5, 90],
    [9, ALWAYS],
  ])
  expect(nextUnmute([{}], 0)).toBe(undefined)
})
