/** Nothing that a peer sends as encrypted makes us throw, and what we encrypt comes back; text forms agree with the platform's. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCipher } from '../../electron/host/cipher.ts'
import { fromBase64, fromHex, toBase64, toHex } from '../../shared/protocol/cipher/binary-text.ts'
import {
  CAPABILITY,
  chooseScheme,
  decodeEncryptedRequest,
  decodeToList,
  decryptBody,
  encodeEncryptedRequest,
  encryptBody,
  joinPlaintext,
  MAX_RECIPIENTS,
  OWN_CAPABILITY,
  splitPlaintext,
  verifyBody,
} from '../../shared/protocol/index.ts'
import { KEYS } from '../protocol/keys.ts'
import { bytesOf, textOf } from '../protocol/vectors.ts'

const alice = createCipher(KEYS.alice)
const bob = createCipher(KEYS.bob)
const size = fc.constantFrom(1024 as const, 2048 as const)

const schemeFor = (bits: 1024 | 2048): number => {
  const choice = chooseScheme(OWN_CAPABILITY, bob.own[bits])
  return choice.type === 'scheme' ? choice.scheme : expect.unreachable()
}

/** Well-formed to some depth: flags at random, parts of likely lengths in the encoding that the flags name, or damaged. */
const body = fc
  .record({
    flags: fc.subarray(Object.values(CAPABILITY)),
    secret: fc
      .constantFrom(0, 64, 127, 128, 256)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    blocks: fc.uint8Array({ maxLength: 64 }),
    signature: fc.option(fc.uint8Array({ maxLength: 256 })),
    tail: fc.uint8Array({ maxLength: 20 }),
    damage: fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 }))),
  })
  .map(({ flags, secret, blocks, signature, tail, damage }) => {
    const word = flags.reduce((all, flag) => all + flag, 0)
    const encode = flags.includes(CAPABILITY.ENCODE_BASE64) ? toBase64 : toHex
    const parts = [secret, blocks, ...(signature === null ? [] : [signature])].map(encode)
    const bytes = Uint8Array.of(...bytesOf([word.toString(16), ...parts].join(':')), ...tail)
    if (damage !== null) bytes[damage[0] % bytes.length] = damage[1]
    return bytes
  })

describe('anything', () => {
  test('as an encrypted body', () => {
    fc.assert(
      fc.property(
        fc.oneof(body, fc.uint8Array({ maxLength: 600 })),
        fc.stringMatching(/^\d{1,20}$/),
        (bytes, packetNo) => {
          const decrypted = decryptBody(bytes, packetNo, bob)
          if (!decrypted.ok) return
          expect(decrypted.value.plaintext.at(-1)).toBe(0)
          expect(['bad', 'none']).toContain(verifyBody(decrypted.value, alice.own[2048], bob))
        },
      ),
      { numRuns: 1500 },
    )
  })

  test('as a plaintext, a TO list or a request', () => {
    const near = fc
      .array(fc.constantFrom(...'TO:ab\x07\0:0149f'), { maxLength: 200 })
      .map((text) => bytesOf(text.join('')))
    fc.assert(
      fc.property(
        fc.oneof(near, fc.uint8Array({ maxLength: 400 })),
        fc.constantFrom('file', 'folder'),
        (bytes, kind) => {
          const { text, shareList, toList } = splitPlaintext(bytes)
          expect(text.length + (shareList?.length ?? 0) + (toList?.length ?? 0)).toBeLessThanOrEqual(bytes.length)
          for (const list of [toList ?? bytes, bytes]) {
            expect(decodeToList(list, textOf).length).toBeLessThanOrEqual(MAX_RECIPIENTS)
          }
          const request = decodeEncryptedRequest(bytes, kind, '10')
          if (request.ok) expect(Number.isSafeInteger(request.value.offset) && request.value.offset >= 0).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('as hex or Base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
        const buffer = Buffer.from(bytes)
        expect([toHex(bytes), toBase64(bytes)]).toEqual([buffer.toString('hex'), buffer.toString('base64')])
        const [hex, base64] = [toHex(bytes), toBase64(bytes)]
        expect([fromHex(hex.toUpperCase()), fromBase64(base64), fromBase64(base64.replace(/=+$/, ''))]).toEqual([
          bytes,
          bytes,
          bytes,
        ])
        const [strayHex, strayBase64] = [fromHex(text), fromBase64(text)]
        if (strayHex !== undefined) expect(toHex(strayHex)).toBe(text.toLowerCase())
        if (strayBase64 !== undefined) expect(Buffer.from(text, 'base64')).toEqual(Buffer.from(strayBase64))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what we write reads back', () => {
  const section = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.filter((byte) => byte !== 0))

  test('bodies with and without lists, for either key', () => {
    const toList = fc.option(section.map((bytes) => Uint8Array.of(...bytesOf('TO:'), ...bytes)))
    const shareList = fc.option(section.map((bytes) => Uint8Array.of(0x30, ...bytes)))
    fc.assert(
      fc.property(section, shareList, toList, size, fc.integer({ min: 1 }), (text, shares, people, bits, number) => {
        const parts = {
          text,
          ...(shares !== null && { shareList: shares }),
          ...(people !== null && { toList: people }),
        }
        const input = {
          plaintext: joinPlaintext(parts),
          packetNo: String(number),
          scheme: schemeFor(bits),
          key: bob.own[bits],
        }
        const made = encryptBody(input, alice) ?? expect.unreachable()
        const decrypted = decryptBody(made, String(number), bob)
        const value = decrypted.ok ? decrypted.value : expect.unreachable(decrypted.error)
        const plain = Object.entries(splitPlaintext(value.plaintext)).map(([name, bytes]) => [name, [...bytes]])
        expect(plain).toEqual(Object.entries(parts).map(([name, bytes]) => [name, [...bytes]]))
        expect(verifyBody(value, alice.own[2048], bob)).toBe(bits === 2048 ? 'good' : 'none')
      }),
      { numRuns: 100 },
    )
  })

  test('requests', () => {
    const number = fc.maxSafeNat()
    const key = fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }), { nil: undefined })
    fc.assert(
      fc.property(
        fc.constantFrom('file' as const, 'folder' as const),
        number,
        number,
        number,
        key,
        (kind, packet, fileId, offset, bodyKey) => {
          const request = {
            kind,
            packetNo: String(packet),
            fileId,
            offset: kind === 'file' ? offset : 0,
            bodyKey,
            requestNo: '42',
            extra: [],
          }
          expect(decodeEncryptedRequest(encodeEncryptedRequest(request), kind, '42')).toEqual({
            ok: true,
            value: request,
          })
        },
      ),
    )
  })
})
