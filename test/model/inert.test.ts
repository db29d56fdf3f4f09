import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inertName, inertText } from '../../shared/model/inert.ts'

describe('a text', () => {
  test.each([
    ['keeps lines and tabs', 'a\n\tb', 'a\n\tb'],
    ['gets LF for each other line end', 'a\r\nb\rc\u0085d\u2028e\u2029f', 'a\nb\nc\nd\ne\nf'],
    ['loses what a terminal would obey', '\x1b[31mred\x1b[0m \x9b2J\x07\0\x7f', '[31mred[0m 2J'],
    ['loses overrides and isolates', 'exe.\u202efdp\u202c \u2066x\u2069', 'exe.fdp x'],
    [
      'keeps the marks of right-to-left scripts, joiners and emoji',
      'שלום\u200f! 👨\u200d👩\u200d👧',
      'שלום\u200f! 👨\u200d👩\u200d👧',
    ],
    ['has no half characters', 'a\ud800b', 'a\ufffdb'],
  ])('%s', (_, text, inert) => {
    expect(inertText(text)).toBe(inert)
  })
})

describe('a name', () => {
  test.each([
    ['is one line without blanks around', '  a\r\n\tb \u3000c ', 'a b c'],
    ['loses controls, overrides, isolates and marks', '\u200ea\u202eb\u2067c\u200f\u061c\x1b', 'abc'],
    ['loses what nobody can see', '\ufeffad\u200bm\u00adin\u3164', 'admin'],
    ['may be nothing but invisible', '\u202e\u200b', ''],
    ['keeps emoji whole', '👨\u200d👩\u200d👧', '👨\u200d👩\u200d👧'],
    ['has no towers of marks', `Z${'\u0300'.repeat(50)}a`, `Z${'\u0300'.repeat(4)}a`],
    ['of 64 characters stays', '😀'.repeat(64), '😀'.repeat(64)],
    ['that is longer ends with an ellipsis', '长'.repeat(65), `${'长'.repeat(63)}…`],
  ])('%s', (_, name, inert) => {
    expect(inertName(name)).toBe(inert)
  })

  test('has the length that the place allows', () => {
    expect(inertName('abcdef ghi', 8)).toBe('abcdef…')
  })
})

test('nothing dangerous is left of any text, and a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const shown = inertText(text)
      const name = inertName(text)
      expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
      expect(name).not.toMatch(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/)
      expect([...name].length).toBeLessThanOrEqual(64)
      expect([inertText(shown), inertName(name)]).toEqual([shown, name])
    }),
  )
})
