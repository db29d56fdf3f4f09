/** The primitives and whole encrypted messages beside OpenSSL's command line, which reads what we write and writes what we read. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCipher } from '../../electron/host/cipher.ts'
import { decryptBody, encryptBody, type Hash, type KeySize, verifyBody } from '../../shared/protocol/index.ts'
import { KEYS } from '../protocol/keys.ts'
import { bytesOf, textOf } from '../protocol/vectors.ts'

const cipher = createCipher(KEYS.alice)
const folder = mkdtempSync(join(tmpdir(), 'gezi-cipher-'))
const file = (name: string, bytes?: Uint8Array | string): string => {
  const path = join(folder, name)
  if (bytes !== undefined) writeFileSync(path, bytes)
  return path
}
const openssl = (...input: string[]): Uint8Array => Uint8Array.from(execFileSync('openssl', input, { stdio: 'pipe' }))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const sizes: readonly KeySize[] = [1024, 2048]

beforeAll(() => {
  for (const size of sizes) {
    const pem = file(`${size}.pem`, KEYS.alice[size])
    openssl('pkey', '-in', pem, '-pubout', '-out', file(`${size}.pub`))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the primitives', () => {
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
