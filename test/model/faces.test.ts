import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FACES, joinFaces, splitFaces } from '../../shared/model/faces.ts'

const face = (label: string) => FACES.find((candidate) => candidate.label === label) ?? expect.unreachable()

test('96 faces with as many codes, none of which begins another', () => {
  const codes = FACES.map(({ code }) => code)
  const prefixes = codes.filter((code) => codes.some((other) => other !== code && other.startsWith(code)))
  expect([codes.length, new Set(codes).size, prefixes]).toEqual([96, 96, []])
})

test('every face is found between characters of all kinds', () => {
  for (const one of FACES) expect(splitFaces(`好${one.code}x${one.code}/`)).toEqual(['好', one, 'x', one, '/'])
})

test('faces side by side, and what only looks like one', () => {
  expect(splitFaces('/:)/:rose再见/:bye')).toEqual([face('微笑'), face('玫瑰'), '再见', face('再见')])
  expect(splitFaces('http://a/b :) /: /:sh /;')).toEqual(['http://a/b :) /: /:sh /;'])
  expect(splitFaces('')).toEqual([])
})

test('every text comes back, in parts that are not empty', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...FACES.map(({ code }) => code)), fc.string({ maxLength: 3 })))
  fc.assert(
    fc.property(text, (parts) => {
      const split = splitFaces(parts.join(''))
      expect(joinFaces(split)).toBe(parts.join(''))
      expect(split).not.toContain('')
    }),
  )
})
