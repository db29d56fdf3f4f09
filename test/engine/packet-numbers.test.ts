import { expect, test } from 'vitest'
import { createPacketNumbers } from '../../shared/engine/packet-numbers.ts'
import { START } from './bench.ts'

const SECONDS = START / 1000

test('numbers are Unix seconds, rise by one within a second, and never fall when the clock does', () => {
  const numbers = createPacketNumbers(0, () => undefined)
  const times = [START, START, START + 999, START + 5_000, START - 3_600_000]
  expect(times.map((now) => numbers.next(now) - SECONDS)).toEqual([0, 1, 2, 5, 6])
})

test('a block is reserved before its first number is used, and a restart begins above it', () => {
  const reserved: number[] = []
  const first = createPacketNumbers(0, (upTo) => reserved.push(upTo))
  for (let i = 0; i < 257; i++) first.next(START)
  const second = createPacketNumbers(reserved.at(-1) ?? 0, (upTo) => reserved.push(upTo))
  const next = second.next(START)
  expect([next, ...reserved].map((number) => number - SECONDS)).toEqual([512, 255, 511, 767])
})

test('numbers stay below 2^31 even after a clock that stood in 2040', () => {
  const reserved: number[] = []
  const numbers = createPacketNumbers(2 ** 31 - 2, (upTo) => reserved.push(upTo))
  const in2040 = 2_208_988_800_000
  expect([numbers.next(in2040), numbers.next(in2040), numbers.next(START)]).toEqual([2 ** 31 - 1, 1, SECONDS])
  expect(reserved).toEqual([2 ** 31 - 1, 256, SECONDS + 255])
})
