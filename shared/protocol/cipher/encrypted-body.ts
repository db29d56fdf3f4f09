/**
 * Bodies with ENCRYPTOPT: `capability:RSA(session key):cipher[:signature]` NUL (protocol.md 5.2, 5.3, 7.5). Written are its
 * combinations; read is every mixture of RSA-1024 or RSA-2048 with AES-256 or Blowfish-128, signed or not.
 *
 * A body that nobody meant for our keys ends in `undecryptable` at one place only, after the text itself was looked at, whether its RSA
 * block was well-formed or not. Whoever answers differently for the two kinds of failure decrypts for strangers.
 */
import { err, ok, type Result } from '../../result.ts'
import { concatBytes, latin1, latin1Bytes } from '../text.ts'
import { fromBase64, fromHex, toBase64, toHex } from './binary-text.ts'
import { CAPABILITY, hasCapability, parseCapability } from './capability.ts'
import { BLOCK, packetNumberBlock, pad, unpad } from './padding.ts'
import type { BlockCipher, Cipher, Hash, KeySize, PublicKey } from './port.ts'

export interface DecryptedBody {
  /** Ends with NUL; `splitPlaintext` takes it apart. All of it is what the sender signed. */
  readonly plaintext: Uint8Array
  /** What followed in clear: the share list of those who do not know ENCEXTMSGOPT, or nothing. */
  readonly clear: Uint8Array
  readonly signature: { readonly hash: Hash; readonly bytes: Uint8Array } | undefined
}

export type DecryptionError =
  | 'malformed'
  /** An obsolete cipher or key size (RC2, RSA-512). */
  | 'unsupported'
  /** Meant for an older key of ours, damaged, or forged: nothing tells which. */
  | 'undecryptable'

/** Bytes. FeiQ's group messages use the same cipher with keys of 12. */
const KEY_LENGTH: Readonly<Record<BlockCipher, number>> = { 'aes-256': 32, blowfish: 16 }

/** `plaintext` ends with NUL; `packetNo` is that of the header; `scheme` comes from `chooseScheme`. Undefined if `key` is unusable. */
export function encryptBody(
  input: {
    readonly plaintext: Uint8Array
    readonly packetNo: string
    readonly scheme: number
    readonly key: PublicKey
  },
  cipher: Cipher,
): Uint8Array | undefined {
  const { plaintext, packetNo, scheme, key } = input
  const block = hasCapability(scheme, CAPABILITY.AES_256) ? 'aes-256' : 'blowfish'
  const session = cipher.randomBytes(KEY_LENGTH[block])
  const secret = cipher.encryptFor(key, session)
  if (secret === undefined) return undefined
  const parts = [
    secret,
    cipher.encryptBlocks(block, session, initialVector(block, scheme, packetNo), pad(plaintext, BLOCK[block])),
  ]
  const hash = signatureHash(scheme)
  if (hash !== undefined) parts.push(cipher.sign(hash, plaintext))
  const encode = hasCapability(scheme, CAPABILITY.ENCODE_BASE64) ? toBase64 : toHex
  return latin1Bytes(`${[scheme.toString(16).toUpperCase(), ...parts.map(encode)].join(':')}\0`)
}

export function decryptBody(
  body: Uint8Array,
  packetNo: string,
  cipher: Cipher,
): Result<DecryptedBody, DecryptionError> {
  const nul = body.indexOf(0)
  const end = nul < 0 ? body.length : nul
  const [word = '', ...texts] = latin1(body.subarray(0, end)).split(':', PARTS)
  const scheme = parseCapability(word)
  if (scheme === undefined) return err('malformed')
  const decode = hasCapability(scheme, CAPABILITY.ENCODE_BASE64) ? fromBase64 : fromHex
  const [secret, blocks, signed] = texts.map(decode)
  if (secret === undefined || blocks === undefined) return err('malformed')
  const block = blockCipher(scheme)
  const size = ownKeySize(scheme, secret)
  if (block === undefined || size === undefined) return err('unsupported')
  if (blocks.length === 0 || blocks.length % BLOCK[block] !== 0) return err('malformed')

  const session = cipher.decryptSecret(size, secret, KEY_LENGTH[block])
  const raw = cipher.decryptBlocks(block, session, initialVector(block, scheme, packetNo), blocks)
  const plaintext = withoutPadding(raw, block)
  if (plaintext === undefined) return err('undecryptable')
  const hash = signatureHash(scheme)
  const signature = hash === undefined || signed === undefined ? undefined : { hash, bytes: signed }
  return ok({ plaintext, clear: body.subarray(end + 1), signature })
}

const PARTS = 4

function initialVector(block: BlockCipher, scheme: number, packetNo: string): Uint8Array {
  const length = BLOCK[block]
  return hasCapability(scheme, CAPABILITY.PACKETNO_IV) ? packetNumberBlock(packetNo, length) : new Uint8Array(length)
}

function signatureHash(scheme: number): Hash | undefined {
  if (hasCapability(scheme, CAPABILITY.SIGN_SHA256)) return 'sha256'
  return hasCapability(scheme, CAPABILITY.SIGN_SHA1) ? 'sha1' : undefined
}

function blockCipher(scheme: number): BlockCipher | undefined {
  if (hasCapability(scheme, CAPABILITY.AES_256)) return 'aes-256'
  return hasCapability(scheme, CAPABILITY.BLOWFISH_128) ? 'blowfish' : undefined
}

/** The flagged key, if the block has its length: of the flags alone, some senders set two. */
function ownKeySize(scheme: number, secret: Uint8Array): KeySize | undefined {
  if (hasCapability(scheme, CAPABILITY.RSA_2048) && secret.length === 256) return 2048
  return hasCapability(scheme, CAPABILITY.RSA_1024) && secret.length === 128 ? 1024 : undefined
}

const NUL = Uint8Array.of(0)

/**
 * The final NUL is part of every plaintext, so bytes that do not end with one were decrypted with a wrong key, even where chance made
 * their padding look right. Some clones of FeiQ fill the last block with ASCII digits behind the NUL.
 */
function withoutPadding(raw: Uint8Array, block: BlockCipher): Uint8Array | undefined {
  const plaintext = unpad(raw, BLOCK[block])
  if (plaintext !== undefined) return plaintext.at(-1) === 0 ? plaintext : undefined
  if (block !== 'blowfish') return undefined
  const tail = /\0[0-9]{1,8}$/.exec(latin1(raw.subarray(-BLOCK.blowfish - 1)))
  return tail === null ? undefined : concatBytes([raw.subarray(0, raw.length - tail[0].length), NUL])
}

export type SignatureState =
  | 'good'
  /** The words are the sender's, the lists behind them are not proved: IPMsg for Mac signs no further than the first NUL. */
  | 'text-only'
  | 'bad'
  /** Signed, but the sender's key is not known yet. */
  | 'no-key'
  | 'none'

export function verifyBody(
  { plaintext, signature }: DecryptedBody,
  key: PublicKey | undefined,
  cipher: Pick<Cipher, 'verify'>,
): SignatureState {
  if (signature === undefined) return 'none'
  if (key === undefined) return 'no-key'
  const signs = (bytes: Uint8Array) => cipher.verify(key, signature.hash, bytes, signature.bytes)
  if (signs(plaintext)) return 'good'
  const text = plaintext.subarray(0, plaintext.indexOf(0) + 1)
  return text.length < plaintext.length && signs(text) ? 'text-only' : 'bad'
}
