/**
 * The 617 bytes that tell about a group in FeiQ's invitations and announcements (appendix F). Behind the NUL of each string lies old
 * memory of the sender, which nobody gets to see.
 */
import type { Charset } from '../text.ts'

export interface GroupBlock {
  /** Eight hex digits. */
  readonly id: string
  readonly name: string
  readonly introduction: string
  readonly notice: string
  /** 12 hex digits as written, or empty if there are none. */
  readonly creator: string
  /** What who wants to join is asked, and the right answer: both are in clear. */
  readonly question: string
  readonly answer: string
  /** Days since 1899-12-30 by the creator's clock; 0 unknown. */
  readonly created: number
  readonly changed: number
  /** 12 hex digits; empty in invitations. */
  readonly sender: string
}

export const GROUP_BLOCK_BYTES = 617

/** Offset and bytes of each string, its NUL included. */
const PLACES = {
  name: [5, 50],
  introduction: [55, 64],
  notice: [119, 256],
  creator: [375, 68],
  creatorAgain: [443, 68],
  question: [511, 16],
  answer: [527, 16],
  sender: [573, 44],
} as const
const ID = 1
const CREATED = 545
const CHANGED = 553

type Place = keyof typeof PLACES

/** Undefined if there are too few bytes; every content is accepted. */
export function decodeGroupBlock(bytes: Uint8Array, charset: Charset): GroupBlock | undefined {
  if (bytes.length < GROUP_BLOCK_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (place: Place) => {
    const [offset, length] = PLACES[place]
    const field = bytes.subarray(offset, offset + length)
    const nul = field.indexOf(0)
    return charset.decode(nul < 0 ? field : field.subarray(0, nul), 'gb18030')
  }
  const day = (offset: number) => {
    const days = view.getFloat64(offset, true)
    return days > 0 && days < MAX_DAYS ? days : 0
  }
  const mac = (place: Place) => /[0-9A-Fa-f]{12}/.exec(text(place))?.[0] ?? ''
  return {
    id: view.getUint32(ID, true).toString(16).padStart(8, '0'),
    name: text('name'),
    introduction: text('introduction'),
    notice: text('notice'),
    creator: mac('creator') || mac('creatorAgain'),
    question: text('question'),
    answer: text('answer'),
    created: day(CREATED),
    changed: day(CHANGED),
    sender: mac('sender'),
  }
}

/** The year 9999, where such dates end. */
const MAX_DAYS = 2_958_466

/** Texts that are too long are cut between characters; every byte that says nothing is zero. */
export function encodeGroupBlock(block: GroupBlock, charset: Charset): Uint8Array {
  const bytes = new Uint8Array(GROUP_BLOCK_BYTES)
  const view = new DataView(bytes.buffer)
  const put = (place: Place, text: string) => {
    const [offset, length] = PLACES[place]
    let end = offset
    for (const character of text.replaceAll('\0', '')) {
      const encoded = charset.encode(character, 'gb18030')
      if (end + encoded.length >= offset + length) break
      bytes.set(encoded, end)
      end += encoded.length
    }
  }
  view.setUint32(ID, Number.parseInt(block.id, 16), true)
  put('name', block.name)
  put('introduction', block.introduction)
  put('notice', block.notice)
  if (block.creator !== '') for (const place of ['creator', 'creatorAgain'] as const) put(place, `(${block.creator})`)
  put('question', block.question)
  put('answer', block.answer)
  view.setFloat64(CREATED, block.created, true)
  view.setFloat64(CHANGED, block.changed, true)
  put('sender', block.sender)
  return bytes
}
