/** What is known of somebody's keys, and what follows from it for writing to him (protocol.md 5.1, 5.2, 11.2). */
import {
  canSign,
  chooseScheme,
  hasFlag,
  keySize,
  OPT,
  type PublicKey,
  SMALL_KEY_CAPABILITY,
} from '../protocol/index.ts'
import type { Millis, PeerId, PeerRecord } from './io.ts'

/** Persisted whole at each change: an engine that restarts gets it back. */
export interface KeyRecord {
  readonly peer: PeerId
  /** Kept since they were first seen, at most one of each size. */
  readonly pinned: readonly PublicKey[]
  /** What he can do with them. It only grows: who claims less than before may be somebody who would like to read along. */
  readonly capability: number
  /** Of FeiQ's version field at that time; empty for other programs. */
  readonly mac: string
  readonly pinnedAt: Millis
  /** When the user compared the fingerprint with him. */
  readonly comparedAt: Millis | undefined
  /** Another key of his that was seen since: until the user decides, nothing is encrypted with it, and nothing is sent. */
  readonly offered: PublicKey | undefined
  /** Another MAC; empty for none. */
  readonly otherMac: string
  /** The user wants to write to him in plain text although he has keys. */
  readonly plain: boolean
  /** His program once said that it fetches and serves files encrypted (CAPFILEENCOPT). */
  readonly files: boolean
}

export const isSameKey = (a: PublicKey, b: PublicKey): boolean =>
  a.exponent === b.exponent &&
  a.modulus.length === b.modulus.length &&
  a.modulus.every((byte, i) => byte === b.modulus[i])

export const pinnedKey = ({ pinned }: Pick<KeyRecord, 'pinned'>, size: number): PublicKey | undefined =>
  pinned.find((key) => keySize(key) === size)

/** The key by which he is known: the one that he signs with, else the only one. */
export const mainKey = (record: Pick<KeyRecord, 'pinned'>): PublicKey | undefined =>
  pinnedKey(record, 2048) ?? record.pinned[0]

/** Whether he has shown all that is needed of him: the requests for files of who can sign carry the signature of his larger key. */
export const isMet = (record: KeyRecord | undefined): boolean =>
  record !== undefined && (pinnedKey(record, 2048) !== undefined || !canSign(record.capability))

/** The repeat key of a message that nobody could read; what replaces it is found by it. */
export const unreadableKey = (packetNo: string): string => `unreadable.${packetNo}`

export type Lock =
  | { readonly type: 'scheme'; readonly scheme: number; readonly key: PublicKey }
  /** His other key is needed. */
  | { readonly type: 'other-key' }
  | { readonly type: 'none' }

/** How to write to him with the keys that are pinned. */
export function lockFor({ pinned, capability }: Pick<KeyRecord, 'pinned' | 'capability'>): Lock {
  const found = [...pinned]
    .sort((a, b) => keySize(b) - keySize(a))
    .map((key) => ({ key, choice: chooseScheme(capability, key) }))
  for (const { key, choice } of found) if (choice.type === 'scheme') return { ...choice, key }
  return { type: found.some(({ choice }) => choice.type === 'other-key') ? 'other-key' : 'none' }
}

/** The record with a key that he showed and we asked for. */
export function withKey(
  before: KeyRecord | undefined,
  shown: { readonly peer: PeerId; readonly key: PublicKey; readonly capability: number; readonly mac: string },
  now: Millis,
): KeyRecord {
  const { peer, key, capability, mac } = shown
  if (before === undefined) {
    const fresh = { comparedAt: undefined, offered: undefined, otherMac: '', plain: false, files: false }
    return { peer, pinned: [key], capability, mac, pinnedAt: now, ...fresh }
  }
  const same = pinnedKey(before, keySize(key))
  // A large key of somebody who had none would be used instead of the kept one: that is for the user to decide.
  const isSlippedIn = same === undefined && keySize(key) === LARGE && !canSign(before.capability)
  if (isSlippedIn || (same !== undefined && !isSameKey(same, key))) return { ...before, offered: key }
  // Another size, that a program of his needs: nobody has compared this one.
  if (same === undefined) return { ...before, pinned: [...before.pinned, key], comparedAt: undefined }
  // A small key comes without a proof, and everybody can repeat it: whoever does makes nobody believe in a larger one.
  const known = keySize(key) === LARGE ? capability : capability & SMALL_KEY_CAPABILITY
  return { ...before, offered: undefined, capability: (before.capability | known) >>> 0 }
}

const LARGE = 2048

/** The record after a hello of his: what he once could he is held to. */
export const withClaims = (record: KeyRecord, person: Pick<PeerRecord, 'status'> | undefined): KeyRecord =>
  record.files || !hasFlag(person?.status ?? 0, OPT.CAPFILEENC) ? record : { ...record, files: true }

export type TrustChange =
  /** What he shows now is his: another key, another MAC. */
  'accept' | 'compared' | 'not-compared' | 'allow-plain' | 'require-cipher'

/** `mac`: of his version field now. Undefined when it changes nothing. */
export function changed(record: KeyRecord, change: TrustChange, now: Millis): KeyRecord | undefined {
  switch (change) {
    case 'accept': {
      const { offered, otherMac } = record
      if (offered === undefined && otherMac === '') return undefined
      const pinned = offered === undefined ? record.pinned : [offered]
      // With another key it is another program: whether that one can do it with files, too, its own hello says.
      const before = offered === undefined ? record : { ...record, comparedAt: undefined, files: false }
      return { ...before, pinned, offered: undefined, mac: otherMac || record.mac, otherMac: '' }
    }
    case 'compared':
      return record.offered === undefined ? { ...record, comparedAt: now } : undefined
    case 'not-compared':
      return { ...record, comparedAt: undefined }
    case 'allow-plain':
      return record.plain ? undefined : { ...record, plain: true }
    case 'require-cipher':
      return record.plain ? { ...record, plain: false } : undefined
  }
}
