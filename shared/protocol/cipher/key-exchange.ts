/** GETPUBKEY and ANSPUBKEY (protocol.md 5.1). */
import { err, ok, type Result } from '../../result.ts'
import { latin1, latin1Bytes } from '../text.ts'
import { fromHex, toHex } from './binary-text.ts'
import { CAPABILITY, parseCapability } from './capability.ts'
import type { KeySize, PublicKey } from './port.ts'

/** Capability, exponent of eight digits, modulus of 512 digits; more is nobody's answer. */
const MAX_KEY_BODY = 640

export const encodeKeyRequest = (capability: number): Uint8Array => latin1Bytes(`${capability.toString(16)}\0`)

/** The asker's capability; undefined for nonsense. */
export const decodeKeyRequest = (body: Uint8Array): number | undefined => parseCapability(firstSection(body))

/** Which of our keys answers; undefined: none, and then there is no answer (a peer with RSA-512 only). */
export function answeringKey(theirs: number): KeySize | undefined {
  if ((theirs & CAPABILITY.RSA_2048) !== 0) return 2048
  return (theirs & CAPABILITY.RSA_1024) !== 0 ? 1024 : undefined
}

export interface KeyAnswer {
  readonly capability: number
  readonly key: PublicKey
}

export function encodeKeyAnswer({ capability, key }: KeyAnswer): Uint8Array {
  const exponent = key.exponent.toString(16).toUpperCase()
  return latin1Bytes(`${capability.toString(16).toUpperCase()}:${exponent}-${toHex(key.modulus)}\0`)
}

/** `unsupported`: a key of another size than 1024 or 2048 bits, RSA-512 among them, or with an exponent that no library takes. */
export function decodeKeyAnswer(body: Uint8Array): Result<KeyAnswer, 'malformed' | 'unsupported'> {
  const match = /^([^:]*):0*([0-9A-Fa-f]{1,8})-([0-9A-Fa-f]{2,})$/.exec(firstSection(body))
  const capability = parseCapability(match?.[1] ?? '')
  const digits = (match?.[3] ?? '').replace(/^0+/, '')
  const modulus = fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)
  if (match === null || capability === undefined || modulus === undefined) return err('malformed')
  const key = { modulus, exponent: Number.parseInt(match[2] ?? '', 16) }
  return isUsable(key) ? ok({ capability, key }) : err('unsupported')
}

/** What BoringSSL refuses is refused here, with OpenSSL too: an even exponent, one beyond 33 bits (the grammar has 32), 1. */
function isUsable({ modulus, exponent }: PublicKey): boolean {
  const size = modulus.length === 128 || modulus.length === 256
  const odd = (modulus.at(-1) ?? 0) % 2 === 1 && exponent % 2 === 1
  return size && odd && (modulus[0] ?? 0) >= 0x80 && exponent >= 3
}

function firstSection(body: Uint8Array): string {
  const text = latin1(body.subarray(0, MAX_KEY_BODY))
  const nul = text.indexOf('\0')
  return (nul < 0 ? text : text.slice(0, nul)).trim()
}
