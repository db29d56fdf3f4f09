/**
 * Pictures in FeiQ's way: their sender pushes them beside the text that names them, before or after it. What came whole is on the disk
 * before its last chunk is acknowledged, and waits there for its text; a text waits a minute for its picture and then says that it is
 * missing. Ours leave when the text is there, one at a time to each person: his receive buffer is small.
 */
import type { EngineEvent } from '../../engine/events.ts'
import type { Input } from '../../engine/inputs.ts'
import type { IncomingMessage, Millis, PeerId } from '../../engine/io.ts'
import type { Timers } from '../../engine/timers.ts'
import type { TransferEvent } from '../../engine/transfer.ts'
import type { TransferReason } from '../../model/transfer.ts'
import type { FilePort, ImageEvent } from '../file-port.ts'
import type { EarlyPicture } from '../image-store.ts'
import type { Store, TransferRecord } from '../ports.ts'
import type { Disk } from '../storage.ts'
import type { Ledger } from './ledger.ts'

export type ImageNews = Extract<
  EngineEvent,
  { type: 'image-received' | 'image-lost' | 'image-coming' | 'image-progress' | 'image-sent' | 'image-unsent' }
>

export interface Images {
  heard(event: ImageNews): void
  /** From the host. */
  event(event: ImageEvent): void
  /** A message that names this picture is stored. */
  awaited(record: TransferRecord): void
  /** The text of an own message is there: its pictures may follow. */
  delivered(message: string): void
  /** The user gave an own one up. */
  withdrawn(record: TransferRecord): void
  /** Takes up what the last run of the program left. */
  resume(): void
}

export interface ImageParts {
  readonly store: Store
  readonly disk: Disk
  readonly ledger: Ledger
  readonly files: Pick<FilePort, 'keepImage' | 'readImage' | 'dropPicture'>
  readonly timers: Timers
  readonly now: () => Millis
  readonly engine: (input: Input) => void
  /** Stores a message that no packet brought, once the work at hand is done. */
  readonly receive: (message: IncomingMessage) => void
}

/** FeiQ gives up after its second round, about a minute. */
const PATIENCE: Millis = 60_000
/** Pictures of one person, and of all, that wait for their text: it follows within seconds. */
const MAX_EARLY_OF_ONE = 8
const MAX_EARLY = 64
/** A picture that comes again is the same one. */
const REPEATS: Millis = 600_000

/** How a transfer comes to its end whatever its state; who gave it up does not get it. */
const ARRIVAL: Partial<Record<TransferRecord['state'], readonly TransferEvent[]>> = {
  offered: ['accept', 'start', 'finish'],
  queued: ['start', 'finish'],
  running: ['finish'],
  failed: ['retry', 'start', 'finish'],
}

export function createImages(parts: ImageParts): Images {
  const { store, disk, ledger, files, timers, now, engine } = parts
  /** Own ones that may leave, by person; the first of each is under way. */
  const lanes = new Map<PeerId, string[]>()

  const isAwaited = ({ id }: TransferRecord): boolean => {
    const state = ledger.find(id)?.state
    return state !== undefined && ARRIVAL[state] !== undefined
  }

  function arrive(
    { id, state }: TransferRecord,
    { path, size, picture }: Omit<EarlyPicture, 'peer' | 'imageId' | 'at'>,
  ) {
    timers.cancel(waitKey(id))
    for (const event of ARRIVAL[state] ?? []) {
      ledger.happened(now(), id, event, event === 'finish' ? { path, done: size, picture, kept: true } : {})
    }
  }

  function missing({ peer, imageId = '' }: Pick<TransferRecord, 'peer' | 'imageId'>, reason: TransferReason): void {
    for (const { id } of store.transfersOfImage(peer, imageId)) {
      const record = ledger.find(id)
      if (record === undefined || record.state === 'failed' || !isAwaited(record)) continue
      timers.cancel(waitKey(id))
      ledger.happened(now(), id, 'fail', { reason })
    }
  }

  function kept({ order, path, size, picture }: Extract<ImageEvent, { type: 'kept' }>): void {
    const { receipt, peer, imageId } = order
    const early = { peer, imageId, path, size, picture, at: now() }
    const written = hasRoom(peer) && disk.write(() => store.saveEarlyPicture(early)).ok
    if (!written) {
      files.dropPicture(path)
      return
    }
    engine({ type: 'image-stored', receipt })
    settle(early)
  }

  function hasRoom(peer: PeerId): boolean {
    const waiting = store.earlyPictures()
    return waiting.length < MAX_EARLY && waiting.filter((early) => early.peer === peer).length < MAX_EARLY_OF_ONE
  }

  /** Gives it to the messages that wait for it, or waits for one. */
  function settle(early: EarlyPicture): void {
    const { peer, imageId } = early
    const waiting = store.transfersOfImage(peer, imageId).filter(isAwaited)
    if (waiting.length === 0) {
      timers.after(earlyKey(early), Math.max(0, early.at + PATIENCE - now()), () => alone(early))
      return
    }
    for (const { id } of waiting) {
      const record = ledger.find(id)
      if (record !== undefined) arrive(record, early)
    }
    timers.cancel(earlyKey(early))
    // Where the disk refuses just now, the next start finds it and does the same again.
    disk.write(() => store.forgetEarlyPicture(peer, imageId))
  }

  /** No text named it: it is a message of its own. */
  function alone({ peer, imageId, at }: EarlyPicture): void {
    parts.receive({
      ...{
        peer,
        text: '',
        encoding: 'gb18030',
        raw: new Uint8Array(0),
        packetNo: '0',
        attachments: [],
        images: [{ id: imageId, place: 0 }],
      },
      ...{ repeatKey: `picture ${imageId}`, repeatSince: at - REPEATS, receivedAt: at },
      ...{ sealed: false, confirmOpening: false, locked: false, broadcast: false, multicast: false, automatic: false },
    })
  }

  function wait({ id, peer, imageId }: TransferRecord): void {
    timers.after(waitKey(id), PATIENCE, () => missing({ peer, imageId }, 'no-answer'))
  }

  /** The texts that wait for it show how far it is, and wait on. */
  function coming({ peer, imageId, done, size }: Extract<ImageNews, { type: 'image-coming' }>): void {
    for (const { id } of store.transfersOfImage(peer, imageId)) {
      const record = ledger.find(id)
      if (record === undefined || record.state === 'failed' || !isAwaited(record)) continue
      ledger.note(now(), id, { done, size }, 'soon')
      wait(record)
    }
  }

  /** The first of his that is still wanted leaves. */
  function next(peer: PeerId): void {
    const lane = lanes.get(peer) ?? []
    for (let id = lane[0]; id !== undefined; id = lane[0]) {
      const record = ledger.find(id)
      if (record?.state === 'offered' && record.source !== undefined) {
        ledger.happened(now(), id, 'start', { done: 0 })
        files.readImage(id, record.source.path)
        return
      }
      lane.shift()
    }
    lanes.delete(peer)
  }

  function over(id: string, event: 'finish' | 'fail', reason?: TransferReason): void {
    const record = ledger.find(id)
    if (record === undefined) return
    ledger.happened(now(), id, event, event === 'finish' ? { done: record.size } : { reason })
    leave(record)
  }

  function leave({ id, peer }: TransferRecord): void {
    const lane = lanes.get(peer)
    if (lane === undefined) return
    const wasFirst = lane[0] === id
    lanes.set(
      peer,
      lane.filter((other) => other !== id),
    )
    if (wasFirst) next(peer)
  }

  function push({ id, peer }: TransferRecord): void {
    const lane = lanes.get(peer) ?? []
    if (lane.includes(id)) return
    lane.push(id)
    lanes.set(peer, lane)
    if (lane.length === 1) next(peer)
  }

  function read(id: string, bytes: Uint8Array): void {
    const record = ledger.find(id)
    if (record?.state !== 'running' || record.imageId === undefined) return
    const { peer, imageId } = record
    engine({ type: 'image', image: { transfer: id, peer, imageId, form: 'file', bytes } })
  }

  return {
    heard(event) {
      switch (event.type) {
        case 'image-received':
          files.keepImage(event)
          return
        case 'image-lost':
          missing(event, 'interrupted')
          return
        case 'image-coming':
          coming(event)
          return
        case 'image-progress':
          if (ledger.find(event.transfer)?.state === 'running')
            ledger.note(now(), event.transfer, { done: event.done }, 'soon')
          return
        case 'image-sent':
          over(event.transfer, 'finish')
          return
        case 'image-unsent':
          over(event.transfer, 'fail', event.reason)
      }
    },

    event(event) {
      switch (event.type) {
        case 'kept':
          kept(event)
          return
        case 'unusable':
          // What is no picture will not become one when it is sent again.
          if (event.reason === 'protocol' || event.reason === 'too-large') {
            engine({ type: 'image-stored', receipt: event.order.receipt })
            missing(event.order, event.reason)
          }
          return
        case 'read':
          read(event.transfer, event.bytes)
          return
        case 'unreadable':
          over(event.transfer, 'fail', 'changed')
      }
    },

    awaited(record) {
      for (const event of ['accept', 'start'] as const) ledger.happened(now(), record.id, event, { kept: true })
      const { peer, imageId = '' } = record
      const early = store.earlyPictures().find((one) => one.peer === peer && one.imageId === imageId)
      // The same face as an hour ago is not sent again.
      const same = store
        .transfersOfImage(peer, imageId)
        .find(({ state, path }) => state === 'done' && path !== undefined)
      const running = ledger.find(record.id)
      if (early !== undefined) settle(early)
      else if (running !== undefined && same?.path !== undefined && same.picture !== undefined)
        arrive(running, { path: same.path, size: same.done, picture: same.picture })
      else wait(record)
    },

    delivered(message) {
      for (const record of store.transfersOf([message])) {
        if (record.imageId !== undefined && record.direction === 'out' && record.state === 'offered') push(record)
      }
    },

    withdrawn(record) {
      engine({ type: 'cancel-image', transfer: record.id })
      leave(record)
    },

    resume() {
      for (const record of store.unfinishedImages()) {
        const state = store.message(record.message)?.state
        if (record.direction === 'in') wait(record)
        else if (state === 'delivered' || state === 'opened') push(record)
      }
      for (const early of store.earlyPictures()) settle(early)
    },
  }
}

const waitKey = (id: string): string => `picture ${id}`
const earlyKey = ({ peer, imageId }: EarlyPicture): string => `early ${peer} ${imageId}`
