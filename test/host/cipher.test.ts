/**
 * Node's and the library's primitives against OpenSSL's command line, the behaviour of RSA decryption on bad blocks, and that nothing
 * is used that Electron's BoringSSL lacks: every call into node:crypto goes through a recorder here.
 */
import { execFileSync } from 'node:child_process'
import type * as realCrypto from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  type Cipher,
  decryptBody,
  encryptBody,
  type Hash,
  type KeySize,
  verifyBody,
} from '../../shared/protocol/index.ts'
import { KEYS, madeUpKey } from '../protocol/keys.ts'
import { bytesOf, textOf } from '../protocol/vectors.ts'

const used = vi.hoisted(() => new Set<string>())

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof realCrypto>()
  const recorded = Object.entries(real).map(([name, value]) => {
    if (typeof value !== 'function' || /^[A-Z]/.test(name)) return [name, value]
    const recorder = new Proxy(value, {
      apply(target, self, input) {
        used.add(callName(name, input))
        return Reflect.apply(target, self, input)
      },
    })
    return [name, recorder]
  })
  return Object.fromEntries(recorded)
})

/** `createHash sha1`, `publicEncrypt 1`: the function and what tells the algorithm. */
function callName(name: string, [first]: readonly unknown[]): string {
  if (typeof first === 'string' && !first.includes('\n')) return `${name} ${first}`
  const padding = typeof first === 'object' && first !== null && 'padding' in first ? ` ${String(first.padding)}` : ''
  return name + padding
}

const { createCipher, generateKeys } = await import('../../electron/host/cipher.ts')

let folder = ''
let cipher: Cipher
const file = (name: string, bytes?: Uint8Array | string): string => {
  const path = join(folder, name)
  if (bytes !== undefined) writeFileSync(path, bytes)
  return path
}
const openssl = (...input: string[]): Uint8Array => Uint8Array.from(execFileSync('openssl', input, { stdio: 'pipe' }))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const sizes: readonly KeySize[] = [1024, 2048]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gezi-cipher-'))
  cipher = createCipher(KEYS.alice)
  for (const size of sizes) {
    const pem = file(`${size}.pem`, KEYS.alice[size])
    openssl('pkey', '-in', pem, '-pubout', '-out', file(`${size}.pub`))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('beside OpenSSL', () => {
  const secret = bytesOf('0123456789abcdef0123456789abcdef')

  test.each(sizes)('RSA-%i: each decrypts what the other encrypts', (size) => {
    const plain = file('secret', secret)
    const theirs = openssl('pkeyutl', '-encrypt', '-pubin', '-inkey', file(`${size}.pub`), '-in', plain)
    const ours = cipher.encryptFor(cipher.own[size], secret) ?? expect.unreachable()
    const decrypted = openssl('pkeyutl', '-decrypt', '-inkey', file(`${size}.pem`), '-in', file('ours', ours))
    expect([textOf(cipher.decryptSecret(size, theirs, 32)), textOf(decrypted)]).toEqual([
      textOf(secret),
      textOf(secret),
    ])
  })

  test.each<Hash>(['sha1', 'sha256'])('%s: each verifies what the other signs', (hash) => {
    const text = bytesOf('what is signed\0')
    const theirs = openssl('dgst', `-${hash}`, '-sign', file('2048.pem'), file('text', text))
    expect(cipher.verify(cipher.own[2048], hash, text, theirs)).toBe(true)
    const signature = file('signature', cipher.sign(hash, text))
    const verdict = openssl('dgst', `-${hash}`, '-verify', file('2048.pub'), '-signature', signature, file('text'))
    expect(textOf(verdict)).toBe('Verified OK\n')
    expect(hex(cipher.digest(hash, text))).toBe(textOf(openssl('dgst', `-${hash}`, '-r', file('text'))).split(' ')[0])
  })

  const legacy = ['-provider', 'legacy', '-provider', 'default']
  test.each([
    ['aes-256', ['-aes-256-cbc'], 32, 16],
    ['blowfish', ['-bf-cbc', ...legacy], 16, 8],
  ] as const)('%s in CBC, and back', (name, algorithm, keyLength, block) => {
    for (const length of [0, 1, 2, 50].map((blocks) => blocks * block)) {
      const [key, iv, blocks] = [cipher.randomBytes(keyLength), cipher.randomBytes(block), cipher.randomBytes(length)]
      const options = ['-K', hex(key), '-iv', hex(iv), '-nopad', '-in', file('blocks', blocks)]
      const encrypted = cipher.encryptBlocks(name, key, iv, blocks)
      expect(hex(encrypted)).toBe(hex(openssl('enc', ...algorithm, ...options)))
      expect(hex(cipher.decryptBlocks(name, key, iv, encrypted))).toBe(hex(blocks))
    }
  })

  test('AES-256-CTR in pieces, the counter running over', () => {
    const [key, counter] = [cipher.randomBytes(32), new Uint8Array(16).fill(0xff)]
    const plain = cipher.randomBytes(1000)
    const stream = cipher.counterStream(key, counter)
    const pieces = [plain.subarray(0, 1), plain.subarray(1, 33), plain.subarray(33)].map((piece) => stream(piece))
    const theirs = openssl('enc', '-aes-256-ctr', '-K', hex(key), '-iv', hex(counter), '-in', file('plain', plain))
    expect(hex(Buffer.concat(pieces))).toBe(hex(theirs))
  })
})

describe('a whole message', () => {
  const packetNo = '1780525944'
  const plaintext = bytesOf('see file\x001:a.txt:5:0:1:\x07\0TO:bob:BOB-PC\x07\0')
  const forms = [
    {
      size: 2048,
      scheme: 0x41900004,
      algorithm: ['-aes-256-cbc'],
      iv: '31373830353235393434000000000000',
      keyLength: 32,
    },
    {
      size: 1024,
      scheme: 0x01820002,
      algorithm: ['-bf-cbc', '-provider', 'legacy', '-provider', 'default'],
      iv: '3137383035323539',
      keyLength: 16,
    },
  ] as const

  test.each(forms)('of ours for a key of $size bits is read by OpenSSL', ({ size, scheme, algorithm, iv }) => {
    const made = encryptBody({ plaintext, packetNo, scheme, key: cipher.own[size] }, cipher)
    const [word, ...texts] = textOf(made ?? expect.unreachable())
      .slice(0, -1)
      .split(':')
    const [secret, blocks, signature] = texts.map((text) => Uint8Array.from(Buffer.from(text, 'base64')))
    const session = openssl('pkeyutl', '-decrypt', '-inkey', file(`${size}.pem`), '-in', file('secret', secret))
    const key = ['-d', '-K', hex(session), '-iv', iv]
    const opened = openssl('enc', ...algorithm, ...key, '-in', file('blocks', blocks))
    expect([word, textOf(opened), signature !== undefined]).toEqual([
      scheme.toString(16),
      textOf(plaintext),
      size === 2048,
    ])
    if (signature !== undefined) {
      const proof = ['-signature', file('signature', signature), file('opened', opened)]
      expect(textOf(openssl('dgst', '-sha256', '-verify', file('2048.pub'), ...proof))).toBe('Verified OK\n')
    }
  })

  test.each(forms)('of OpenSSL for a key of $size bits is read by us', ({ size, scheme, algorithm, iv, keyLength }) => {
    const session = cipher.randomBytes(keyLength)
    const secret = openssl('pkeyutl', '-encrypt', '-pubin', '-inkey', file(`${size}.pub`), '-in', file('key', session))
    const blocks = openssl('enc', ...algorithm, '-K', hex(session), '-iv', iv, '-in', file('text', plaintext))
    const signature = openssl('dgst', '-sha256', '-sign', file('2048.pem'), file('text'))
    const parts = [secret, blocks, ...(size === 2048 ? [signature] : [])].map((part) =>
      Buffer.from(part).toString('base64'),
    )
    const decrypted = decryptBody(bytesOf([scheme.toString(16), ...parts].join(':')), packetNo, cipher)
    const value = decrypted.ok ? decrypted.value : expect.unreachable(decrypted.error)
    expect([textOf(value.plaintext), verifyBody(value, cipher.own[2048], cipher)]).toEqual([
      textOf(plaintext),
      size === 2048 ? 'good' : 'none',
    ])
  })
})

describe('a block that is no PKCS#1', () => {
  /** The bare RSA operation on a block of our making. */
  const blockOf = (size: KeySize, plain: Uint8Array): Uint8Array =>
    openssl(
      'pkeyutl',
      '-encrypt',
      '-pubin',
      '-inkey',
      file(`${size}.pub`),
      '-pkeyopt',
      'rsa_padding_mode:none',
      '-in',
      file('bare', plain),
    )
  const padded = (size: number, secret: number, change?: (block: Uint8Array) => void): Uint8Array => {
    const block = new Uint8Array(size / 8).fill(0x5a)
    block.set([0, 2])
    block[block.length - secret - 1] = 0
    change?.(block)
    return block
  }

  test.each(sizes)(
    'RSA-%i: yields a secret all the same, always the same one, of the length that was asked for',
    (size) => {
      const bad: readonly Uint8Array[] = [
        padded(size, 16, (block) => block.set([1], 0)),
        padded(size, 16, (block) => block.set([0, 1])),
        padded(size, 16, (block) => block.set([0], 2)),
        padded(size, 16, (block) => block.set([0], 9)),
        padded(size, 16, (block) => block.set([0], block.length - 18)),
        padded(size, 16, (block) => block.set([7], block.length - 17)),
        padded(size, 15),
        padded(size, 17),
        padded(size, 32),
        new Uint8Array(size / 8),
      ]
      const blocks = [
        ...bad.map((plain) => blockOf(size, plain)),
        new Uint8Array(size / 8).fill(0xff),
        new Uint8Array(3),
        new Uint8Array(0),
      ]
      const secrets = blocks.map((block) => hex(cipher.decryptSecret(size, block, 16)))
      expect(secrets).toEqual(blocks.map((block) => hex(cipher.decryptSecret(size, block, 16))))
      expect([new Set(secrets).size, new Set(secrets.map(({ length }) => length))]).toEqual([
        blocks.length,
        new Set([32]),
      ])
      expect(secrets).not.toContain('5a'.repeat(16))
    },
  )

  test.each(sizes)('RSA-%i: a good one yields what is in it', (size) => {
    expect(hex(cipher.decryptSecret(size, blockOf(size, padded(size, 16)), 16))).toBe('5a'.repeat(16))
  })

  test('the secret of a bad one depends on the key', () => {
    const other = createCipher(KEYS.bob)
    const block = new Uint8Array(256).fill(0xff)
    expect(other.decryptSecret(2048, block, 32)).not.toEqual(cipher.decryptSecret(2048, block, 32))
  })

  test('no block throws or changes the length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(16, 32),
        fc.constantFrom(...sizes),
        (block, length, size) => {
          expect(cipher.decryptSecret(size, block, length).length).toBe(length)
        },
      ),
      { numRuns: 200 },
    )
  })
})

test("a stranger's key never throws: it encrypts nothing or something, and verifies nothing", () => {
  for (const key of [128, 256, 64, 1].map(madeUpKey)) {
    const block = cipher.encryptFor(key, bytesOf('secret'))
    expect(block === undefined || block.length === key.modulus.length).toBe(true)
    expect(cipher.verify(key, 'sha256', bytesOf('text'), new Uint8Array(key.modulus.length).fill(1))).toBe(false)
  }
})

test('new keys have the two sizes and the usual exponent, and each time they are others', async () => {
  const [one, two] = await Promise.all([generateKeys(), generateKeys()])
  const { own } = createCipher(one)
  expect([own[1024], own[2048]].map(({ modulus, exponent }) => [modulus.length, exponent])).toEqual([
    [128, 65537],
    [256, 65537],
  ])
  expect(own[2048].modulus).not.toEqual(createCipher(two).own[2048].modulus)
  expect(() => createCipher({ 1024: one[2048], 2048: one[2048] })).toThrow('2048 bits where one of 1024')
})

/**
 * What BoringSSL has of Node's names, as Electron's documentation and BoringSSL's headers tell: no Blowfish, CAST, IDEA, SEED, Camellia,
 * RIPEMD, SHA-3; of AES no CCM, OCB, XTS, wrap. Padding numbers are RSA_PKCS1_PADDING (1) and RSA_NO_PADDING (3); PKCS#1 is not taken off
 * with padding 1, because BoringSSL tells of bad padding.
 */
const IN_BORINGSSL: readonly string[] = [
  'createCipheriv aes-256-cbc',
  'createCipheriv aes-256-ctr',
  'createDecipheriv aes-256-cbc',
  'createHash sha1',
  'createHash sha256',
  'createHmac sha256',
  'createPrivateKey',
  'createPublicKey',
  'generateKeyPair rsa',
  'privateDecrypt 3',
  'publicEncrypt 1',
  'randomBytes',
  'sign sha1',
  'sign sha256',
  'verify sha1',
  'verify sha256',
]

test('nothing was used that BoringSSL lacks, and all that the port offers was used', () => {
  const foreign = ['checkPrimeSync']
  expect([...used].filter((call) => !foreign.includes(call)).sort()).toEqual(IN_BORINGSSL)
})

test('the file names no other function of node:crypto than those that were called', () => {
  const text = readFileSync(new URL('../../electron/host/cipher.ts', import.meta.url), 'utf8')
  const imported = /import \{([^}]*)\} from 'node:crypto'/.exec(text)?.[1] ?? ''
  const names = imported
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
  const called = new Set(IN_BORINGSSL.map((call) => call.split(' ')[0]))
  expect(names.filter((name) => !called.has(name))).toEqual(['constants'])
  expect(text.match(/crypto\.|require\(|import\(/g)).toBeNull()
})
