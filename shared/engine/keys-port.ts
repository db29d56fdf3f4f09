/** What the rest of the engine asks about public keys. */
import type { KeySize, Packet } from '../protocol/index.ts'
import type { Peer } from './directory.ts'
import type { Input } from './inputs.ts'
import type { Endpoint, PeerId } from './io.ts'
import type { KeyRecord } from './key-record.ts'
import type { OwnKeys } from './options.ts'

export interface Keys {
  /** Ours, if there are any: without them nothing is claimed, asked or answered. */
  readonly own: OwnKeys | undefined
  record(peer: PeerId): KeyRecord | undefined
  /** Asks for the key of that size; `settled` of the listener is told when it is there, or will not come. */
  ask(peer: Peer, size: KeySize): void
  /** Asks who encrypts for the key that he signs with. False when that is of no use. */
  askBack(peer: PeerId): boolean
  /** Whether he was asked and has not answered, in this run of his program. */
  isSilent(peer: PeerId): boolean
  /** Asks again for what is kept: it may not be his any more. */
  check(peer: PeerId): void
  /** GETPUBKEY; false when we have nothing to answer. */
  asked(from: Endpoint, packet: Packet, peer: Peer | undefined): boolean
  /** ANSPUBKEY; false when nobody asked for it or it is none. */
  answered(from: Endpoint, packet: Packet, peer: Peer): boolean
  /** Something came from him. `entered`: his program started. */
  heard(peer: PeerId, entered: boolean): void
  /** The user decided about his key, or may write to him soon. */
  act(input: Extract<Input, { type: 'trust' | 'meet' }>): void
  merged(from: PeerId, into: PeerId): void
  /** These people are known by these keys, and no others: what was asked is not asked any more. */
  known(peers: readonly PeerId[], records: readonly KeyRecord[]): void
}
