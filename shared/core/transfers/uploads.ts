/**
 * What goes out: who may fetch what, how far each offer has come at the other side, and when an offer is over. The receiver decides when
 * he fetches, how often and from where he goes on; what is known of it here is what was really sent and what he confirmed.
 */

import { isAt } from '../../engine/address.ts'
import { fileLock, requestKey } from '../../engine/file-lock.ts'
import type { Input } from '../../engine/inputs.ts'
import type { Millis, PeerId, PeerRecord } from '../../engine/io.ts'
import type { KeyRecord } from '../../engine/key-record.ts'
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
  readonly keys: (id: PeerId) => KeyRecord | undefined
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
      const record = store.transfersUnder('out', packetNo).find(
        (candidate) =>
          candidate.imageId === undefined &&
          candidate.fileId === fileId &&
          // IPMsg asks in a cipher for everything as for a folder.
          ((candidate.kind === 'folder') === (ask.kind === 'folder') ||
            (ask.lock !== undefined && ask.kind === 'folder')),
      )
      const peer = record === undefined ? undefined : personOf(record.peer)
      if (record === undefined || peer === undefined) continue
      const current = ledger.find(record.id) ?? record
      if (ask.lock !== undefined && requestKey(parts.keys(peer.id)) === undefined) {
        // His answer to our question was lost: his next try finds his key here.
        engine({ type: 'meet', peer: peer.id })
        return 'busy'
      }
      if (isHis(ask, address, peer)) return protect(ask, current, peer)
    }
    return 'denied'
  }

  /** What is signed proves who asks, from wherever; what is not is his who has his address and his names. */
  function isHis({ lock, user, host }: FileAsk, address: string, peer: PeerRecord): boolean {
    if (lock !== undefined) {
      const key = requestKey(parts.keys(peer.id))
      return key !== undefined && lock.isSignedWith(key)
    }
    return isAt(peer, address) && isCalled(user, peer.user, peer) && isCalled(host, peer.host, peer)
  }

  /** To somebody who can fetch encrypted nothing goes out in clear, unless the user said so: then it may be somebody else who asks. */
  function protect({ lock }: FileAsk, record: TransferRecord, peer: PeerRecord): Grant | Refusal {
    const { id, asked } = record
    const promised = fileLock(parts.keys(peer.id)).type
    if (promised === 'key-changed' || (promised === 'encrypted' && lock?.encrypts !== true)) {
      const reason = promised === 'encrypted' ? 'not-encrypted' : promised
      if (record.state !== 'running' && record.reason !== reason) ledger.note(now(), id, { reason }, 'now')
      return 'denied'
    }
    if (lock === undefined) return grantOf(record, peer)
    if (isRepeated(asked, lock.requestNo)) return 'denied'
    ledger.note(now(), id, { asked: remembered(asked, lock.requestNo) }, 'now')
    return grantOf(record, peer)
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

  const protectionOf = (id: string, encrypted = false): TransferRecord['protection'] => {
    const record = ledger.find(id)
    if (encrypted) return 'encrypted'
    return record === undefined || fileLock(parts.keys(record.peer)).type === 'open' ? undefined : 'clear'
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
        ledger.happened(now(), id, 'start', { done: event.from, protection: protectionOf(id, event.encrypted) })
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

/** Of one file; who is interrupted more often than that asks with a number above the lowest of them. */
const MAX_ASKED = 64

/** IPMsg's numbers do not rise from packet to packet (protocol.md, appendix F), yet each is used once. */
function remembered(asked: readonly string[], requestNo: string): string[] {
  const numbers = [...asked, requestNo]
  if (numbers.length <= MAX_ASKED) return numbers
  // Whatever is forgotten is below all that is remembered, and so never counts again.
  const lowest = numbers.reduce((low, one) => (BigInt(one) < BigInt(low) ? one : low))
  return numbers.filter((one) => one !== lowest)
}

const isRepeated = (asked: readonly string[], requestNo: string): boolean =>
  asked.includes(requestNo) || (asked.length === MAX_ASKED && asked.every((one) => BigInt(one) > BigInt(requestNo)))
