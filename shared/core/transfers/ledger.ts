/**
 * All transfers as they are now. Those that run or wait are held in memory, the others are in the store; each change goes by the table of
 * shared/engine/transfer.ts, to the disk, and to the views, in this order. What happens (bytes, outcomes) is true even while the disk
 * refuses it, and is written later; what the user wishes is not done then.
 */
import type { Millis, PeerId } from '../../engine/io.ts'
import type { Timers } from '../../engine/timers.ts'
import { nextTransferState, type TransferEvent } from '../../engine/transfer.ts'
import type { Transfer } from '../../model/transfer.ts'
import { err, ok, type Result } from '../../result.ts'
import type { Feed } from '../feed.ts'
import type { Store, TransferRecord } from '../ports.ts'
import type { Disk } from '../storage.ts'
import { createMeter, type Meter } from './meter.ts'
import { viewOf } from './view.ts'

/** Besides those that run or wait, views hold as many as a person scrolls through. */
export const RECENT_TRANSFERS = 200
/** Four times a second a bar moves smoothly, and a hundred transfers stay four hundred small records a second. */
const SHOW_INTERVAL: Millis = 250
/** Progress is written, and rates fall where nothing comes, at this pace. */
const PULSE: Millis = 1_000
/** Of each state at the start; an offer of more files than this waits as `offered`, not `queued`. */
const MAX_RESTORED = 10_000

type Details = Partial<
  Pick<
    TransferRecord,
    | 'reason'
    // Of a picture that its sender pushes: known when its first part comes.
    | 'size'
    | 'done'
    | 'filesDone'
    | 'directory'
    | 'saveAs'
    | 'part'
    | 'path'
    | 'picture'
    | 'kept'
    | 'maxBytes'
    | 'source'
    | 'expiresAt'
    | 'cleared'
    | 'protection'
    | 'asked'
  >
>

export interface Wish {
  readonly record: TransferRecord
  readonly event: TransferEvent
  readonly details?: Details
}

export interface Ledger {
  find(id: string): TransferRecord | undefined
  /** Those that run or wait, oldest first. */
  active(direction: TransferRecord['direction']): readonly TransferRecord[]
  /** Whether something of that direction runs or waits for this peer. */
  concerns(direction: TransferRecord['direction'], peer: PeerId): boolean
  /** Wishes of the user, all written at once or none. Those that mean nothing in the state of their transfer are left out of the answer. */
  wish(now: Millis, wishes: readonly Wish[]): Result<readonly TransferRecord[], 'storage-failed'>
  /** What happened. The record after it, or undefined when it changed nothing. */
  happened(now: Millis, id: string, event: TransferEvent, details?: Details): TransferRecord | undefined
  /** Something else than the state; `soon` is written with the next pulse, and shown when there is time. */
  note(now: Millis, id: string, details: Details, when: 'now' | 'soon'): void
  /** Views learn of it as it is. */
  show(now: Millis, record: TransferRecord): void
  /** Its message is gone. */
  forget(id: string): void
  /** Somebody's transfers are this person's now, in the store. */
  moved(now: Millis, into: PeerId): void
  /** Writes what waits for the next pulse. */
  flush(now: Millis): void
  views(): Transfer[]
  viewOf(record: TransferRecord): Transfer
}

export interface LedgerParts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  readonly timers: Timers
  /** Of the work at hand. */
  readonly now: () => Millis
}

const isActive = ({ state }: TransferRecord): boolean => state === 'queued' || state === 'running' || state === 'paused'

export function createLedger({ store, disk, feed, timers, now: present }: LedgerParts): Ledger {
  const held = new Map<string, TransferRecord>()
  const unwritten = new Set<string>()
  const meters = new Map<string, Meter>()
  const shownAt = new Map<string, Millis>()
  /** Ids of those that views hold besides the active ones, oldest change first. */
  const recent = new Set(
    store
      .recentTransfers(RECENT_TRANSFERS)
      .map(({ id }) => id)
      .reverse(),
  )

  for (const state of ['running', 'queued', 'paused'] as const) {
    for (const record of store.transfersIn(state, MAX_RESTORED)) held.set(record.id, record)
  }

  const find = (id: string): TransferRecord | undefined => held.get(id) ?? store.transfer(id)

  function put(now: Millis, record: TransferRecord): void {
    shownAt.set(record.id, now)
    timers.cancel(showKey(record.id))
    feed.put({ kind: 'transfer', transfer: view(record) })
  }

  function show(now: Millis, record: TransferRecord): void {
    const { id } = record
    recent.delete(id)
    if (!isActive(record)) recent.add(id)
    put(now, record)
    if (!isActive(record)) shownAt.delete(id)
    const [oldest] = recent
    if (recent.size <= RECENT_TRANSFERS || oldest === undefined) return
    recent.delete(oldest)
    feed.put({ kind: 'transfer-removed', id: oldest })
  }

  const view = (record: TransferRecord): Transfer => viewOf(record, meters.get(record.id)?.rate)

  /** After the record changed: what is held in memory, and how its speed is measured. */
  function hold(now: Millis, record: TransferRecord): void {
    if (isActive(record) || unwritten.has(record.id)) held.set(record.id, record)
    else held.delete(record.id)
    if (record.state !== 'running') meters.delete(record.id)
    else if (!meters.has(record.id)) {
      meters.set(record.id, createMeter(now, record.done))
      if (!timers.has('pulse')) timers.after('pulse', PULSE, pulse)
    }
  }

  function writeSoon(id: string): void {
    unwritten.add(id)
    if (!timers.has('pulse')) timers.after('pulse', PULSE, pulse)
  }

  function flush(now: Millis): void {
    const records = [...unwritten].flatMap((id) => held.get(id) ?? [])
    const written =
      records.length === 0 ||
      disk.write(() => {
        for (const record of records) store.saveTransfer(record)
      }).ok
    if (!written) return
    unwritten.clear()
    for (const record of records) hold(now, record)
  }

  function pulse(): void {
    const now = present()
    flush(now)
    for (const [id, meter] of meters) {
      const record = held.get(id)
      if (record === undefined) continue
      meter.sample(now, record.done)
      put(now, record)
    }
    if (meters.size > 0 || unwritten.size > 0) timers.after('pulse', PULSE, pulse)
  }

  const after = (now: Millis, record: TransferRecord, event: TransferEvent, details: Details) => {
    const state = nextTransferState(record.direction, record.state, event)
    return state === undefined
      ? undefined
      : { ...record, reason: undefined, cleared: false, ...details, state, changedAt: now }
  }

  return {
    find,
    active: (direction) =>
      [...held.values()].filter((record) => record.direction === direction && isActive(record)).sort(byArrival),

    concerns: (direction, peer) =>
      [...held.values()].some((record) => record.peer === peer && record.direction === direction && isActive(record)),

    wish(now, wishes) {
      const records = wishes.flatMap(({ record, event, details = {} }) => after(now, record, event, details) ?? [])
      const written = disk.write(() => {
        for (const record of records) store.saveTransfer(record)
      })
      if (!written.ok) return err('storage-failed')
      for (const record of records) {
        unwritten.delete(record.id)
        hold(now, record)
        show(now, record)
      }
      return ok(records)
    },

    happened(now, id, event, details = {}) {
      const record = find(id)
      const next = record === undefined ? undefined : after(now, record, event, details)
      if (next === undefined) return undefined
      // That it runs is nothing to remember: after a restart it waits again. Thousands of small files are spared a write each.
      if (event === 'start') writeSoon(id)
      else if (disk.write(() => store.saveTransfer(next)).ok) unwritten.delete(id)
      else writeSoon(id)
      hold(now, next)
      show(now, next)
      return next
    },

    note(now, id, details, when) {
      const record = find(id)
      if (record === undefined) return
      const next = { ...record, ...details }
      if (when === 'soon') writeSoon(id)
      else if (disk.write(() => store.saveTransfer(next)).ok) unwritten.delete(id)
      else writeSoon(id)
      hold(now, next)
      meters.get(id)?.sample(now, next.done)
      const wait = (shownAt.get(id) ?? 0) + SHOW_INTERVAL - now
      if (wait <= 0 || when === 'now') put(now, next)
      else if (!timers.has(showKey(id))) {
        timers.after(showKey(id), Math.min(wait, SHOW_INTERVAL), () => {
          const latest = held.get(id)
          if (latest !== undefined) put(present(), latest)
        })
      }
    },

    show,

    forget(id) {
      held.delete(id)
      unwritten.delete(id)
      meters.delete(id)
      shownAt.delete(id)
      recent.delete(id)
      timers.cancel(showKey(id))
      feed.put({ kind: 'transfer-removed', id })
    },

    moved(now, into) {
      for (const id of [...recent, ...held.keys()]) {
        const peer = store.transfer(id)?.peer
        const record = find(id)
        if (peer !== into || record === undefined) continue
        const next = { ...record, peer }
        if (held.has(id)) held.set(id, next)
        put(now, next)
      }
    },

    flush,

    views() {
      const others = [...recent].flatMap((id) => (held.has(id) ? [] : (store.transfer(id) ?? [])))
      return [...others, ...held.values()].map(view)
    },
    viewOf: view,
  }
}

const showKey = (id: string): string => `show ${id}`

/** Message ids rise with arrival. */
const byArrival = (a: TransferRecord, b: TransferRecord): number =>
  Number(a.message) - Number(b.message) || a.index - b.index
