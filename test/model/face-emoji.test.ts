import { expect, test } from 'vitest'
import { emojiToFaces, facesFor, facesToEmoji } from '../../shared/model/face-emoji.ts'
import { FACES } from '../../shared/model/faces.ts'

test('every face has a name of its own, and most an emoji that leads back to it or to one like it', () => {
  expect(new Set(FACES.map(({ name }) => name)).size).toBe(96)
  expect(FACES.filter(({ emoji }) => emoji === '').map(({ name }) => name)).toEqual([
    'spin',
    'pick-nose',
    'humph-left',
    'humph-right',
    'beckon',
    'little-finger',
  ])
  const elsewhere = FACES.filter(({ code, emoji }) => emoji !== '' && emojiToFaces(emoji) !== code)
  expect(elsewhere.map(({ name }) => name)).toEqual(['cool', 'pitiful'])
})

test('FeiQ gets codes for the emoji that it has a face for, whatever their tone, and the others as they are', () => {
  expect(emojiToFaces('好的👌🏽 ❤️❤ 😂 🚀 ✌')).toBe('好的/:sayok /:heart/:heart /:> 🚀 /:shl')
})

test('programs without faces get emoji; a code without one stays, and a word behind a code is no face', () => {
  expect(facesToEmoji('走/:) /:rose/:cake /<rotate>')).toBe('走🙂 🌹🎂 /<rotate>')
  expect(facesToEmoji('GET /users/:Project, /:P')).toBe('GET /users/:Project, 😛')
  expect(facesToEmoji('no slash')).toBe('no slash')
})

test('the way out depends on the program: codes stay for Gezi, and for programs that could not read an emoji', () => {
  const text = '/:) 😂'
  expect([
    facesFor(text, 'gezi', true),
    facesFor(text, 'feiq', false),
    facesFor(text, 'ipmsg-4', true),
    facesFor(text, 'iptux', true),
    facesFor(text, 'ipmsg-4', false),
  ]).toEqual([text, '/:) /:>', '🙂 😂', '🙂 😂', text])
})

test('a text of nothing but slashes is no work', () => {
  const started = performance.now()
  facesToEmoji('/'.repeat(32_000))
  expect(performance.now() - started).toBeLessThan(1_000)
})
