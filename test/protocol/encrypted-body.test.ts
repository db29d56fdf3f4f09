import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import { createCipher } from '../../electron/host/cipher.ts'
import {
  bodyCounter,
  CAPABILITY,
  type Cipher,
  chooseScheme,
  decodeEncryptedRequest,
  decodeToList,
  decryptBody,
  type EncryptedRequest,
  encodeEncryptedRequest,
  encodeToList,
  encryptBody,
  joinPlaintext,
  OWN_CAPABILITY,
  splitPlaintext,
  verifyBody,
} from '../../shared/protocol/index.ts'
import { KEYS } from './keys.ts'
import { bytesOf, hexBytes, readVectors, textOf } from './vectors.ts'

const alice = createCipher(KEYS.alice)
const bob = createCipher(KEYS.bob)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const packetNo = '1780525944'

const vectors = readVectors(
  'encrypted.jsonl',
  z.object({
    name: z.string(),
    packetNo: z.string(),
    session: hexBytes,
    plaintext: hexBytes,
    cipher: hexBytes,
    signature: hexBytes.optional(),
    body: hexBytes,
  }),
)

const scheme = (body: Uint8Array) => Number.parseInt(textOf(body), 16)
const ownKey = (body: Uint8Array) => bob.own[(scheme(body) & CAPABILITY.RSA_2048) !== 0 ? 2048 : 1024]

/** A port that draws the session key of the vector and the RSA block that another program made with it. */
const replaying = (session: Uint8Array, body: Uint8Array): Cipher => ({
  ...alice,
  randomBytes: () => session,
  encryptFor: () => {
    const [, secret = ''] = textOf(body).split(':')
    return Uint8Array.from(Buffer.from(secret, (scheme(body) & CAPABILITY.ENCODE_BASE64) !== 0 ? 'base64' : 'hex'))
  },
})

describe.each(vectors)('$name', (vector) => {
  const { plaintext, signature, session, body } = vector

  test('decrypts and verifies', () => {
    const decrypted = decryptBody(body, vector.packetNo, bob)
    const value = decrypted.ok ? decrypted.value : expect.unreachable(decrypted.error)
    expect([hex(value.plaintext), value.clear.length, verifyBody(value, alice.own[2048], bob)]).toEqual([
      hex(plaintext),
      0,
      signature === undefined ? 'none' : 'good',
    ])
    expect(value.signature?.bytes).toEqual(signature)
  })

  test('is written byte for byte', () => {
    const key = ownKey(body)
    const made = encryptBody(
      { plaintext, packetNo: vector.packetNo, scheme: scheme(body), key },
      replaying(session, body),
    )
    expect(made).toEqual(body)
  })

  test('with a chance of its own it reads back, and twice the same text makes different bodies', () => {
    const input = { plaintext, packetNo: vector.packetNo, scheme: scheme(body), key: ownKey(body) }
    const [one, two] = [encryptBody(input, alice), encryptBody(input, alice)].map(
      (made) => made ?? expect.unreachable(),
    )
    expect(one).not.toEqual(two)
    const decrypted = decryptBody(one ?? expect.unreachable(), vector.packetNo, bob)
    expect(decrypted.ok && hex(decrypted.value.plaintext)).toBe(hex(plaintext))
  })

  test('wants our own key, the whole body and, with PACKETNO_IV, the number of its packet', () => {
    const last = body.lastIndexOf(0x3a)
    const cutCipher = Buffer.concat([
      body.subarray(0, body.indexOf(0x3a, body.indexOf(0x3a) + 1) + 1),
      Uint8Array.of(0),
    ])
    const strange = { ...bob, decryptSecret: (_: number, __: Uint8Array, length: number) => new Uint8Array(length) }
    expect([
      decryptBody(body, vector.packetNo, strange),
      decryptBody(Uint8Array.from(cutCipher), vector.packetNo, bob),
      decryptBody(body.subarray(0, body.indexOf(0x3a)), vector.packetNo, bob),
      decryptBody(Uint8Array.of(...body.subarray(0, last - 1), 0x21), vector.packetNo, bob).ok,
    ]).toEqual([
      { ok: false, error: 'undecryptable' },
      { ok: false, error: 'malformed' },
      { ok: false, error: 'malformed' },
      false,
    ])
    if ((scheme(body) & CAPABILITY.PACKETNO_IV) !== 0) {
      const other = decryptBody(body, '1880525944', bob)
      expect(other.ok && hex(other.value.plaintext) === hex(plaintext)).toBe(false)
    }
  })
})

describe('what is signed', () => {
  const lists = vectors.find(({ name }) => name.startsWith('lists')) ?? expect.unreachable()
  const decrypted = decryptBody(lists.body, packetNo, bob)
  const value = decrypted.ok ? decrypted.value : expect.unreachable()

  test('the Mac signs the text and its NUL only: the words are proved, the lists are not', () => {
    const text = value.plaintext.subarray(0, value.plaintext.indexOf(0) + 1)
    const signature = { hash: 'sha256', bytes: alice.sign('sha256', text) } as const
    expect(verifyBody({ ...value, signature }, alice.own[2048], bob)).toBe('text-only')
  })

  test('another text, another key, no key, a cut signature', () => {
    const changed = { ...value, plaintext: value.plaintext.map((byte, index) => (index === 0 ? byte ^ 1 : byte)) }
    const cut = { ...value, signature: { hash: 'sha256', bytes: new Uint8Array(3) } } as const
    expect([
      verifyBody(changed, alice.own[2048], bob),
      verifyBody(value, bob.own[2048], bob),
      verifyBody(value, alice.own[1024], bob),
      verifyBody(value, undefined, bob),
      verifyBody(cut, alice.own[2048], bob),
    ]).toEqual(['bad', 'bad', 'bad', 'no-key', 'bad'])
  })

  test('share list and TO list come apart and go together again', () => {
    const { text, shareList, toList } = splitPlaintext(value.plaintext)
    const decode = (bytes: Uint8Array) => charset.decode(bytes, 'utf-8')
    const people = decodeToList(toList ?? expect.unreachable(), decode)
    expect([textOf(text), textOf(shareList ?? expect.unreachable()), people]).toEqual([
      'see file',
      '305419896:a.txt:5:6a23b4c0:1:\x07',
      [
        { user: 'bob-<f91854782f730d1d>', host: 'BOB-PC' },
        { user: 'carol', host: 'CAROL-PC' },
      ],
    ])
    const again = encodeToList(people, (name) => charset.encode(name, 'utf-8'))
    expect(joinPlaintext({ text, shareList, toList: again })).toEqual(value.plaintext)
  })

  test('a TO list without files stands behind an empty section', () => {
    const toList = bytesOf('TO:bob-<f91854782f730d1d>:BOB-PC\x07carol:CAROL-PC\x07')
    const plaintext = bytesOf(`hi all\0\0${textOf(toList)}\0`)
    expect(joinPlaintext({ text: bytesOf('hi all'), toList })).toEqual(plaintext)
    expect(splitPlaintext(plaintext)).toEqual({ text: bytesOf('hi all'), toList })
    expect(splitPlaintext(joinPlaintext({ text: bytesOf('hi') }))).toEqual({ text: bytesOf('hi') })
  })

  test('a TO list has at most thirty people and 3072 bytes, the last of them with or without BEL', () => {
    const crowd = Array.from({ length: 40 }, (_, index) => ({ user: `user${index}`, host: 'x'.repeat(60) }))
    const giants = crowd.map(({ user }) => ({ user, host: 'y'.repeat(200) }))
    const [many, long] = [crowd, giants].map((people) => encodeToList(people, bytesOf))
    expect(decodeToList(many ?? expect.unreachable(), textOf)).toEqual(crowd.slice(0, 30))
    expect((long ?? expect.unreachable()).length).toBeLessThanOrEqual(3072)
    expect(decodeToList(bytesOf('TO:a:b\x07:c\x07d:\x07e\x07f:g'), textOf)).toEqual([
      { user: 'a', host: 'b' },
      { user: 'f', host: 'g' },
    ])
  })
})

describe('what others send', () => {
  const session = bytesOf('0123456789abcdef')
  const block = (secret: Uint8Array) => alice.encryptFor(bob.own[1024], secret) ?? expect.unreachable()
  const body = (word: string, ...parts: Uint8Array[]) => bytesOf(`${[word, ...parts.map(hex)].join(':')}\0`)

  test('a clone of FeiQ fills the last block with digits', () => {
    const blocks = alice.encryptBlocks('blowfish', session, new Uint8Array(8), bytesOf('hello\x0012'))
    const decrypted = decryptBody(body('20002', block(session), blocks), packetNo, bob)
    expect(decrypted.ok && textOf(decrypted.value.plaintext)).toBe('hello\0')
  })

  test('a list of files in clear behind the cipher is kept', () => {
    const made = encryptBody({ plaintext: bytesOf('files\0'), packetNo, scheme: 0x20002, key: bob.own[1024] }, alice)
    const whole = Uint8Array.of(...(made ?? expect.unreachable()), ...bytesOf('0:a.txt:1:0:1:\x07\0'))
    const decrypted = decryptBody(whole, packetNo, bob)
    expect(decrypted.ok && textOf(decrypted.value.clear)).toBe('0:a.txt:1:0:1:\x07\0')
  })

  test('the Mac mixes: AES under the small key; and both key sizes may be flagged', () => {
    const key = bytesOf('0123456789abcdef0123456789abcdef')
    const blocks = alice.encryptBlocks(
      'aes-256',
      key,
      new Uint8Array(16),
      bytesOf('mixed\0\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a'),
    )
    const [small, both] = ['100002', '100006'].map((word) => decryptBody(body(word, block(key), blocks), packetNo, bob))
    expect([small?.ok && textOf(small.value.plaintext), both]).toEqual(['mixed\0', small])
  })

  test('what has no NUL before its padding, or a padding longer than a block, was decrypted with a wrong key', () => {
    const outcomes = ['no end\x02\x02', `hello\0${'\x0a'.repeat(10)}`].map((text) => {
      const blocks = alice.encryptBlocks('blowfish', session, new Uint8Array(8), bytesOf(text))
      return decryptBody(body('20002', block(session), blocks), packetNo, bob)
    })
    expect(outcomes).toEqual(Array(2).fill({ ok: false, error: 'undecryptable' }))
  })

  test('obsolete ciphers and keys of other sizes are refused', () => {
    const blocks = alice.encryptBlocks('blowfish', session, new Uint8Array(8), bytesOf('hello\0\x02\x02'))
    const error = (word: string, secret: Uint8Array) => decryptBody(body(word, secret, blocks), packetNo, bob)
    expect([
      error('1002', block(session)),
      error('20004', block(session)),
      error('20001', new Uint8Array(64)),
      error('20002', new Uint8Array(64)),
      error('20002', new Uint8Array(0)),
    ]).toEqual(Array(5).fill({ ok: false, error: 'unsupported' }))
  })

  test('a wrong secret ends like a malformed block: nothing tells them apart', () => {
    const blocks = alice.encryptBlocks('blowfish', session, new Uint8Array(8), bytesOf('hello\0\x02\x02'))
    const secrets = [
      block(bytesOf('too short')),
      block(bytesOf('fedcba9876543210')),
      new Uint8Array(128).fill(1),
      new Uint8Array(128).fill(255),
    ]
    const outcomes = secrets.map((secret) => decryptBody(body('20002', secret, blocks), packetNo, bob))
    expect(outcomes).toEqual(Array(4).fill({ ok: false, error: 'undecryptable' }))
  })
})

describe('encrypted requests', () => {
  const key = fromHex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')
  const request = {
    kind: 'folder',
    packetNo: '1780525934',
    fileId: 0x12345678,
    offset: 0,
    bodyKey: key,
    requestNo: packetNo,
    extra: [],
  } satisfies EncryptedRequest
  const wire = `6a20ab6e:12345678:900000:${hex(key)}:6a20ab78\0`

  test('are written and read as IPMsg does', () => {
    expect(textOf(encodeEncryptedRequest(request))).toBe(wire)
    expect(decodeEncryptedRequest(bytesOf(wire), 'folder', packetNo)).toEqual({ ok: true, value: request })
  })

  test('for a file with an offset, and for an answer in clear', () => {
    const file = { ...request, kind: 'file', offset: 0x400, bodyKey: undefined } as const
    const made = encodeEncryptedRequest(file)
    expect(textOf(made)).toBe('6a20ab6e:12345678:400:4000000:6a20ab78\0')
    expect(decodeEncryptedRequest(made, 'file', packetNo)).toEqual({ ok: true, value: file })
  })

  test('for a folder go on where an own peer says, and with fields that nobody knows begin at its start', () => {
    const read = (fields: string) => {
      const decoded = decodeEncryptedRequest(bytesOf(wire.replace('\0', `:${fields}\0`)), 'folder', packetNo)
      return decoded.ok ? [decoded.value.offset, ...decoded.value.extra] : decoded.error
    }
    expect(['400:g1--:3', 'new', 'new:400', '400'].map(read)).toEqual([
      [0x400, 'g1--', '3'],
      [0, 'new'],
      [0, 'new', '400'],
      [0, '400'],
    ])
    const own = { ...request, offset: 0x400, extra: ['g1--', '3'] }
    expect(decodeEncryptedRequest(encodeEncryptedRequest(own), 'folder', packetNo)).toEqual({ ok: true, value: own })
  })

  test('that name another packet, no key, no cipher or no number are refused', () => {
    const decode = (text: string) => {
      const decoded = decodeEncryptedRequest(bytesOf(text), 'folder', packetNo)
      return decoded.ok ? 'ok' : decoded.error
    }
    expect([
      decode(wire.replace('6a20ab78', '6a20ab77')),
      decode('1:2:900000:0011:6a20ab78\0'),
      decode('1:2:800000:0011:6a20ab78\0'),
      decode('1:2:4000000\0'),
      decode('1:2\0'),
      decode('1:2:4000000:6a20ab78:\0'),
    ]).toEqual(['other-packet', 'malformed', 'unsupported', 'malformed', 'malformed', 'ok'])
  })

  test('the answer is one AES-256-CTR stream, in whatever pieces', () => {
    const plain = bytesOf('0033:hello.txt:000000005:1:14=6a23b4c0:16=6a23b4c0:HELLO')
    const sealed =
      '12169d393a3f712525e0ab6bb3baa372f852913d9a13c24a235ecede4f21ff24d4006ca35c6f94ecc0ec3dae68cdea4ec5e10403a05e63e8'
    const encrypt = alice.counterStream(key, bodyCounter(packetNo))
    const decrypt = bob.counterStream(key, bodyCounter(packetNo))
    expect(hex(Buffer.concat([encrypt(plain.subarray(0, 7)), encrypt(plain.subarray(7))]))).toBe(sealed)
    expect(textOf(decrypt(fromHex(sealed)))).toBe(textOf(plain))
  })
})

test('which scheme two programs agree on', () => {
  const [small, large] = [bob.own[1024], bob.own[2048]]
  const choice = (theirs: number, key = large) => {
    const chosen = chooseScheme(theirs, key)
    return chosen.type === 'scheme' ? chosen.scheme.toString(16) : chosen.type
  }
  expect({
    'IPMsg 5': choice(0x65920006),
    'IPMsg 5 with its small key': choice(0x65920006, small),
    'IPMsg 4.11 has no SHA-256': choice(0x21921007),
    'large cipher, no signature, and the small one': choice(0x120006),
    'the Mac': choice(0x61920006),
    'the Mac answers with its small key': choice(0x61920006, small),
    FeiQ: choice(0x21003, small),
    'AES only': choice(CAPABILITY.RSA_2048 | CAPABILITY.AES_256),
    'RSA-512 and RC2': choice(0x1001, small),
    ourselves: choice(OWN_CAPABILITY),
  }).toEqual({
    'IPMsg 5': '41900004',
    'IPMsg 5 with its small key': '1820002',
    'IPMsg 4.11 has no SHA-256': '21900004',
    'large cipher, no signature, and the small one': 'other-key',
    'the Mac': '41900004',
    'the Mac answers with its small key': '1820002',
    FeiQ: '20002',
    'AES only': 'none',
    'RSA-512 and RC2': 'none',
    ourselves: '41900004',
  })
})
