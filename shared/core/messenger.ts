import type { ApiError } from '../api/contract.ts'
import type { EngineEvent, Identity, Input, Millis, OutgoingMessage, PeerRecord } from '../engine/io.ts'
import type { Snapshot } from '../model/change.ts'
import type { Settings } from '../model/settings.ts'
import type { Network, Storage } from '../model/state.ts'
import type { Result } from '../result.ts'
import type { Drop } from './drops.ts'
import type { Feed } from './feed.ts'
import type { Store } from './ports.ts'

export interface MessengerOptions {
  readonly store: Store
  readonly about: Snapshot['about']
  /** Fixed parts of who we are: login user, host name, installation id. */
  readonly login: { readonly user: string; readonly host: string; readonly installation: string }
  /** Hands an input to the engine; the driver drains its outputs afterwards. */
  readonly engine: (input: Input) => void
  readonly network: {
    /** Tries to open the sockets again now. */
    reopen(): void
    /** Port or configured peers changed: takes over what differs. */
    configure(settings: Settings): void
  }
  readonly feed: Feed
}

/** What an engine starts with. */
export interface EngineState {
  readonly identity: Identity
  /** Packet numbers up to and including this one may have been used; undefined in a new data folder. */
  readonly packetNumbers: number | undefined
  /** Everybody offline: who is there answers the first hello. */
  readonly peers: readonly PeerRecord[]
  /** Unfinished messages, oldest first. */
  readonly outbox: readonly OutgoingMessage[]
  readonly legacyEncoding: Settings['legacyEncoding']
}

export interface Messenger {
  /** For creating the engine. */
  readonly engineState: EngineState
  /**
   * The events of one drain, in order, in one transaction (one fsync). Returns the receipts of messages that are stored now, repeats
   * included: feed each back as `stored`. On a disk error nothing is acknowledged: returns none, and the storage state becomes
   * `failing` until a write succeeds; the peers repeat and get another chance. Call it before transmitting what came after an event.
   */
  apply(now: Millis, events: readonly EngineEvent[]): readonly number[]
  /** Parses the input, always. Throws only for our own bugs: serve.ts answers `internal` then. */
  call(now: Millis, method: string, input: unknown): Result<unknown, ApiError>
  setNetwork(network: Network): void
  setStorage(storage: Storage): void
  snapshot(): Snapshot
  readonly settings: Settings
  /** Datagrams not understood or one too many, counted per sender since the start. */
  drops(): readonly Drop[]
}
