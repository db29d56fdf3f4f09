/**
 * FeiQ's pictures in a chat (protocol.md 7.6, appendix F): chunks of 512 bytes over UDP, each acknowledged, repeated until it is. What came whole is
 * handed to the store, and its last chunk acknowledged only when the store has it: commit, then acknowledge. Ours leave by image-sending.ts.
 */
import {
  addImageChunk,
  COMMAND,
  decodeImageChunk,
  dropIdleImages,
  emptyImageAssemblies,
  encodeImageAck,
  heldBytes,
  type ImageAssemblies,
  type ImageChunk,
  imageDeadline,
  MAX_IMAGE_BYTES,
  type Packet,
} from '../protocol/index.ts'
import { assertNever } from '../result.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import { createImageSending, GIVE_UP_AFTER, PROGRESS_STEP } from './image-sending.ts'
import type { Input } from './inputs.ts'
import type { Endpoint, Millis, PeerId } from './io.ts'

/** People whose pictures are put together at the same time; and those besides whose last pictures are known when they come again. */
const [SENDERS, RECENT_SENDERS] = [16, 64] as const
/** Pictures that wait for the store, which takes milliseconds; of one person and in all. */
const [MAX_PENDING_OF_ONE, MAX_PENDING] = [4, 16] as const
/** Unfinished pictures of all people, and those that wait for the store: four of the largest, or a hundred screenshots. */
const MAX_HELD_BYTES = 4 * MAX_IMAGE_BYTES

export interface Images {
  receive(from: Endpoint, packet: Packet, peer: Peer): 'taken' | 'malformed' | 'refused'
  acknowledged(packet: Packet, peer: PeerId): void
  act(input: Extract<Input, { type: 'image' | 'cancel-image' | 'image-stored' }>): void
}

interface Pending {
  readonly peer: PeerId
  readonly from: Endpoint
  readonly chunk: Pick<ImageChunk, 'id' | 'index'>
  readonly bytes: Uint8Array
  at: Millis
}

export function createImages(context: Context, composer: Composer, directory: Directory): Images {
  const { timers } = context
  const senders = new Map<PeerId, ImageAssemblies>()
  const pending = new Map<number, Pending>()
  const sending = createImageSending(context, composer, directory)
  let receipts = 0

  function acknowledge(to: Endpoint, peer: PeerId, { id, index }: Pick<ImageChunk, 'id' | 'index'>): void {
    const record = directory.byId(peer)?.record
    if (record === undefined || context.reach === undefined) return
    const number = context.numbers.next(context.now)
    context.transmit(to, composer.numbered(record, number, COMMAND.FEIQ_IMAGE_ACK, 0, encodeImageAck({ id, index })))
  }

  const pendingOf = (peer: PeerId, id: string): [number, Pending] | undefined =>
    [...pending].find(([, waiting]) => waiting.peer === peer && waiting.chunk.id === id)

  /** Bytes in memory, whoever they are from. */
  function held(): number {
    let bytes = 0
    for (const assemblies of senders.values()) bytes += heldBytes(assemblies)
    for (const waiting of pending.values()) bytes += waiting.bytes.length
    return bytes
  }

  /** The first chunk, and about every 32 KiB. */
  function coming(peer: PeerId, { open }: ImageAssemblies, { id, data }: ImageChunk): void {
    const assembly = open.get(id)
    if (assembly === undefined) return
    const { held: done, total: size, parts } = assembly
    const steps = Math.floor(done / PROGRESS_STEP) - Math.floor((done - data.length) / PROGRESS_STEP)
    if (steps > 0 || parts.size === 1) context.emit({ type: 'image-coming', peer, imageId: id, done, size })
  }

  function watchIdle(peer: PeerId): void {
    const assemblies = senders.get(peer)
    const deadline = assemblies === undefined ? undefined : imageDeadline(assemblies)
    if (assemblies === undefined || deadline === undefined) {
      timers.cancel(idleKey(peer))
      return
    }
    timers.after(idleKey(peer), deadline - context.now, () => {
      for (const imageId of dropIdleImages(assemblies, context.now)) {
        context.emit({ type: 'image-lost', peer, imageId })
      }
      if (assemblies.open.size === 0) senders.delete(peer)
      else watchIdle(peer)
    })
  }

  /** Those of whom nothing is under way are only remembered, and make room. */
  function admits(id: PeerId): boolean {
    if (senders.has(id)) return true
    const idle = [...senders].flatMap(([other, { open }]) => (open.size === 0 ? other : []))
    if (senders.size - idle.length >= SENDERS) return false
    const [oldest] = idle
    if (senders.size >= RECENT_SENDERS && oldest !== undefined) senders.delete(oldest)
    return true
  }

  function hasRoom(id: PeerId): boolean {
    const his = [...pending.values()].filter(({ peer }) => peer === id)
    return pending.size < MAX_PENDING && his.length < MAX_PENDING_OF_ONE
  }

  /** The store did not take it, and its sender has given up: what he sends anew is another picture. */
  function forget(receipt: number, { peer, chunk }: Pending): void {
    pending.delete(receipt)
    senders.get(peer)?.finished.delete(chunk.id)
    context.emit({ type: 'image-lost', peer, imageId: chunk.id })
  }

  function hand(receipt: number, { peer, chunk, bytes }: Pending): void {
    context.emit({ type: 'image-received', receipt, peer, imageId: chunk.id, bytes })
  }

  /** The store has the picture of this receipt. */
  function stored(receipt: number): void {
    const entry = pending.get(receipt)
    if (entry === undefined) return
    pending.delete(receipt)
    timers.cancel(pendingKey(receipt))
    acknowledge(entry.from, entry.peer, entry.chunk)
  }

  return {
    receive(from, packet, peer) {
      const { id } = peer.record
      const chunk = decodeImageChunk(packet.body)
      if (!chunk.ok) return 'malformed'
      const waiting = pendingOf(id, chunk.value.id)
      if (waiting !== undefined) {
        // The store had trouble with it: the repeat of its last chunk is another chance.
        const [receipt, entry] = waiting
        if (chunk.value.index === entry.chunk.index && context.now - entry.at >= context.limits.receiptPatience) {
          entry.at = context.now
          hand(receipt, entry)
        } else if (chunk.value.index !== entry.chunk.index) acknowledge(from, id, chunk.value)
        return 'taken'
      }
      if (held() + chunk.value.data.length > MAX_HELD_BYTES) return 'refused'
      if (!admits(id) || !context.mayWrite(from.address, context.now, chunk.value.data.length)) return 'refused'
      const assemblies = senders.get(id) ?? emptyImageAssemblies()
      const progress = addImageChunk(assemblies, context.now, chunk.value, hasRoom(id))
      if (progress.type === 'refused') return 'refused'
      senders.set(id, assemblies)
      if (progress.type !== 'complete') {
        acknowledge(from, id, chunk.value)
        if (progress.type === 'kept') coming(id, assemblies, chunk.value)
      } else {
        const { id: imageId, index } = chunk.value
        const entry = { peer: id, from, chunk: { id: imageId, index }, bytes: progress.bytes, at: context.now }
        const receipt = ++receipts
        pending.set(receipt, entry)
        timers.after(pendingKey(receipt), GIVE_UP_AFTER, () => forget(receipt, entry))
        hand(receipt, entry)
      }
      watchIdle(id)
      return 'taken'
    },

    acknowledged: sending.acknowledged,

    act(input) {
      switch (input.type) {
        case 'image':
          sending.start(input.image)
          break
        case 'cancel-image':
          sending.cancel(input.transfer)
          break
        case 'image-stored':
          stored(input.receipt)
          break
        default:
          assertNever(input)
      }
    },
  }
}

const idleKey = (peer: PeerId): string => `image idle ${peer}`
const pendingKey = (receipt: number): string => `image kept ${receipt}`
