/** The part of the store that keeps public keys of people. */
import type { KeyRecord } from '../engine/key-record.ts'

export interface KeyStore {
  peerKeys(): KeyRecord[]
  savePeerKeys(record: KeyRecord): void
}
