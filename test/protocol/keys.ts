/**
 * Key pairs made of public strings, so that vectors of other programs can name them. They protect nothing. A prime of `bytes` bytes:
 * SHA-256 of `seed:0`, `seed:1`, … cut to length, the two highest bits and the lowest set, then the next prime whose predecessor is no
 * multiple of 65537.
 */
import { checkPrimeSync, createHash, createPrivateKey } from 'node:crypto'
import type { PrivateKeys } from '../../electron/host/cipher.ts'
import type { PublicKey } from '../../shared/protocol/index.ts'

const EXPONENT = 65537n

function prime(seed: string, bytes: number): bigint {
  const hashes = Array.from({ length: Math.ceil(bytes / 32) }, (_, index) =>
    createHash('sha256').update(`${seed}:${index}`).digest(),
  )
  const start = Buffer.concat(hashes).subarray(0, bytes)
  let candidate = BigInt(`0x${start.toString('hex')}`) | (3n << BigInt(bytes * 8 - 2)) | 1n
  while ((candidate - 1n) % EXPONENT === 0n || !checkPrimeSync(candidate)) candidate += 2n
  return candidate
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next, s, step] = [modulus, value % modulus, 0n, 1n]
  while (next !== 0n) {
    const quotient = r / next
    ;[r, next, s, step] = [next, r - quotient * next, step, s - quotient * step]
  }
  return ((s % modulus) + modulus) % modulus
}

const bytesOf = (value: bigint): Buffer => {
  const digits = value.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
}

/** PKCS#8 in PEM. */
function privateKey(name: string, bits: number): string {
  const [one, two] = ['p', 'q'].map((letter) => prime(`ipmsg-test-${name}-${letter}`, bits / 16))
  if (one === undefined || two === undefined) throw new Error('two primes were made')
  const [p, q] = one > two ? [one, two] : [two, one]
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const jwk = Object.fromEntries(
    Object.entries(numbers).map(([key, value]) => [key, bytesOf(value).toString('base64url')]),
  )
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

const feiq = privateKey('feiq', 1024)

/** Alice and Bob have FeiQ's small key both. */
export const KEYS: Readonly<Record<'alice' | 'bob', PrivateKeys>> = {
  alice: { 1024: feiq, 2048: privateKey('alice', 2048) },
  bob: { 1024: feiq, 2048: privateKey('bob', 2048) },
}

/** An odd number of the right length, which no key is made of. */
export const madeUpKey = (bytes: number): PublicKey => ({ modulus: new Uint8Array(bytes).fill(0xff), exponent: 65537 })
