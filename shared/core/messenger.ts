import type { ApiError } from '../api/contract.ts'
import type { EngineEvent, Identity, Input, Millis, OutgoingMessage, PeerRecord } from '../engine/io.ts'
import type { Snapshot } from '../model/change.ts'
import type { Settings } from '../model/settings.ts'
import type { Network, Storage } from '../model/state.ts'
import { err, ok, type Result } from '../result.ts'
import { createDrops, type Drop } from './drops.ts'
import type { Feed } from './feed.ts'
import { createMethods } from './methods.ts'
import { createPeople } from './people.ts'
import type { Store } from './ports.ts'
import { changeSettings, identityOf, type Login, needsSockets, readSettings, selfOf } from './profile.ts'
import { createRecorder, PACKET_NUMBERS } from './recorder.ts'
import { createDisk } from './storage.ts'

export interface MessengerOptions {
  readonly store: Store
  readonly about: Snapshot['about']
  /** Fixed parts of who we are: login user, host name, installation id. */
  readonly login: Login
  /** Hands an input to the engine; the driver drains its outputs afterwards. */
  readonly engine: (input: Input) => void
  readonly network: {
    /** Tries to open the sockets again now. */
    reopen(): void
    /** Port, configured peers or the code page of old programs changed: takes over what differs. */
    configure(settings: Settings): void
  }
  readonly feed: Feed
  /** People kept at most; for tests. */
  readonly maxPeople?: number
  /** Logs why the disk refused a write; once per kind of trouble. */
  readonly report?: (error: unknown) => void
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

export function createMessenger(options: MessengerOptions): Messenger {
  const { store, about, login, engine, network, feed, maxPeople, report = () => {} } = options
  const disk = createDisk(store, feed, report)
  const people = createPeople(store, maxPeople)
  const drops = createDrops()
  const apply = createRecorder({ store, disk, people, drops, feed })
  let settings = readSettings(store.settings())
  let absence: string | undefined
  let networkState: Network = { state: 'starting' }

  const identity = (): Identity => identityOf(login, settings, absence)

  const announceIdentity = (): void => {
    engine({ type: 'identity', identity: identity() })
    feed.put({ kind: 'self', self: selfOf(identity()) })
  }

  const call = createMethods({
    store,
    disk,
    people,
    feed,
    engine,
    reopen: () => network.reopen(),
    settings: () => settings,
    changeSettings(patch) {
      const changed = changeSettings(settings, patch)
      if (!changed.ok) return err({ code: 'invalid-setting', detail: changed.error })
      const [before, after] = [settings, changed.value]
      // Keys of a newer version stay what they are, whether the store merges or replaces.
      const saved = disk.write(() => store.saveSettings({ ...store.settings(), ...after }))
      if (!saved.ok) return saved
      settings = after
      feed.put({ kind: 'settings', settings })
      if (before.name !== after.name || before.group !== after.group) announceIdentity()
      if (needsSockets(before, after)) network.configure(after)
      return ok(after)
    },
    setAbsence(text) {
      absence = text
      announceIdentity()
    },
  })

  return {
    get engineState() {
      const packetNumbers = store.value(PACKET_NUMBERS)
      return {
        identity: identity(),
        packetNumbers: packetNumbers === undefined ? undefined : Number(packetNumbers),
        peers: people.records(),
        outbox: store.outbox(),
        legacyEncoding: settings.legacyEncoding,
      }
    },
    apply,
    call,
    setNetwork(state) {
      networkState = state
      feed.put({ kind: 'network', network: state })
    },
    setStorage: (state) => disk.set(state),
    snapshot: () => ({
      self: selfOf(identity()),
      settings,
      about,
      network: networkState,
      storage: disk.state,
      peers: people.views(),
      conversations: store.conversations(),
      transfers: [],
    }),
    get settings() {
      return settings
    },
    drops: () => drops.list(),
  }
}
