/**
 * What comes to us: which accepted files are fetched when, what becomes of an outcome, and when an interrupted one is taken up again.
 * A run belongs to a transfer until its outcome is there, even when the user has paused or given up the transfer meanwhile: two runs
 * would write into one part.
 */

import { fileLock } from '../../engine/file-lock.ts'
import type { Millis, PeerId, PeerRecord } from '../../engine/io.ts'
import type { KeyRecord } from '../../engine/key-record.ts'
import { speaksOwnTransfers } from '../../engine/offers.ts'
import type { PacketNumbers } from '../../engine/packet-numbers.ts'
import { hasOwnId } from '../../engine/recognise.ts'
import type { Timers } from '../../engine/timers.ts'
import type { TransferEvent } from '../../engine/transfer.ts'
import { traits } from '../../model/dialect.ts'
import type { Settings } from '../../model/settings.ts'
import type { TransferReason } from '../../model/transfer.ts'
import { hasFlag, OPT } from '../../protocol/index.ts'
import type { FetchEvent, FetchLock, FetchOrder, FetchOutcome, FilePort } from '../file-port.ts'
import type { TransferRecord } from '../ports.ts'
import { type Effort, FEIQ_PAUSE, newEffort, nextTry } from './effort.ts'
import type { Ledger } from './ledger.ts'

export interface Downloads {
  /** Starts what may start. */
  pump(): void
  event(event: FetchEvent): void
  /** The transfer is no longer to run: its run ends soon. Whether what came is kept follows from the state by then. */
  halt(record: TransferRecord): void
  /** Its message is gone. */
  drop(record: TransferRecord): void
  /** Something was heard of the peer, or he changed. */
  heard(peer: PeerRecord): void
  networkIs(up: boolean): void
}

interface Run {
  part: string | undefined
  /** Why we ended it ourselves. */
  verdict: TransferReason | undefined
  /** Who was asked in a cipher and has not begun to answer. */
  asked: PeerId | undefined
}

export interface DownloadParts {
  readonly ledger: Ledger
  readonly files: Pick<FilePort, 'fetch' | 'stop' | 'discard'>
  readonly timers: Timers
  readonly now: () => Millis
  readonly peer: (id: PeerId) => PeerRecord | undefined
  readonly keys: (id: PeerId) => KeyRecord | undefined
  /** Of encrypted requests. */
  readonly numbers: PacketNumbers
  readonly settings: () => Settings
}

/** What is heard of a peer makes a waiting download try at once, but a peer who writes all the time is not asked all the time. */
const TRY_AGAIN_AFTER: Millis = 3_000
const USUAL_PORT = 2425
/** Bytes that a crash in the first second may cost, so that small files need no write for their part. */
const SMALL = 4 * 1024 * 1024

/** How the transfer comes to "done" when its bytes were complete before the user's wish reached the run. */
const OVERTAKEN: Partial<Record<TransferRecord['state'], readonly TransferEvent[]>> = {
  running: ['finish'],
  queued: ['start', 'finish'],
  paused: ['resume', 'start', 'finish'],
  cancelled: ['accept', 'start', 'finish'],
}

export function createDownloads(parts: DownloadParts): Downloads {
  const { ledger, files, timers, now, peer: personOf, settings } = parts
  const runs = new Map<string, Run>()
  const efforts = new Map<string, Effort>()
  let networkUp = false

  const effortOf = (id: string): Effort => {
    const effort = efforts.get(id) ?? newEffort()
    efforts.set(id, effort)
    return effort
  }

  function pump(): void {
    if (!networkUp) return
    for (const record of ledger.active('in')) {
      if (runs.size >= settings().concurrentDownloads) return
      if (record.imageId !== undefined) continue
      if (record.state !== 'queued' || runs.has(record.id) || timers.has(retryKey(record.id))) continue
      const peer = personOf(record.peer)
      if (peer === undefined || peer.presence === 'offline') {
        if (record.reason !== 'peer-offline') ledger.note(now(), record.id, { reason: 'peer-offline' }, 'now')
      } else if (isLaneFree(record, peer)) start(record, peer)
    }
  }

  /**
   * FeiQ serves one file of a message at a time. IPMsg wants the numbers of encrypted requests to rise (protocol.md 4.6), and of two
   * connections the later one may be the quicker one: so until it answers one, it is asked nothing else in a cipher.
   */
  function isLaneFree(record: TransferRecord, peer: PeerRecord): boolean {
    if ([...runs.values()].some(({ asked }) => asked === peer.id)) return false
    if (peer.dialect !== 'feiq') return true
    return !timers.has(laneKey(record)) && ![...runs.keys()].some((id) => id.startsWith(`${record.message}.`))
  }

  function start(record: TransferRecord, peer: PeerRecord): void {
    if (record.packetNo === undefined || record.directory === undefined) return
    const lock = fileLock(parts.keys(peer.id))
    if (lock.type === 'key-changed') {
      ledger.happened(now(), record.id, 'fail', { reason: 'key-changed' })
      return
    }
    const effort = effortOf(record.id)
    effort.tries++
    effort.lastTry = now()
    const protection = lock.type === 'open' ? undefined : lock.type
    const started = ledger.happened(now(), record.id, 'start', { protection })
    if (started === undefined) return
    const isOwn = hasOwnId(peer) || speaksOwnTransfers(peer)
    runs.set(record.id, {
      ...{ part: record.part, verdict: undefined },
      asked: lock.type === 'encrypted' && !isOwn ? peer.id : undefined,
    })
    const order = orderOf(started, record.packetNo, record.directory, peer, effort.tries)
    files.fetch(lock.type === 'encrypted' ? { ...order, ...locked(record, lock, isOwn) } : order)
  }

  /**
   * How IPMsg and own peers are asked in a cipher (protocol.md 4.6); its pictures within a text come as they are. Who has an
   * own id is an own peer, whatever his last hello says: after one without `xfer1`, which anybody can forge, we would take bytes that nothing
   * proves. What comes as a record is never gone on with: its header would be compared with what is held.
   */
  function locked(
    { kind }: TransferRecord,
    { key, scheme }: Extract<ReturnType<typeof fileLock>, { type: 'encrypted' }>,
    isOwn: boolean,
  ): { readonly lock: FetchLock; readonly resume: FetchOrder['resume'] } {
    const asRecord = kind === 'file' && !isOwn
    const lock = { key, scheme, requestNo: parts.numbers.next(now()), asRecord }
    return { lock, resume: isOwn ? 'own' : 'restart' }
  }

  function orderOf(
    record: TransferRecord,
    packetNo: string,
    directory: string,
    peer: PeerRecord,
    tries: number,
  ): FetchOrder {
    const { id, fileId, size, modified, part, encoding } = record
    // FeiQ on another port may still serve its files on the usual one.
    const port = peer.dialect === 'feiq' && tries % 2 === 0 ? USUAL_PORT : peer.endpoint.port
    return {
      id,
      peer: { address: peer.endpoint.address, port },
      kind: record.kind === 'folder' ? 'folder' : 'file',
      packetNo,
      fileId,
      name: record.saveAs ?? record.name,
      size,
      modified,
      directory,
      conflict: settings().conflict,
      part,
      resume: resumeOf(peer),
      verify: settings().verifyTransfers,
      reader: { utf8: hasFlag(peer.status, OPT.CAPUTF8), encoding: peer.encoding, offered: encoding },
    }
  }

  function progress(id: string, done: number, filesDone: number): void {
    const record = ledger.find(id)
    const run = runs.get(id)
    if (run?.asked !== undefined) {
      run.asked = undefined
      pump()
    }
    if (record === undefined || run === undefined || record.state !== 'running') return
    const effort = effortOf(id)
    if (done > effort.best) {
      effort.best = done
      effort.tries = 1
    }
    ledger.note(now(), id, { done, filesDone }, 'soon')
    if (record.maxBytes === undefined || done <= record.maxBytes) return
    run.verdict = 'too-large'
    files.stop(id)
  }

  function over(id: string, outcome: FetchOutcome): void {
    const run = runs.get(id)
    const record = ledger.find(id)
    runs.delete(id)
    if (record !== undefined && personOf(record.peer)?.dialect === 'feiq') {
      timers.after(laneKey(record), FEIQ_PAUSE, pump)
    }
    if (record === undefined) discard(run?.part)
    else if (outcome.type === 'finished') finished(record, outcome)
    else if (run?.verdict !== undefined) failed(record, { reason: run.verdict, retry: 'manual', worthless: true })
    else if (outcome.type === 'failed') failed(record, outcome)
    else ended(record)
    pump()
  }

  function finished({ id, state }: TransferRecord, outcome: Extract<FetchOutcome, { type: 'finished' }>): void {
    const { path, size, picture } = outcome
    efforts.delete(id)
    for (const event of OVERTAKEN[state] ?? []) {
      ledger.happened(now(), id, event, event === 'finish' ? { path, done: size, picture, part: undefined } : {})
    }
  }

  function failed(
    record: TransferRecord,
    failure: { readonly reason: TransferReason; readonly retry: 'auto' | 'manual'; readonly worthless?: true },
  ): void {
    const { id, peer } = record
    if (failure.worthless === true) lose(record)
    if (record.state !== 'running') {
      ended(record)
      return
    }
    const wait = nextTry(effortOf(id), failure, personOf(peer)?.dialect === 'feiq')
    if (wait === undefined) {
      efforts.delete(id)
      ledger.happened(now(), id, 'fail', { reason: failure.reason })
      return
    }
    timers.after(retryKey(id), wait, pump)
    ledger.happened(now(), id, 'interrupt', { reason: failure.reason })
  }

  /** After a run that we ended: what nobody wants any more goes. */
  function ended(record: TransferRecord): void {
    const { state, reason } = record
    if (state === 'running') ledger.happened(now(), record.id, 'interrupt', { reason: 'interrupted' })
    else if (state === 'cancelled' || state === 'declined' || reason === 'withdrawn') lose(record)
  }

  function lose(record: TransferRecord): void {
    const current = ledger.find(record.id)
    if (current?.part === undefined) return
    discard(current.part)
    ledger.note(now(), record.id, { part: undefined, done: 0, filesDone: 0 }, 'now')
  }

  function discard(part: string | undefined): void {
    if (part !== undefined) files.discard(part)
  }

  return {
    pump,

    event(event) {
      switch (event.type) {
        case 'part': {
          const run = runs.get(event.id)
          if (run !== undefined) run.part = event.path
          const isSmall = (ledger.find(event.id)?.size ?? 0) <= SMALL && ledger.find(event.id)?.kind !== 'folder'
          ledger.note(now(), event.id, { part: event.path }, isSmall ? 'soon' : 'now')
          return
        }
        case 'progress':
          progress(event.id, event.done, event.files)
          return
        case 'outcome':
          over(event.id, event.outcome)
      }
    },

    halt(record) {
      timers.cancel(retryKey(record.id))
      efforts.delete(record.id)
      if (runs.has(record.id)) files.stop(record.id)
      else ended(record)
      pump()
    },

    drop(record) {
      timers.cancel(retryKey(record.id))
      efforts.delete(record.id)
      if (runs.has(record.id)) files.stop(record.id)
      else discard(record.part)
    },

    heard(peer) {
      if (peer.presence === 'offline' || !ledger.concerns('in', peer.id)) return
      let wakes = false
      for (const { id, state, reason, ...record } of ledger.active('in')) {
        if (record.peer !== peer.id || state !== 'queued' || record.imageId !== undefined) continue
        const { lastTry } = effortOf(id)
        if (timers.has(retryKey(id)) && now() - lastTry >= TRY_AGAIN_AFTER) timers.cancel(retryKey(id))
        if (reason === 'peer-offline') ledger.note(now(), id, { reason: undefined }, 'now')
        wakes = true
      }
      if (wakes) pump()
    },

    networkIs(up) {
      networkUp = up
      pump()
    },
  }
}

const retryKey = (id: string): string => `retry ${id}`
const laneKey = ({ peer, message }: TransferRecord): string => `lane ${peer} ${message}`

/** Who continues a file rightly is written in protocol.md 4.3 and Appendix F; with everybody else it begins anew. */
const resumeOf = (peer: PeerRecord): FetchOrder['resume'] => {
  return speaksOwnTransfers(peer) ? 'own' : traits[peer.dialect].resume
}
