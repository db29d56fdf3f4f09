/** What is hard for the container of FeiQ's pictures, by the reason why. */
import { noise } from './noise.ts'

export const LZW_CONTENTS: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['one colour, so that each code is the slot about to be written', new Uint8Array(60_000)],
  ['noise, which fills the slots and overwrites them many times', noise(1, 60_000)],
  ['few values, with long strings in overwritten slots', noise(2, 200_000, 3)],
  [
    'a screenshot: long runs and a little noise',
    noise(3, 150_000).map((byte, at) => (at % 97 < 90 ? (at >> 12) * 7 : byte)),
  ],
  [
    'a period that is longer than the slots remember',
    Uint8Array.from({ length: 120_000 }, (_, at) => noiseOf(at % 5003)),
  ],
]

function noiseOf(index: number): number {
  return (Math.imul(index + 1, 0x9e3779b1) >>> 24) & 0xff
}
