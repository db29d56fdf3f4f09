/**
 * FeiQ's pictures in a chat (protocol.md 7.6, appendix F): chunks of 512 bytes over UDP, each acknowledged, repeated until it is. What came whole is
 * handed to the store, and its last chunk acknowledged only when the store has it: commit, then acknowledge. What we send keeps to FeiQ's
 * own window, because its receive buffer holds no more.
 */
import {
  acknowledgeImageChunk,
  addImageChunk,
  COMMAND,
  decodeImageAck,
  decodeImageChunk,
  dropIdleImages,
  emptyImageAssemblies,
  encodeImageAck,
  encodeImageChunk,
  heldBytes,
  type ImageAssemblies,
  type ImageChunk,
  type ImageWindow,
  imageChunkCount,
  imageDeadline,
  MAX_IMAGE_BYTES,
  missingImageChunks,
  OPT,
  openImageWindow,
  type Packet,
} from '../protocol/index.ts'
import { assertNever } from '../result.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { Input } from './inputs.ts'
import type { Endpoint, Millis, PeerId } from './io.ts'
import { reachable } from './lane.ts'
import type { OutgoingImage } from './records.ts'

/** A chunk without an acknowledgement is sent again after this long; on a LAN the answer takes a millisecond. */
const REPEAT_AFTER = 400
/** FeiQ itself gives up after its second round of half a minute. */
const GIVE_UP_AFTER = 60_000
/** People whose pictures are put together at the same time; and pictures that wait for the store, which takes milliseconds. */
const [SENDERS, MAX_PENDING] = [16, 16] as const
/** Unfinished pictures of all people, and those that wait for the store: four of the largest, or a hundred screenshots. */
const MAX_HELD_BYTES = 4 * MAX_IMAGE_BYTES
/** Progress is told in steps of about this much: a picture of a megabyte has two thousand chunks. */
const PROGRESS_STEP = 32 * 1024

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

interface Sending {
  readonly image: OutgoingImage
  readonly window: ImageWindow
  /** When each chunk left last, by index from 1. */
  readonly sentAt: Float64Array
  acknowledged: number
  told: number
  heardAt: Millis
}

export function createImages(context: Context, composer: Composer, directory: Directory): Images {
  const { timers } = context
  const senders = new Map<PeerId, ImageAssemblies>()
  const pending = new Map<number, Pending>()
  const sending = new Map<string, Sending>()
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

  function hand(receipt: number, { peer, chunk, bytes }: Pending): void {
    context.emit({ type: 'image-received', receipt, peer, imageId: chunk.id, bytes })
  }

  function transmit(entry: Sending): void {
    const { image, window, sentAt } = entry
    timers.after(sendKey(image.transfer), REPEAT_AFTER, () => repeat(entry))
    const record = reachable(context, directory.byId(image.peer))
    if (record === undefined) return
    for (const index of missingImageChunks(window)) {
      if (sentAt[index] !== 0 && context.now - (sentAt[index] ?? 0) < REPEAT_AFTER) continue
      sentAt[index] = context.now
      const body = encodeImageChunk(image.imageId, image.form, image.bytes, index)
      const number = context.numbers.next(context.now)
      context.transmit(record.endpoint, composer.numbered(record, number, COMMAND.FEIQ_IMAGE, OPT.FILEATTACH, body))
    }
  }

  function repeat(entry: Sending): void {
    if (context.now - entry.heardAt < GIVE_UP_AFTER) transmit(entry)
    else end(entry, false)
  }

  function end({ image }: Sending, sent: boolean): void {
    sending.delete(image.transfer)
    timers.cancel(sendKey(image.transfer))
    if (sent) context.emit({ type: 'image-sent', transfer: image.transfer })
    else context.emit({ type: 'image-unsent', transfer: image.transfer, reason: 'no-answer' })
  }

  function start(image: OutgoingImage): void {
    if (sending.has(image.transfer)) return
    const chunks = imageChunkCount(image.bytes)
    const entry: Sending = {
      image,
      window: openImageWindow(chunks),
      sentAt: new Float64Array(chunks + 1),
      acknowledged: 0,
      told: 0,
      heardAt: context.now,
    }
    sending.set(image.transfer, entry)
    transmit(entry)
  }

  /** The store has the picture of this receipt. */
  function stored(receipt: number): void {
    const entry = pending.get(receipt)
    if (entry === undefined) return
    pending.delete(receipt)
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
      const assemblies = senders.get(id) ?? emptyImageAssemblies()
      if (!senders.has(id) && senders.size >= SENDERS) return 'refused'
      const progress = addImageChunk(assemblies, context.now, chunk.value)
      if (progress.type === 'refused') return 'refused'
      senders.set(id, assemblies)
      if (progress.type !== 'complete') {
        acknowledge(from, id, chunk.value)
        if (progress.type === 'kept') coming(id, assemblies, chunk.value)
      } else if (pending.size >= MAX_PENDING) return 'refused'
      else {
        const { id: imageId, index } = chunk.value
        const entry = { peer: id, from, chunk: { id: imageId, index }, bytes: progress.bytes, at: context.now }
        pending.set(++receipts, entry)
        hand(receipts, entry)
      }
      watchIdle(id)
      return 'taken'
    },

    acknowledged(packet, peer) {
      const ack = decodeImageAck(packet.body)
      const entry = [...sending.values()].find(({ image }) => image.peer === peer && image.imageId === ack?.id)
      if (ack === undefined || entry === undefined || !acknowledgeImageChunk(entry.window, ack.index)) return
      const { window, image } = entry
      entry.heardAt = context.now
      entry.acknowledged++
      if (window.first > window.chunks) {
        end(entry, true)
        return
      }
      const done = Math.min(image.bytes.length, Math.floor((image.bytes.length * entry.acknowledged) / window.chunks))
      if (done - entry.told >= PROGRESS_STEP) {
        entry.told = done
        context.emit({ type: 'image-progress', transfer: image.transfer, done })
      }
      transmit(entry)
    },

    act(input) {
      switch (input.type) {
        case 'image':
          start(input.image)
          break
        case 'cancel-image':
          sending.delete(input.transfer)
          timers.cancel(sendKey(input.transfer))
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
const sendKey = (transfer: string): string => `image ${transfer}`
