/**
 * The behaviour of RSA decryption on bad blocks, and that nothing is used that Electron's BoringSSL lacks: every call into node:crypto
 * goes through a recorder here. Beside OpenSSL's command line all of it stands in test/process/openssl.test.ts.
 */
import type * as crypto from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Hash, KeySize } from '../../shared/protocol/index.ts'
import { KEYS, madeUpKey } from '../protocol/keys.ts'
import { bytesOf, textOf } from '../protocol/vectors.ts'

const used = vi.hoisted(() => new Set<string>())

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>()
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

// Another file of this process may have loaded it with functions that nobody records.
vi.resetModules()
const { createCipher, generateKeys } = await import('../../electron/host/cipher.ts')

const real = await vi.importActual<typeof crypto>('node:crypto')

afterAll(() => {
  vi.doUnmock('node:crypto')
  vi.resetModules()
})

const cipher = createCipher(KEYS.alice)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const sizes: readonly KeySize[] = [1024, 2048]

describe('between two of us', () => {
  const other = createCipher(KEYS.bob)
  const text = bytesOf('0123456789abcdef0123456789abcdef')

  test.each(sizes)('RSA-%i', (size) => {
    const block = other.encryptFor(cipher.own[size], text) ?? expect.unreachable()
    expect([block.length * 8, textOf(cipher.decryptSecret(size, block, text.length))]).toEqual([size, textOf(text)])
  })

  test.each<Hash>(['sha1', 'sha256'])('signatures with %s', (hash) => {
    const signature = cipher.sign(hash, text)
    const proved = [cipher.own[2048], other.own[2048]].map((key) => other.verify(key, hash, text, signature))
    expect([proved, cipher.digest(hash, text).length]).toEqual([[true, false], hash === 'sha1' ? 20 : 32])
  })

  test.each([
    ['aes-256', 32, 16],
    ['blowfish', 16, 8],
  ] as const)('%s, whatever the last bytes are', (name, keyLength, block) => {
    for (const last of [0, 1, 8, 16, 0x20, 0x80, 0xff]) {
      const [key, iv] = [cipher.randomBytes(keyLength), cipher.randomBytes(block)]
      const blocks = new Uint8Array(4 * block).fill(last)
      expect(other.decryptBlocks(name, key, iv, cipher.encryptBlocks(name, key, iv, blocks))).toEqual(blocks)
    }
    expect(
      cipher.encryptBlocks(name, new Uint8Array(keyLength), new Uint8Array(block), new Uint8Array(0)),
    ).toHaveLength(0)
  })

  test('AES-256-CTR', () => {
    const [one, two] = [cipher, other].map((side) => side.counterStream(text, new Uint8Array(16).fill(0xff)))
    expect([...(two?.(one?.(text) ?? text) ?? text)]).toEqual([...text])
  })
})

describe('a block that is no PKCS#1', () => {
  /** The bare RSA operation on a block of our making. */
  const blockOf = (size: KeySize, plain: Uint8Array): Uint8Array =>
    real.publicEncrypt({ key: KEYS.alice[size], padding: real.constants.RSA_NO_PADDING }, plain)
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

/**
 * What is named outside of that file, with its algorithms: all of it BoringSSL has. `null` signs with Ed25519, the only kind of key that
 * updates know.
 */
const ELSEWHERE = [
  "createHash 'sha256'",
  "createHash 'sha512'",
  'createHash HASH',
  "createHmac 'sha256'",
  'createPublicKey',
  'randomBytes',
  'randomInt',
  'randomUUID',
  'scryptSync',
  'sign null',
  'timingSafeEqual',
  'verify null',
]

test('outside of that file there are random numbers, SHA-2, one slow hash for a password, and Ed25519 for updates', () => {
  const root = new URL('../../electron/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name !== 'host/cipher.ts',
  )
  const named = files.flatMap((name) => {
    const text = readFileSync(new URL(name, root), 'utf8')
    const [, names = ''] = /import \{([^}]*)\} from '(?:node:)?crypto'/.exec(text) ?? []
    const functions = names.split(',').filter((word) => word.trim() !== '' && !/\btype /.test(word))
    return functions.flatMap((word) => {
      const called = word.trim()
      if (!/^(?:createHash|createHmac|sign|verify)$/.test(called)) return called
      return [...text.matchAll(new RegExp(`\\b${called}\\(([^,)\\n]*)`, 'g'))].map(
        ([, first = '']) => `${called} ${first}`,
      )
    })
  })
  expect([...new Set(named)].sort()).toEqual([...ELSEWHERE].sort())
  const values = files.flatMap((name) => [...readFileSync(new URL(name, root), 'utf8').matchAll(/\bHASH = ([^\n]*)/g)])
  expect([...new Set(values.map(([, value]) => value))]).toEqual(["'sha256'"])
})
