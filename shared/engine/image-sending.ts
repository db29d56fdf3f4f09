/** Our pictures on their way to FeiQ (protocol.md 7.6, appendix F), within its own window, because its receive buffer holds no more. */
import {
  acknowledgeImageChunk,
  COMMAND,
  decodeImageAck,
  encodeImageChunk,
  type ImageWindow,
  imageChunkCount,
  missingImageChunks,
  OPT,
  openImageWindow,
  type Packet,
} from '../protocol/index.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory } from './directory.ts'
import type { Millis, PeerId } from './io.ts'
import { reachable } from './lane.ts'
import type { OutgoingImage } from './records.ts'

/** A chunk without an acknowledgement is sent again after this long; on a LAN the answer takes a millisecond. */
const REPEAT_AFTER = 400
/** FeiQ itself gives up after its second round of half a minute. */
export const GIVE_UP_AFTER = 60_000
/** Progress is told in steps of about this much: a picture of a megabyte has two thousand chunks. */
export const PROGRESS_STEP = 32 * 1024

export interface ImageSending {
  start(image: OutgoingImage): void
  cancel(transfer: string): void
  acknowledged(packet: Packet, peer: PeerId): void
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

export function createImageSending(context: Context, composer: Composer, directory: Directory): ImageSending {
  const { timers } = context
  const sending = new Map<string, Sending>()

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
    cancel(image.transfer)
    if (sent) context.emit({ type: 'image-sent', transfer: image.transfer })
    else context.emit({ type: 'image-unsent', transfer: image.transfer, reason: 'no-answer' })
  }

  function cancel(transfer: string): void {
    sending.delete(transfer)
    timers.cancel(sendKey(transfer))
  }

  return {
    start(image) {
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
    },

    cancel,

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
  }
}

const sendKey = (transfer: string): string => `image ${transfer}`
