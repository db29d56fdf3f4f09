/** Files and folders, both ways: puts ledger, downloads and uploads together, on one clock that the caller moves. */

import type { EngineEvent } from '../../engine/events.ts'
import type { Input } from '../../engine/inputs.ts'
import type { IncomingMessage, Millis, PeerId, PeerRecord } from '../../engine/io.ts'
import type { KeyRecord } from '../../engine/key-record.ts'
import { createPacketNumbers } from '../../engine/packet-numbers.ts'
import { createTimers } from '../../engine/timers.ts'
import type { Message } from '../../model/message.ts'
import type { Settings, SettingsPatch } from '../../model/settings.ts'
import type { Network } from '../../model/state.ts'
import type { Transfer } from '../../model/transfer.ts'
import type { Charset } from '../../protocol/index.ts'
import type { Feed } from '../feed.ts'
import type { FetchEvent, FileAsk, FilePort, Grant, ImageEvent, Refusal, ServeEvent } from '../file-port.ts'
import type { Store, TransferRecord } from '../ports.ts'
import type { Disk } from '../storage.ts'
import { createDownloads } from './downloads.ts'
import { createImages, type ImageNews } from './images.ts'
import { createLedger } from './ledger.ts'
import { createUploads } from './uploads.ts'
import { createWishes, type Wishes } from './wishes.ts'

/** The host's side of it. */
export interface TransferDesk {
  fetched(now: Millis, event: FetchEvent): void
  served(now: Millis, event: ServeEvent): void
  image(now: Millis, event: ImageEvent): void
  authorize(now: Millis, ask: FileAsk, address: string): Grant | Refusal
  /** Call it no later than the last `alarm` said. */
  advance(now: Millis): void
  find(id: string): TransferRecord | undefined
  /** Before the store is closed: the progress of the last second is written. */
  flush(now: Millis): void
  /** A finished file is no longer where it was put. */
  missing(now: Millis, id: string): void
}

export interface Transfers extends TransferDesk {
  /** All that the user does happens inside of a turn. */
  turn<T>(now: Millis, work: () => T): T
  readonly wishes: Wishes
  /** A message with own offers was stored. */
  offered(message: string): void
  /** A message is about to be deleted: what has to follow once it is. */
  beforeDeleting(message: string): () => void
  settingsChanged(): void
  /** After what the engine said is stored: `events` of one drain, and the messages that were new among them. */
  heard(now: Millis, events: readonly EngineEvent[], messages: readonly Message[]): void
  /** Files of this person were somebody else's so far. */
  moved(now: Millis, to: PeerId): void
  networkIs(now: Millis, network: Network): void
  views(): Transfer[]
  viewsOf(messages: readonly string[]): Transfer[]
}

export interface TransferParts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  readonly files: FilePort
  readonly charset: Charset
  readonly engine: (input: Input) => void
  readonly peer: (id: PeerId) => PeerRecord | undefined
  readonly keys: (id: PeerId) => KeyRecord | undefined
  /** What the user calls him. */
  readonly nameOf: (id: PeerId) => string
  readonly settings: () => Settings
  /** For ids of people that turned out to be others; a failing disk keeps the old ones. */
  readonly changeSettings: (patch: SettingsPatch) => void
  /** Stores a message that no packet brought, once the work at hand is done. */
  readonly receive: (message: IncomingMessage) => void
}

/** The store's value: numbers of encrypted requests up to this one may have been used. Who serves them takes none twice. */
const REQUEST_NUMBERS = 'request-numbers'

export function createTransfers(parts: TransferParts): Transfers {
  const { store, files, settings } = parts
  const timers = createTimers()
  let present: Millis = 0
  const now = (): Millis => present
  const ledger = createLedger({ ...parts, timers, now })
  const numbers = createPacketNumbers(Number(store.value(REQUEST_NUMBERS) ?? 0), (upTo) =>
    parts.disk.write(() => store.saveValue(REQUEST_NUMBERS, String(upTo))),
  )
  const downloads = createDownloads({ ...parts, ledger, timers, now, numbers })
  const uploads = createUploads({ ...parts, ledger, timers, now })
  const images = createImages({ ...parts, ledger, timers, now })
  const wishes = createWishes({ ...parts, ledger, downloads, uploads, images, now })

  /** All work runs in here: what is due comes first, and the next alarm is set at the end. */
  function turn<T>(at: Millis, work: () => T): T {
    present = at
    timers.advance(at)
    try {
      return work()
    } finally {
      files.alarm(timers.deadline)
    }
  }

  let started = false
  /** The first turn takes up what the last run of the program left. */
  function start(): void {
    if (started) return
    started = true
    for (const { id, state } of [...ledger.active('in'), ...ledger.active('out')]) {
      if (state === 'running') ledger.happened(present, id, 'interrupt', { reason: 'interrupted' })
    }
    images.resume()
    files.setRate(settings().rateLimit)
    uploads.watchExpiry()
  }

  function heard(event: EngineEvent): void {
    if (event.type === 'peer-changed') downloads.heard(event.peer)
    else if (event.type === 'peer-merged') keepTrust(event.from, event.into)
    else if (event.type === 'message-state') followMessage(event)
    else if (event.type === 'released' && event.as === 'declined') {
      uploads.declined(event.peer, event.packetNo, event.files)
    } else if (event.type === 'released') withdrawnByPeer(event)
    else if (isImageNews(event)) images.heard(event)
  }

  /** Who was chosen by the user stays so under his real id. */
  function keepTrust(from: PeerId, into: PeerId): void {
    const { autoAccept } = settings()
    if (!autoAccept.peers.includes(from)) return
    const peers = [...new Set(autoAccept.peers.map((id) => (id === from ? into : id)))]
    parts.changeSettings({ autoAccept: { ...autoAccept, peers } })
  }

  function followMessage({ id, delivery }: Extract<EngineEvent, { type: 'message-state' }>): void {
    if (delivery.state === 'sent') uploads.messageRevived(id)
    if (delivery.state === 'delivered' || delivery.state === 'opened') images.delivered(id)
    if (delivery.state !== 'failed') return
    if (delivery.reason === 'expired') uploads.messageGivenUp(id, 'expired')
    else if (delivery.reason === 'too-long') uploads.messageGivenUp(id, 'limit')
  }

  function withdrawnByPeer({ peer, packetNo, files: ids }: Extract<EngineEvent, { type: 'released' }>): void {
    for (const record of store.transfersUnder('in', packetNo)) {
      if (record.peer !== peer || record.imageId !== undefined || (ids.length > 0 && !ids.includes(record.fileId)))
        continue
      const after = ledger.happened(present, record.id, 'fail', { reason: 'withdrawn' })
      if (after !== undefined) downloads.halt(after)
    }
  }

  function follow(record: TransferRecord): void {
    ledger.show(present, record)
    if (record.imageId === undefined) wishes.autoAccept(record)
    else images.awaited(record)
  }

  return {
    turn,
    wishes,
    offered(message) {
      for (const record of store.transfersOf([message])) ledger.show(present, record)
      uploads.watchExpiry()
    },
    beforeDeleting(message) {
      const records = store.transfersOf([message]).map((record) => ledger.find(record.id) ?? record)
      return () => wishes.messageGone(records)
    },
    settingsChanged() {
      files.setRate(settings().rateLimit)
      downloads.pump()
    },
    fetched: (at, event) => turn(at, () => downloads.event(event)),
    served: (at, event) => turn(at, () => uploads.event(event)),
    image: (at, event) => turn(at, () => images.event(event)),
    authorize: (at, ask, address) => turn(at, () => uploads.authorize(ask, address)),
    advance: (at) => turn(at, () => {}),
    flush: (at) => turn(at, () => ledger.flush(at)),
    find: ledger.find,
    missing: (at, id) => turn(at, () => ledger.note(at, id, { path: undefined, reason: 'target-gone' }, 'now')),

    heard: (at, events, messages) =>
      turn(at, () => {
        for (const event of events) heard(event)
        const merged = events.flatMap((event) => (event.type === 'peer-merged' ? [event.into] : []))
        for (const into of merged) ledger.moved(at, into)
        const offers = messages.filter(({ attachments }) => attachments.length > 0).map(({ id }) => id)
        for (const record of store.transfersOf(offers)) follow(record)
      }),

    moved: (at, to) => turn(at, () => ledger.moved(at, to)),

    networkIs: (at, { state }) =>
      turn(at, () => {
        start()
        downloads.networkIs(state === 'online')
      }),

    views: ledger.views,
    viewsOf: (messages) => store.transfersOf(messages).map((record) => ledger.viewOf(ledger.find(record.id) ?? record)),
  }
}

const isImageNews = (event: EngineEvent): event is ImageNews => event.type.startsWith('image-')
