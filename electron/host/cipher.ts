/**
 * The primitives behind the `Cipher` port. The same code runs on OpenSSL 3 (Node) and on BoringSSL (Electron), so it names only what
 * both have: RSA, SHA-1, SHA-256, AES-256 in CBC and CTR. Two things are done by hand or by a library, because they are not there:
 *
 * - Blowfish: OpenSSL 3 hides it in its legacy provider, BoringSSL never had it.
 * - Decryption with PKCS#1 v1.5 padding: Node refuses it with some versions of OpenSSL, BoringSSL reports bad padding, and a program that
 *   reports it, in words or by its timing, decrypts for strangers (Bleichenbacher). So the bare RSA operation is used and the padding
 *   taken off here, without a branch that depends on it; a bad one yields a secret made of the block and our key (implicit rejection).
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { promisify } from 'node:util'
import { Blowfish } from 'egoroof-blowfish'
import type { Cipher, KeySize, PublicKey } from '../../shared/protocol/index.ts'

/** PKCS#8 in PEM by size: what is kept in the system's key store. */
export type PrivateKeys = Readonly<Record<KeySize, string>>

const EXPONENT = 65537

/** A second or two of another thread's time. */
export async function generateKeys(): Promise<PrivateKeys> {
  const generate = async (modulusLength: KeySize) => {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength, publicExponent: EXPONENT })
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  }
  const [small, large] = await Promise.all([generate(1024), generate(2048)])
  return { 1024: small, 2048: large }
}

/** What needs no keys of ours. */
export const keylessCipher: Pick<Cipher, 'encryptBlocks' | 'decryptBlocks'> = {
  encryptBlocks: (cipher, key, iv, blocks) =>
    cipher === 'blowfish' ? encryptBlowfish(key, iv, blocks) : aesBlocks(createCipheriv(AES_CBC, key, iv), blocks),
  decryptBlocks: (cipher, key, iv, blocks) =>
    cipher === 'blowfish' ? decryptBlowfish(key, iv, blocks) : aesBlocks(createDecipheriv(AES_CBC, key, iv), blocks),
}

/** Throws if a key is none, or of another size: the store gave us something that we never put there. */
export function createCipher(keys: PrivateKeys): Cipher {
  const own = { 1024: ownKey(keys[1024], 1024), 2048: ownKey(keys[2048], 2048) }
  return {
    own: { 1024: own[1024].publicKey, 2048: own[2048].publicKey },
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    digest,
    encryptFor: (key, secret) =>
      attempt(() => publicEncrypt({ key: importKey(key), padding: constants.RSA_PKCS1_PADDING }, secret)),
    decryptSecret: (size, block, length) => decryptSecret(own[size], block, length),
    sign: (hash, bytes) => new Uint8Array(sign(hash, bytes, own[2048].key)),
    verify: verifySignature,
    ...keylessCipher,
    counterStream,
  }
}

export const verifySignature: Cipher['verify'] = (key, hash, bytes, signature) =>
  signature.length === key.modulus.length && attempt(() => verify(hash, bytes, importKey(key), signature)) === true

export const counterStream: Cipher['counterStream'] = (key, counter) => {
  const stream = createCipheriv(AES_CTR, key, counter)
  return (bytes) => stream.update(bytes)
}

export const digest: Cipher['digest'] = (hash, bytes) => new Uint8Array(createHash(hash).update(bytes).digest())

const AES_CBC = 'aes-256-cbc'
const AES_CTR = 'aes-256-ctr'

interface OwnKey {
  readonly key: KeyObject
  readonly publicKey: PublicKey
  /** Keys the secrets of rejected blocks: nobody else can tell them from real ones. */
  readonly rejection: Uint8Array
}

function ownKey(pem: string, size: KeySize): OwnKey {
  const key = createPrivateKey(pem)
  const publicKey = publicKeyOf(pem)
  const { modulus } = publicKey
  if (modulus.length * 8 !== size)
    throw new Error(`an RSA key of ${modulus.length * 8} bits where one of ${size} belongs`)
  const rejection = createHash('sha256')
    .update(key.export({ type: 'pkcs8', format: 'der' }))
    .digest()
  return { key, publicKey, rejection }
}

/** The half that everybody may have. Throws if it is no key. */
export const publicKeyOf = (pem: string): PublicKey => {
  const { n = '', e = '' } = createPublicKey(pem).export({ format: 'jwk' })
  const exponent = Number.parseInt(Buffer.from(e, 'base64url').toString('hex'), 16)
  return { modulus: new Uint8Array(Buffer.from(n, 'base64url')), exponent }
}

function importKey({ modulus, exponent }: PublicKey): KeyObject {
  const digits = exponent.toString(16)
  const e = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url')
  return createPublicKey({
    key: { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e },
    format: 'jwk',
  })
}

/** The library throws for keys that a peer made up. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function decryptSecret(own: OwnKey, block: Uint8Array, length: number): Uint8Array {
  const rejected = createHmac('sha256', own.rejection).update(block).digest().subarray(0, length)
  // Fails only for numbers of another length or not below the modulus, which their sender can see as well as we.
  const bare = attempt(() => privateDecrypt({ key: own.key, padding: constants.RSA_NO_PADDING }, block))
  if (bare === undefined || length > rejected.length || length > bare.length - MIN_OVERHEAD)
    return new Uint8Array(rejected)
  const bad = -unpaddingFault(bare, length)
  const secret = new Uint8Array(length)
  const start = bare.length - length
  for (let i = 0; i < length; i++) secret[i] = (bare[start + i]! & ~bad) | (rejected[i]! & bad)
  return secret
}

/** 00 02, at least eight bytes that are not zero, 00. */
const MIN_OVERHEAD = 11

/**
 * 0 if `block` is `00 02`, bytes without a zero, `00` and then exactly `length` bytes; else 1. Looks at every byte before the secret,
 * whatever the ones before it are. `length` is not secret: the cipher named in clear tells it.
 */
function unpaddingFault(block: Uint8Array, length: number): number {
  const separator = block.length - length - 1
  let fault = block[0]! | (block[1]! ^ 2) | block[separator]!
  for (let i = 2; i < separator; i++) fault |= isZero(block[i]!)
  return 1 - isZero(fault)
}

/** 1 for 0, 0 for 1 to 255, without a comparison. */
const isZero = (byte: number): number => ((byte - 1) >>> 31) & 1

function aesBlocks(
  stream: ReturnType<typeof createCipheriv | typeof createDecipheriv>,
  blocks: Uint8Array,
): Uint8Array {
  stream.setAutoPadding(false)
  return new Uint8Array(Buffer.concat([stream.update(blocks), stream.final()]))
}

function encryptBlowfish(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array {
  // The library makes a block of nothing.
  return blocks.length === 0 ? new Uint8Array(0) : blowfish(key, iv).encode(blocks)
}

const BLOWFISH_BLOCK: number = 8
/** The library takes zeros off the end: a block of these keeps it from that. */
const SENTINEL = new Uint8Array(BLOWFISH_BLOCK).fill(0xff)

function decryptBlowfish(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array {
  const sentinel = blowfish(key, blocks.length === 0 ? iv : blocks.subarray(-BLOWFISH_BLOCK)).encode(SENTINEL)
  const plain = blowfish(key, iv).decode(Buffer.concat([blocks, sentinel]), Blowfish.TYPE.UINT8_ARRAY)
  return new Uint8Array(plain.subarray(0, -BLOWFISH_BLOCK))
}

/** `NULL` adds nothing to whole blocks. */
function blowfish(key: Uint8Array, iv: Uint8Array): Blowfish {
  const cipher = new Blowfish(key, Blowfish.MODE.CBC, Blowfish.PADDING.NULL)
  cipher.setIv(iv)
  return cipher
}
