/**
 * What goes out: who may fetch what, how far each offer has come at the other side, and when an offer is over. The receiver decides when
 * he fetches, how often and from where he goes on; what is known of it here is what was really sent and what he confirmed.
 */

import type { Input } from '../../engine/inputs.ts'
import type { Millis, PeerId, PeerRecord } from '../../engine/io.ts'
import type { Timers } from '../../engine/timers.ts'
import { type Charset, hasFlag, OPT } from '../../protocol/index.ts'
import type { FileAsk, FilePort, Grant, Refusal, ServeEvent } from '../file-port.ts'
import type { Store, TransferRecord } from '../ports.ts'
import type { Ledger } from './ledger.ts'

export interface Uploads {
  authorize(ask: FileAsk, address: string): Grant | Refusal
  event(event: ServeEvent): void
  /** The receiver says that he does not want these. */
  declined(peer: PeerId, packetNo: string, files: readonly number[]): void
  /** The user withdrew it, or its message is gone: nothing more is sent, and own peers hear of it. */
  withdrawn(record: TransferRecord): void
  /** The user holds it back: what is being sent breaks off. */
  paused(record: TransferRecord): void
  /** The message that carries offers was given up, or is on its way again. */
  messageGivenUp(message: string, reason: 'expired' | 'limit'): void
  messageRevived(message: string): void
  /** Looks for offers whose time is over, now and when the next one is. */
  watchExpiry(): void
}

export interface UploadParts {
  readonly store: Store
  readonly ledger: Ledger
  readonly files: Pick<FilePort, 'stopServing' | 'dropSpooled'>
  readonly timers: Timers
  readonly now: () => Millis
  readonly peer: (id: PeerId) => PeerRecord | undefined
  readonly charset: Charset
  readonly engine: (input: Input) => void
}

/** An offer that runs when its time is over is looked at again after this. */
const EXPIRY_CHECK: Millis = 60_000
/** A laptop's timers are not exact over weeks. */
const LONGEST_WAIT: Millis = 3_600_000

export function createUploads(parts: UploadParts): Uploads {
  const { store, ledger, files, timers, now, peer: personOf, charset, engine } = parts
  /** Connections over which each offer is being sent. */
  const connections = new Map<string, number>()

  /** Names may come in UTF-8 or in the code page of their program. */
  const isCalled = (bytes: Uint8Array, name: string, { encoding }: PeerRecord): boolean =>
    charset.decode(bytes, 'utf-8') === name || charset.decode(bytes, encoding) === name

  function authorize(ask: FileAsk, address: string): Grant | Refusal {
    for (const { packetNo, fileId } of ask.readings) {
      const record = store
        .transfersUnder('out', packetNo)
        .find(
          (candidate) =>
            candidate.imageId === undefined &&
            candidate.fileId === fileId &&
            (candidate.kind === 'folder') === (ask.kind === 'folder'),
        )
      const peer = record === undefined ? undefined : personOf(record.peer)
      if (record === undefined || peer === undefined) continue
      const isHis =
        peer.endpoint.address === address && isCalled(ask.user, peer.user, peer) && isCalled(ask.host, peer.host, peer)
      if (isHis) return grantOf(ledger.find(record.id) ?? record, peer)
    }
    return 'denied'
  }

  function grantOf(record: TransferRecord, peer: PeerRecord): Grant | Refusal {
    const { id, source, state, expiresAt } = record
    if (source === undefined || state === 'cancelled') return 'withdrawn'
    if (expiresAt !== undefined && expiresAt <= now()) return 'withdrawn'
    if (state === 'paused') return 'busy'
    return {
      id,
      kind: record.kind === 'folder' ? 'folder' : 'file',
      path: source.path,
      name: record.name,
      size: record.size,
      modified: source.modified,
      dialect: peer.dialect,
      encoding: hasFlag(peer.status, OPT.CAPUTF8) ? 'utf-8' : peer.encoding,
    }
  }

  /** False while others still fetch the same. */
  function disconnected(id: string): boolean {
    const left = (connections.get(id) ?? 1) - 1
    if (left > 0) connections.set(id, left)
    else connections.delete(id)
    return left <= 0
  }

  function event(event: ServeEvent): void {
    const { id } = event
    switch (event.type) {
      case 'started':
        connections.set(id, (connections.get(id) ?? 0) + 1)
        ledger.happened(now(), id, 'start', { done: event.from })
        return
      case 'progress':
        if (ledger.find(id)?.state === 'running') ledger.note(now(), id, { done: event.done }, 'soon')
        return
      case 'sent': {
        disconnected(id)
        const size = ledger.find(id)?.size
        const record = ledger.happened(now(), id, 'finish', size === undefined ? {} : { done: size })
        if (record !== undefined) release(record)
        return
      }
      case 'interrupted':
        if (disconnected(id)) ledger.happened(now(), id, 'interrupt', { reason: 'interrupted' })
        return
      case 'failed':
        if (disconnected(id)) ledger.happened(now(), id, 'fail', { reason: event.reason })
    }
  }

  /** An own copy goes with the last offer that needed it. */
  function release(record: TransferRecord): void {
    if (record.source?.spooled !== true) return
    ledger.note(now(), record.id, { source: undefined, expiresAt: undefined }, 'now')
    if (!store.spooledSources().includes(record.source.path)) files.dropSpooled(record.source.path)
  }

  function halt(record: TransferRecord): void {
    connections.delete(record.id)
    files.stopServing(record.id)
  }

  function expire(): void {
    for (const { id } of store.expiredOffers(now())) {
      const record = ledger.find(id)
      if (record === undefined || record.state === 'running') continue
      const after = ledger.happened(now(), id, 'expire', { reason: 'expired' }) ?? record
      release(after)
      const path = after.kept ? after.source?.path : undefined
      ledger.note(now(), id, { source: undefined, expiresAt: undefined, path: path ?? after.path }, 'now')
    }
    const next = store.nextExpiry()
    if (next === undefined) return
    const wait = next <= now() ? EXPIRY_CHECK : Math.min(next - now(), LONGEST_WAIT)
    timers.after('expiry', wait, expire)
  }

  return {
    authorize,
    event,

    declined(peer, packetNo, ids) {
      for (const { id, peer: recipient, fileId, imageId } of store.transfersUnder('out', packetNo)) {
        if (recipient !== peer || imageId !== undefined || (ids.length > 0 && !ids.includes(fileId))) continue
        const record = ledger.happened(now(), id, 'decline')
        if (record === undefined) continue
        halt(record)
        release(record)
      }
    },

    withdrawn(record) {
      halt(record)
      release(record)
      const { peer, packetNo, fileId } = record
      if (packetNo !== undefined) engine({ type: 'release', peer, packetNo, files: [fileId], as: 'withdrawn' })
    },

    paused: halt,

    messageGivenUp(message, reason) {
      for (const { id, direction } of store.transfersOf([message])) {
        if (direction === 'out') ledger.happened(now(), id, 'fail', { reason })
      }
    },

    messageRevived(message) {
      for (const { id, direction, state, reason } of store.transfersOf([message])) {
        if (direction === 'out' && state === 'failed' && reason === 'expired') ledger.happened(now(), id, 'retry')
      }
    },

    watchExpiry: expire,
  }
}
