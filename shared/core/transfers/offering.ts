/** How what the user drops becomes messages: each list has to fit into a datagram of the most modest program. */
import type { Millis, PeerRecord } from '../../engine/io.ts'
import { traits } from '../../model/dialect.ts'
import { MAX_IPMSG_PICTURE_BYTES } from '../../model/picture.ts'
import { ATTRIBUTE, type Attachment, EXTENDED, hasFlag, MAX_IMAGE_BYTES, OPT } from '../../protocol/index.ts'
import type { Staged } from '../file-port.ts'
import type { OfferedItem } from '../ports.ts'

/** iptux and FeiQ take 8,192 bytes (protocol.md 1.3), 512 of them for version, number, names and command. */
const MAX_OFFER_BYTES = 8_192 - 512
/** A message of more files is no list that anybody reads; every program seen takes as many. */
export const MAX_ITEMS = 100
/** Id, size, time, attribute and separators of one entry. */
const ENTRY_BYTES = 48
/** What a character beyond ASCII, or one that Windows forbids and that is replaced, takes at most in any code page. */
const WIDE_BYTES = 4
const PLAIN = /[^\\/<>|:?*"\x00-\x1f\x7f-\u{10ffff}]/u

export interface Batch {
  readonly text: string
  readonly items: readonly Staged[]
}

const boundOf = (text: string): number => {
  let bytes = 0
  for (const character of text) bytes += PLAIN.test(character) ? 1 : WIDE_BYTES
  return bytes
}

/** The messages for one person: the text goes with the first files, or ahead of them where it needs the room itself. */
export function batchesOf(items: readonly Staged[], text: string): readonly Batch[] {
  const batches: Batch[] = []
  let words = text
  let bytes = boundOf(text)
  let batch: Staged[] = []
  if (bytes > MAX_OFFER_BYTES / 2) {
    batches.push({ text, items: [] })
    words = ''
    bytes = 0
  }
  for (const item of items) {
    const entry = ENTRY_BYTES + boundOf(item.name)
    if (batch.length > 0 && (batch.length === MAX_ITEMS || bytes + entry > MAX_OFFER_BYTES)) {
      batches.push({ text: words, items: batch })
      words = ''
      bytes = 0
      batch = []
    }
    batch.push(item)
    bytes += entry
  }
  return [...batches, { text: words, items: batch }]
}

const ATTRIBUTES = { file: 1, folder: 2 } as const

/** Whether his program shows it within the message (protocol.md 4.5); to all others it is a file. IPMsg knows PNG only. */
const showsPicture = (
  { picture, size }: Staged,
  { dialect, status }: Pick<PeerRecord, 'dialect' | 'status'>,
): boolean => {
  if (picture === undefined || !hasFlag(status, OPT.CLIPBOARD)) return false
  const { pictures } = traits[dialect]
  return pictures === 'any' || (pictures === 'png' && picture.type === 'png' && size <= MAX_IPMSG_PICTURE_BYTES)
}

/** Kinds that FeiQ shows as they are (protocol.md 7.6). */
const isChunked = ({ picture, size }: Staged, { dialect }: Pick<PeerRecord, 'dialect'>): boolean =>
  traits[dialect].pictures === 'feiq' &&
  (picture?.type === 'png' || picture?.type === 'jpeg' || picture?.type === 'gif') &&
  size > 0 &&
  size <= MAX_IMAGE_BYTES

/** Unlike every other of ours for seven weeks; nobody remembers them longer. */
const imageIdAt = (now: Millis, place: number): string =>
  ((Math.floor(now) + place) % 2 ** 32).toString(16).padStart(8, '0')

/**
 * `id`: its place in the message, as FeiQ and IPMsg 2.x count; iptux takes no attributes but the bare kind (protocol.md 4.1). Pictures
 * stand in front of the text, each counting as one character of it.
 */
export const offeredItem = (
  item: Staged,
  id: number,
  expiresAt: Millis | undefined,
  peer: Pick<PeerRecord, 'dialect' | 'status'>,
  now: Millis,
): OfferedItem => {
  const { name, kind, size, path, modified, files, spooled, picture } = item
  const imageId = isChunked(item, peer) ? imageIdAt(now, id) : undefined
  const shown = imageId !== undefined || showsPicture(item, peer)
  const attachment: Attachment = {
    id,
    name,
    size,
    modified: Math.max(0, Math.floor(modified / 1_000)),
    kind: shown ? 'clipboard' : kind,
    attributes: shown ? ATTRIBUTE.CLIPBOARD : ATTRIBUTES[kind],
    extended: shown ? [{ key: EXTENDED.CLIPBOARD_POSITION, values: [id.toString(16)] }] : [],
  }
  const source = { path, modified, files, spooled, picture }
  // It is there or it is not: nothing is left lying to be fetched.
  return imageId === undefined
    ? { attachment, source, expiresAt }
    : { attachment, source, expiresAt: undefined, imageId }
}
