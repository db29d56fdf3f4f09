/**
 * Whether the files of somebody travel encrypted, both ways (protocol.md 4.6). His word in a hello only ever adds to what is known: whoever
 * could once fetch and serve encrypted files is asked for nothing less later, or a forged hello would be enough to read along. A forged one
 * is not enough either to ask it of a program that can't: what he answered to our own question has to say it, too (NOENC_FILEBODY, which
 * came with CAPFILEENCOPT; 2.3, 2.2).
 */
import { CAPABILITY, hasCapability, type PublicKey } from '../protocol/index.ts'
import { type KeyRecord, lockFor, mainKey } from './key-record.ts'

export type FileLock =
  /** No key of his is kept, or the user chose plain text: nobody was promised anything. */
  | { readonly type: 'open' }
  | { readonly type: 'encrypted'; readonly scheme: number; readonly key: PublicKey }
  /** His texts are encrypted, but his program can't do that with files: whoever sends or fetches one is told. */
  | { readonly type: 'clear' }
  /** He shows another key than the one that is kept: the user has to look at it first. */
  | { readonly type: 'key-changed' }

export function fileLock(record: KeyRecord | undefined): FileLock {
  if (record === undefined || record.plain) return { type: 'open' }
  if (record.offered !== undefined) return { type: 'key-changed' }
  const lock = lockFor(record)
  // A request that is not signed is nobody's.
  const isSigned = lock.type === 'scheme' && hasCapability(lock.scheme, CAPABILITY.SIGN_SHA256)
  const files = record.files && hasCapability(record.capability, CAPABILITY.NOENC_FILEBODY)
  return files && isSigned ? { type: 'encrypted', scheme: lock.scheme, key: lock.key } : { type: 'clear' }
}

/** Whose signature an encrypted request of his carries; undefined: none that could be verified. */
export const requestKey = (record: KeyRecord | undefined): PublicKey | undefined => {
  const key = record === undefined ? undefined : mainKey(record)
  return key?.modulus.length === SIGNING_KEY_BYTES ? key : undefined
}

const SIGNING_KEY_BYTES = 256
