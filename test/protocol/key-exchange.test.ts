import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createCipher } from '../../electron/host/cipher.ts'
import {
  answeringKey,
  COMMAND,
  decodeKeyAnswer,
  decodeKeyRequest,
  decodePacket,
  encodeKeyAnswer,
  encodeKeyRequest,
  fingerprint,
  fingerprintName,
  OWN_CAPABILITY,
  SMALL_KEY_CAPABILITY,
  splitFingerprintName,
} from '../../shared/protocol/index.ts'
import { KEYS } from './keys.ts'
import { bytesOf, hexBytes, readVectors, textOf } from './vectors.ts'

const alice = createCipher(KEYS.alice)
const bob = createCipher(KEYS.bob)

const packets = ['golden', 'feiq-2.4', 'ipmsg-4.11'].flatMap((file) =>
  readVectors(`${file}.jsonl`, z.object({ hex: hexBytes })).flatMap(({ hex }) => {
    const packet = decodePacket(hex)
    return packet.ok ? [packet.value] : []
  }),
)
const bodies = (command: number) => packets.filter((packet) => packet.command === command).map(({ body }) => body)

describe('real packets', () => {
  test('requests: what each asker claims', () => {
    const words = bodies(COMMAND.GETPUBKEY).map((body) => decodeKeyRequest(body)?.toString(16))
    expect(words).toEqual(['21003', '21007', '21007'])
  })

  test('answers of FeiQ and IPMsg: capability and size; ours are written the same way', () => {
    const answers = bodies(COMMAND.ANSPUBKEY).map((body) => {
      const answer = decodeKeyAnswer(body)
      const { capability, key } = answer.ok ? answer.value : expect.unreachable(answer.error)
      expect(textOf(encodeKeyAnswer({ capability, key }))).toBe(textOf(body).replace(/\0*$/, '\0'))
      return [capability.toString(16), key.modulus.length, key.exponent]
    })
    expect(answers).toEqual([
      ['21003', 128, 65537],
      ['65920006', 256, 65537],
      ['21003', 128, 65537],
      ['21921007', 256, 65537],
    ])
  })

  test('the key of IPMsg 4.11 has the fingerprint of its name', () => {
    const packet = packets.findLast(({ command }) => command === COMMAND.ANSPUBKEY) ?? expect.unreachable()
    const answer = decodeKeyAnswer(packet.body)
    expect(splitFingerprintName(textOf(packet.user))).toEqual({
      base: 'peer',
      fingerprint: answer.ok && fingerprint(answer.value.key, alice),
    })
  })
})

test('fingerprints', () => {
  expect([fingerprint(alice.own[2048], bob), fingerprint(bob.own[2048], alice)]).toEqual([
    'bc57ee46ad44b288',
    'f91854782f730d1d',
  ])
})

test('a name with a fingerprint fits into 79 bytes of any code page, is cut between characters and carries one suffix', () => {
  const print = 'bc57ee46ad44b288'
  expect([
    fingerprintName('alice', print),
    fingerprintName('张'.repeat(30), print),
    fingerprintName(`${'a'.repeat(58)}😀`, print),
    fingerprintName('alice-<f91854782f730d1d>', print),
  ]).toEqual([`alice-<${print}>`, `${'张'.repeat(20)}-<${print}>`, `${'a'.repeat(58)}-<${print}>`, `alice-<${print}>`])
  expect(
    ['alice', 'alice-<BC57EE46AD44B288>', `alice-<${print}> `, `a\nb-<${print}>`].map(splitFingerprintName),
  ).toEqual([undefined, undefined, undefined, { base: 'a\nb', fingerprint: print }])
})

test('the Mac reads our capability as decimal: both words still ask for the key that they mean', () => {
  const asMac = (capability: number) => Number.parseInt(textOf(encodeKeyRequest(capability)), 10)
  expect([OWN_CAPABILITY, SMALL_KEY_CAPABILITY].map((word) => [answeringKey(word), answeringKey(asMac(word))])).toEqual(
    [
      [2048, 2048],
      [1024, 1024],
    ],
  )
})

test('who gets which key, and who none', () => {
  const asked = ['65920006', ' 0021003\0', '1001', '4', '0', '', 'x', '123456789', '21003\0junk']
  expect(asked.map((text) => decodeKeyRequest(bytesOf(text)))).toEqual([
    0x65920006,
    0x21003,
    0x1001,
    4,
    0,
    undefined,
    undefined,
    undefined,
    0x21003,
  ])
  expect([0x65920006, 0x21003, 0x1001, 0x20000].map(answeringKey)).toEqual([2048, 1024, undefined, undefined])
})

test('keys that no library takes are refused before one sees them', () => {
  const odd = 'f'.repeat(256)
  const errors = [
    `21003:10001-${'f'.repeat(128)}`,
    `21003:10001-${'f'.repeat(1024)}`,
    `21003:10001-${'7'}${'f'.repeat(255)}`,
    `21003:10001-${odd.slice(1)}e`,
    `21003:10000-${odd}`,
    `21003:1-${odd}`,
    `21003:10001:${odd}`,
    `21003:10001-${odd}g`,
    `:10001-${odd}`,
    '21003',
    '',
  ].map((text) => {
    const answer = decodeKeyAnswer(bytesOf(text))
    return answer.ok ? 'ok' : answer.error
  })
  expect(errors).toEqual([...Array(6).fill('unsupported'), ...Array(5).fill('malformed')])
  const padded = decodeKeyAnswer(bytesOf(`21003:010001-000${odd.toUpperCase()}\0`))
  expect(padded.ok && [padded.value.key.exponent, padded.value.key.modulus.length]).toEqual([65537, 128])
})

test('anything may come as an answer or a request', () => {
  const near = fc
    .array(fc.constantFrom(...'0123456789abcdefF:-\0 '), { maxLength: 700 })
    .map((text) => bytesOf(text.join('')))
  fc.assert(
    fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 700 })), (bytes) => {
      const answer = decodeKeyAnswer(bytes)
      if (answer.ok) expect([128, 256]).toContain(answer.value.key.modulus.length)
      expect(decodeKeyRequest(bytes) ?? 0).toBeLessThanOrEqual(0xffffffff)
    }),
    { numRuns: 2000 },
  )
})
