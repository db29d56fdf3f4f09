/** Pictures in a chat with FeiQ travel as UDP chunks with acknowledgements (protocol.md 7.6, appendix F). */
import { err, ok, type Result } from '../../result.ts'
import { concatBytes, latin1, latin1Bytes } from '../text.ts'

export interface ImageChunk {
  /** Eight hex digits, the ones of the marker in the text. */
  readonly id: string
  /** Bytes of the whole picture. */
  readonly total: number
  readonly offset: number
  /** Number of chunks. */
  readonly chunks: number
  /** Counted from 0 or from 1, depending on the sender: acknowledged as it came. */
  readonly index: number
  /** A view of the datagram; the last one may be filled up beyond the end of the picture. */
  readonly data: Uint8Array
}

/** FeiQ's own size of a chunk. */
export const IMAGE_CHUNK_BYTES = 512
/** Photos of the finest cameras have 10 MiB; FeiQ's own pictures are screenshots. */
export const MAX_IMAGE_BYTES = 0x1000000
export const MAX_IMAGE_CHUNKS = MAX_IMAGE_BYTES / IMAGE_CHUNK_BYTES

const NUL = 0x00
/** Nine numbers of ten digits and what is between them. */
const MAX_HEAD = 128
const HEAD =
  /^([0-9A-Fa-f]{1,8})\|(\d{1,9})\|(\d{1,9})\|(\d{1,6})\|(\d{1,6})\|(\d{1,5})\|(?:\d{1,10}\|){3}[0-9A-Fa-f]{1,8}#$/

/** `body`: binary behind the first NUL, so never trimmed. */
export function decodeImageChunk(body: Uint8Array): Result<ImageChunk, 'malformed' | 'too-large'> {
  const nul = body.subarray(0, MAX_HEAD).indexOf(NUL)
  const match = nul < 0 ? null : HEAD.exec(latin1(body.subarray(0, nul)))
  if (match === null) return err('malformed')
  const [total = 0, offset = 0, chunks = 0, index = 0, length = 0] = match.slice(2, 7).map(Number)
  const data = body.subarray(nul + 1, nul + 1 + length)
  if (total > MAX_IMAGE_BYTES || chunks > MAX_IMAGE_CHUNKS) return err('too-large')
  if (length === 0 || data.length < length || offset >= total || chunks === 0 || index > chunks) return err('malformed')
  return ok({ id: imageId(match[1] ?? ''), total, offset, chunks, index, data })
}

const imageId = (digits: string): string => digits.toLowerCase().padStart(8, '0')

/** What the bytes are: FeiQ's container, or a file as it is (JPEG, PNG, GIF). */
export type ImageForm = 'lzw' | 'file'

const FORM_FLAGS: Readonly<Record<ImageForm, string>> = { lzw: '0|1|0', file: '0|2|0' }

/** The bodies of all chunks of `picture`, counted from 1, made when asked for. */
export function* encodeImageChunks(id: string, form: ImageForm, picture: Uint8Array): Generator<Uint8Array> {
  const chunks = imageChunkCount(picture)
  for (let index = 1; index <= chunks; index++) yield encodeImageChunk(id, form, picture, index)
}

export const imageChunkCount = (picture: Uint8Array): number => Math.ceil(picture.length / IMAGE_CHUNK_BYTES)

/** `index`: from 1 to `imageChunkCount(picture)`. */
export function encodeImageChunk(id: string, form: ImageForm, picture: Uint8Array, index: number): Uint8Array {
  const offset = (index - 1) * IMAGE_CHUNK_BYTES
  const data = picture.subarray(offset, offset + IMAGE_CHUNK_BYTES)
  const numbers = [id, picture.length, offset, imageChunkCount(picture), index, data.length].join('|')
  return concatBytes([latin1Bytes(`${numbers}|${FORM_FLAGS[form]}|00000000#\0`), data])
}

export interface ImageAck {
  readonly id: string
  readonly index: number
}

/** `id|index#`, the index as the chunk had it. */
export function decodeImageAck(body: Uint8Array): ImageAck | undefined {
  const match = /^([0-9A-Fa-f]{1,8})\|(\d{1,6})#/.exec(latin1(body.subarray(0, 32)))
  return match === null ? undefined : { id: imageId(match[1] ?? ''), index: Number(match[2]) }
}

export const encodeImageAck = ({ id, index }: ImageAck): Uint8Array => latin1Bytes(`${id}|${index}#\0`)
