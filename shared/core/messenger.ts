import type { ApiError } from '../api/contract.ts'
import type { EngineEvent } from '../engine/events.ts'
import type { ListRules } from '../engine/host-lists.ts'
import type { JoinedEntries } from '../engine/identities.ts'
import type { Input } from '../engine/inputs.ts'
import type { Identity, Millis, OutgoingMessage, PeerId, PeerRecord } from '../engine/io.ts'
import type { KeyRecord } from '../engine/key-record.ts'
import type { GroupInfo, Notice } from '../engine/records.ts'
import type { Snapshot } from '../model/change.ts'
import type { Policy } from '../model/policy.ts'
import type { Settings, SettingsPatch } from '../model/settings.ts'
import type { Network, Self, Storage } from '../model/state.ts'
import type { Update } from '../model/update.ts'
import type { Charset, Encoding } from '../protocol/index.ts'
import { ok, type Result } from '../result.ts'
import { composingMethods } from './composing-methods.ts'
import { dialectMethods } from './dialect-methods.ts'
import { createDrops, type Drop } from './drops.ts'
import type { Feed } from './feed.ts'
import type { FilePort } from './file-port.ts'
import { groupView, joinedGroups } from './group-news.ts'
import { groupMethods } from './groups.ts'
import { createMethods } from './methods.ts'
import { type Acquaintances, createPeople } from './people.ts'
import { peopleMethods } from './people-methods.ts'
import { pictureMethods } from './picture-methods.ts'
import type { Store } from './ports.ts'
import {
  changeSettings,
  identityOf,
  isAnnounced,
  type Login,
  listRules,
  needsSockets,
  ownSettings,
  readSettings,
  type SettingError,
  selfOf,
} from './profile.ts'
import { createQuotes } from './quotes.ts'
import { readingMethods } from './reading-methods.ts'
import { createRecorder, PACKET_NUMBERS } from './recorder.ts'
import { createRemoval, type Removal } from './removal.ts'
import { createRereader } from './rereading.ts'
import { asksPassword, type PasswordPort, sealedMethods } from './sealed-methods.ts'
import { signalMethods } from './signal-methods.ts'
import { createStatus } from './status.ts'
import { createDisk } from './storage.ts'
import { transferMethods } from './transfer-methods.ts'
import { createTransfers, type TransferDesk, type Transfers } from './transfers/transfers.ts'
import { type KeyPort, trustMethods } from './trust-methods.ts'

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
    /** Port or configured peers changed: takes over what differs. */
    configure(settings: Settings): void
  }
  readonly feed: Feed
  readonly files: FilePort
  readonly charset: Charset
  readonly passwords: PasswordPort
  readonly keys: KeyPort
  readonly policy?: Policy | undefined
  /** Runs work in the background when everything else had its turn; not any more once the store is closed. */
  readonly later: (work: () => void) => void
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
  /** Whom the user wants to hear nothing from. */
  readonly blocked: readonly PeerId[]
  /** Who is known under another id since the user merged them. */
  readonly formerIds: ReadonlyMap<PeerId, PeerId>
  /** What these said of themselves when they were merged, the first one first. */
  readonly joined: readonly JoinedEntries[]
  /** Unfinished messages, oldest first. */
  readonly outbox: readonly OutgoingMessage[]
  /** Openings of sealed messages that their senders do not know of yet. */
  readonly notices: readonly Notice[]
  /** FeiQ's groups that the user is in. */
  readonly groups: readonly GroupInfo[]
  readonly legacyEncoding: Settings['legacyEncoding']
  readonly lists: ListRules
  readonly introductions: boolean
  /** Code pages that the user chose for people. */
  readonly chosenEncodings: ReadonlyMap<PeerId, Encoding>
  /** What was learnt about the keys of others. */
  readonly keyRecords: readonly KeyRecord[]
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
  /** What happens to files. */
  readonly transfers: TransferDesk
  /** Deletes by the hundred. */
  readonly removal: Removal
  /** Everybody known. */
  people(): readonly PeerRecord[]
  readonly known: Acquaintances
  setNetwork(now: Millis, network: Network): void
  setStorage(storage: Storage): void
  setUpdate(update: Update): void
  snapshot(): Snapshot
  readonly settings: Settings
  /** As views see it. */
  readonly health: { readonly network: Network; readonly storage: Storage }
  /** Datagrams not understood or one too many, counted per sender since the start. */
  drops(): readonly Drop[]
}

export function createMessenger(options: MessengerOptions): Messenger {
  const {
    store,
    about,
    login,
    engine,
    network,
    feed,
    files,
    charset,
    passwords,
    keys,
    policy,
    later,
    maxPeople,
    report = () => {},
  } = options
  const disk = createDisk(store, feed, report)
  const people = createPeople(store, maxPeople)
  const drops = createDrops()
  const apply = createRecorder({
    store,
    disk,
    people,
    drops,
    feed,
    showTyping(peer, isTyping) {
      if (isTyping) typing.add(peer)
      else typing.delete(peer)
      feed.put({ kind: 'typing', peer, typing: isTyping })
    },
    follow(now, events, messages) {
      transfers.heard(now, events, messages)
    },
  })
  let settings = readSettings(store.settings(), policy)
  const typing = new Set<PeerId>()
  let networkState: Network = { state: 'starting' }
  let programUpdate: Update = { state: 'none' }

  const identity = (): Identity => identityOf(login, settings, status.absence?.text)

  const self = (): Self => ({
    ...selfOf(identity()),
    ...(status.absence !== undefined && { absenceCause: status.absence.cause }),
    asksPassword: asksPassword(store),
  })
  const announceSelf = (): void => feed.put({ kind: 'self', self: self() })
  const announceIdentity = (): void => {
    engine({ type: 'identity', identity: identity() })
    announceSelf()
  }
  const status = createStatus(store, disk, announceIdentity)

  const update = (patch: SettingsPatch): Result<Settings, SettingError> => {
    const changed = changeSettings(settings, patch, policy)
    if (!changed.ok) return changed
    const [before, after] = [settings, changed.value]
    // Keys of a newer version stay what they are, whether the store merges or replaces.
    const saved = disk.write(() => store.saveSettings({ ...store.settings(), ...ownSettings(after, policy) }))
    if (!saved.ok) return saved
    settings = after
    feed.put({ kind: 'settings', settings })
    if (isAnnounced(before, after)) announceIdentity()
    const { legacyEncoding } = after
    if (before.legacyEncoding !== legacyEncoding) engine({ type: 'legacy-encoding', encoding: legacyEncoding })
    if (needsSockets(before, after)) network.configure(after)
    const lists = listRules(after)
    if (JSON.stringify(lists) !== JSON.stringify(listRules(before))) engine({ type: 'lists', rules: lists })
    if (before.introductions !== after.introductions) engine({ type: 'introductions', on: after.introductions })
    transfers.settingsChanged()
    return ok(after)
  }

  const transfers: Transfers = createTransfers({
    store,
    disk,
    feed,
    files,
    charset,
    engine,
    peer: people.record,
    keys: people.keys,
    nameOf: people.nameOf,
    settings: () => settings,
    changeSettings: update,
    receive: (message) =>
      later(() => void apply(message.receivedAt, [{ type: 'message-received', receipt: 0, message }])),
  })
  const quotes = createQuotes(store, people, () => settings.name)
  const rereader = createRereader({ store, disk, feed, charset, engine, settings: () => settings, later })
  const call = createMethods({
    store,
    disk,
    people,
    feed,
    engine,
    reopen: () => network.reopen(),
    settings: () => settings,
    changeSettings: update,
    setAbsence: status.set,
    peopleMethods: peopleMethods({
      reread: rereader.run,
      store,
      disk,
      people,
      feed,
      engine,
      status,
      transfers,
      settings: () => settings,
      changeSettings: update,
    }),
    transferMethods: transferMethods({
      store,
      disk,
      people,
      feed,
      engine,
      files,
      transfers,
      quotes,
      settings: () => settings,
      changeSettings: update,
    }),
    composingMethods: composingMethods({
      store,
      disk,
      people,
      feed,
      engine,
      files,
      quotes,
      beforeDeleting: transfers.beforeDeleting,
    }),
    sealedMethods: sealedMethods({ store, disk, feed, engine, passwords, onLockChanged: announceSelf }),
    pictureMethods: pictureMethods({ store }),
    readingMethods: readingMethods({ store, disk, people, feed, quotes, rereader }),
    quotes,
    signalMethods: signalMethods(people, engine),
    groupMethods: groupMethods({
      store,
      disk,
      feed,
      people,
      quotes,
      engine,
      isOnline: () => networkState.state === 'online',
    }),
    trustMethods: trustMethods({ people, engine, keys }),
    dialectMethods: dialectMethods(people, engine),
    beforeDeleting: transfers.beforeDeleting,
  })

  return {
    get engineState() {
      const packetNumbers = store.value(PACKET_NUMBERS)
      return {
        identity: identity(),
        packetNumbers: packetNumbers === undefined ? undefined : Number(packetNumbers),
        peers: people.records(),
        blocked: people.blocked(),
        formerIds: store.formerIds(),
        joined: store.joined().toReversed(),
        outbox: store.outbox(),
        notices: store.untoldOpenings(),
        groups: joinedGroups(store),
        legacyEncoding: settings.legacyEncoding,
        lists: listRules(settings),
        introductions: settings.introductions,
        chosenEncodings: store.readings(),
        keyRecords: store.peerKeys(),
      }
    },
    apply,
    call: (now, method, input) => transfers.turn(now, () => call(now, method, input)),
    transfers,
    removal: createRemoval({ store, disk, feed, engine, beforeDeleting: transfers.beforeDeleting }),
    people: people.records,
    known: people,
    setNetwork(now, state) {
      networkState = state
      feed.put({ kind: 'network', network: state })
      transfers.networkIs(now, state)
    },
    setStorage: (state) => disk.set(state),
    setUpdate(state) {
      programUpdate = state
      feed.put({ kind: 'update', update: state })
    },
    snapshot: () => ({
      self: self(),
      settings,
      about,
      network: networkState,
      storage: disk.state,
      update: programUpdate,
      typing: [...typing],
      peers: people.views(),
      conversations: store.conversations(),
      transfers: transfers.views(),
      groups: store.groups().map((group) => groupView(store, group)),
    }),
    get settings() {
      return settings
    },
    get health() {
      return { network: networkState, storage: disk.state }
    },
    drops: () => drops.list(),
  }
}
