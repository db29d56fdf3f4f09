import type { Millis, PeerId, PeerRecord } from '../engine/io.ts'

/** Somebody whom the user merged into another person. */
export interface JoinedPerson {
  /** As both were known then. */
  readonly former: PeerRecord
  readonly into: PeerRecord
  /** Who he is now: `into`, or whom that one was merged into since. */
  readonly peer: PeerId
  readonly at: Millis
  /** Whose files came without a question. */
  readonly accepts: { readonly former: boolean; readonly into: boolean }
}

/** The part of the store that makes one person of two, and two of one again. */
export interface JoinedStore {
  /** Ids of people whom the user merged into others, with the ids under which they are known now. */
  formerIds(): Map<PeerId, PeerId>
  /**
   * From now on `from` is a former id of `into`, who has all that was his: alias, notes, keys, addresses; what `into` has of its own wins.
   * The chat of `from` is shown within the other one; no message is touched.
   */
  joinPeers(from: PeerId, into: PeerId, at: Millis, accepts: JoinedPerson['accepts']): void
  /** Everybody who can be taken out of another person again, the last one first. */
  joined(): JoinedPerson[]
  /**
   * Takes it back: either has what he had, and what was changed since stays with whom it is shown at. The records are what is known of
   * both now. Answers which former ids are those of `former` again; undefined when he was not merged.
   */
  separatePeers(former: PeerRecord, from: PeerRecord): readonly PeerId[] | undefined
}
