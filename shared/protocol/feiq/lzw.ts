/**
 * FeiQ's `LZW!` container for pictures (protocol.md 7.6): mark, length and CRC-32 of the content, then codes. Its LZW has no clear and no
 * end code; codes grow from 9 to 12 bits by their ordinal; from slot 4095 new entries go on at 256 and overwrite the old ones.
 *
 * The decoder keeps each entry as a place in what it has put out: an entry is the previous string and the byte after it, and those two
 * always stand side by side there. The encoder only ever uses entries whose whole chain of prefixes is still in its slots, so that
 * decoders which keep prefixes instead of strings read it too.
 */
import { err, ok, type Result } from '../../result.ts'
import { concatBytes, latin1 } from '../text.ts'
import { crc32 } from './crc32.ts'

const MARK = 'LZW!'
const HEADER = 12
const FIRST_SLOT = 256
const SLOTS = 4096
/** Of content. A picture of 4096 × 4096 dots in four bytes each, more than any screen. */
export const MAX_LZW_CONTENT = 0x4000000

/** Ordinals from which codes have 10, 11 and 12 bits. */
const WIDER = [256, 768, 1792] as const

export type LzwError = 'not-lzw' | 'too-large' | 'truncated' | 'bad-code' | 'bad-checksum'

export const isLzw = (bytes: Uint8Array): boolean => latin1(bytes.subarray(0, MARK.length)) === MARK

export function decodeLzw(container: Uint8Array, limit = MAX_LZW_CONTENT): Result<Uint8Array, LzwError> {
  if (!isLzw(container) || container.length < HEADER) return err('not-lzw')
  const view = new DataView(container.buffer, container.byteOffset, container.byteLength)
  const length = view.getUint32(4, true)
  if (length > Math.min(limit, MAX_LZW_CONTENT)) return err('too-large')
  const codes = container.subarray(HEADER)
  // The nth code yields n bytes at most: who promises more than that gets no memory for it.
  const count = Math.ceil((codes.length * 8) / 9)
  if (length > (count * (count + 1)) / 2) return err('truncated')
  const content = decodeCodes(codes, length)
  return content.ok && crc32(content.value) !== view.getUint32(8, true) ? err('bad-checksum') : content
}

function decodeCodes(codes: Uint8Array, length: number): Result<Uint8Array, LzwError> {
  const out = new Uint8Array(length)
  const [starts, lengths] = [new Uint32Array(SLOTS), new Uint32Array(SLOTS)]
  const bits = codes.length * 8
  let [written, slot, bit, previous, previousLength] = [0, FIRST_SLOT, 0, 0, 0]
  for (let ordinal = 0, width = 9; written < length; ordinal++) {
    if (isWider(ordinal)) width++
    if (bit + width > bits) return err('truncated')
    let code = 0
    for (let i = 0; i < width; i++, bit++) code |= ((codes[bit >>> 3]! >>> (7 - (bit & 7))) & 1) << i
    const start = written
    if (ordinal > 0 && code === slot) {
      written = copy(out, previous, previousLength + 1, written)
    } else if (code < FIRST_SLOT) {
      out[written++] = code
    } else {
      if (code >= SLOTS || lengths[code] === 0) return err('bad-code')
      written = copy(out, starts[code]!, lengths[code]!, written)
    }
    if (ordinal > 0) {
      starts[slot] = previous
      lengths[slot] = previousLength + 1
      slot = slot === SLOTS - 1 ? FIRST_SLOT : slot + 1
    }
    previous = start
    previousLength = written - start
  }
  return ok(out)
}

const isWider = (ordinal: number): boolean => ordinal === WIDER[0] || ordinal === WIDER[1] || ordinal === WIDER[2]

/** Byte by byte, because the source may reach into what is being written; stops at the end of `out`. */
function copy(out: Uint8Array, from: number, length: number, at: number): number {
  const end = Math.min(at + length, out.length)
  for (let source = from; at < end; ) out[at++] = out[source++]!
  return at
}

export function encodeLzw(content: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER)
  header.set(Array.from(MARK, (letter) => letter.charCodeAt(0)))
  const view = new DataView(header.buffer)
  view.setUint32(4, content.length, true)
  view.setUint32(8, crc32(content), true)
  return concatBytes([header, encodeCodes(content)])
}

function encodeCodes(content: Uint8Array): Uint8Array {
  // No content needs more codes than it has bytes.
  const out = new Uint8Array(Math.ceil((content.length * 12) / 8))
  // By prefix and byte the slot of the longer string. It holds if the slot still names this prefix, byte and age of the prefix.
  const children = new Uint16Array(SLOTS * 256)
  const parents = new Uint32Array(SLOTS)
  const parentAges = new Uint32Array(SLOTS)
  const ages = new Uint32Array(SLOTS)
  let [bit, slot, ordinal, width] = [0, FIRST_SLOT, 0, 9]
  for (let at = 0; at < content.length; ordinal++) {
    let code = content[at++]!
    while (at < content.length) {
      const edge = code * 256 + content[at]!
      const child = children[edge]!
      if (child === 0 || parents[child] !== edge || parentAges[child] !== ages[code]) break
      code = child
      at++
    }
    if (isWider(ordinal)) width++
    for (let i = 0; i < width; i++, bit++) out[bit >>> 3]! |= ((code >>> i) & 1) << (7 - (bit & 7))
    if (at === content.length) break
    const edge = code * 256 + content[at]!
    parents[slot] = edge
    parentAges[slot] = ages[code]!
    children[edge] = slot
    ages[slot]!++
    slot = slot === SLOTS - 1 ? FIRST_SLOT : slot + 1
  }
  return out.subarray(0, Math.ceil(bit / 8))
}
