/**
 * Incoming pictures of one peer, put together from chunks in any order, repeated or not (protocol.md 7.6). Time is an argument; the
 * chunks are copied as they come, so a picture that is only promised takes no memory.
 */
import { concatBytes } from '../text.ts'
import { type ImageChunk, MAX_IMAGE_BYTES } from './image-chunk.ts'

export interface ImageAssemblies {
  readonly open: Map<string, Assembly>
  /** Oldest first: FeiQ repeats whole pictures when acknowledgements were lost. */
  readonly finished: Set<string>
}

interface Assembly {
  readonly total: number
  readonly chunks: number
  /** Bytes of each chunk but the last. */
  readonly step: number
  /** The index of the first chunk, 0 or 1: senders differ. */
  readonly base: number
  readonly parts: Map<number, Uint8Array>
  held: number
  /** Milliseconds: arrival of the last chunk that was new. */
  touched: number
}

/** A message with more pictures at once is no chat. */
const MAX_OPEN = 8
/** Of all unfinished pictures of one peer: two of the largest. */
const MAX_HELD_BYTES = 2 * MAX_IMAGE_BYTES
/** FeiQ gives up after its second round, about a minute. */
const IDLE_LIMIT = 60_000
/** More than a talkative peer sends within the minute in which repeats come. */
const MAX_FINISHED = 64

export type ImageProgress =
  /** Kept, or known already: acknowledge it. */
  | { readonly type: 'kept' | 'repeated' }
  /** The last missing one: acknowledge it; `bytes` is the whole picture, unchecked. */
  | { readonly type: 'complete'; readonly bytes: Uint8Array }
  /** It contradicts itself or the chunks before it, or there is no room: no acknowledgement. */
  | { readonly type: 'refused'; readonly reason: 'inconsistent' | 'too-many' | 'too-large' }

export const emptyImageAssemblies = (): ImageAssemblies => ({ open: new Map(), finished: new Set() })

/** `takesWhole`: whether there is a place for a whole picture now; its last chunk is refused otherwise, and may come again. */
export function addImageChunk(
  assemblies: ImageAssemblies,
  now: number,
  chunk: ImageChunk,
  takesWhole = true,
): ImageProgress {
  const { open, finished } = assemblies
  if (finished.has(chunk.id)) return { type: 'repeated' }
  const known = open.get(chunk.id)
  const step = known?.step ?? stepOf(chunk)
  const place = step === undefined ? undefined : placeOf(chunk, step)
  if (step === undefined || place === undefined) return refused('inconsistent')
  const base = chunk.index - place
  if (known === undefined && open.size >= MAX_OPEN) return refused('too-many')
  const { total, chunks } = chunk
  const assembly = known ?? { total, chunks, step, base, parts: new Map<number, Uint8Array>(), held: 0, touched: now }
  if (assembly.total !== total || assembly.chunks !== chunks || assembly.base !== base) return refused('inconsistent')
  if (assembly.parts.has(place)) return { type: 'repeated' }
  if (!takesWhole && assembly.parts.size === chunks - 1) return refused('too-many')
  const part = chunk.data.slice(0, Math.min(step, total - chunk.offset))
  if (heldBytes(assemblies) + part.length > MAX_HELD_BYTES) return refused('too-large')
  assembly.parts.set(place, part)
  assembly.held += part.length
  assembly.touched = now
  open.set(chunk.id, assembly)
  if (assembly.parts.size < chunks) return { type: 'kept' }
  open.delete(chunk.id)
  finished.add(chunk.id)
  for (const oldest of finished) if (finished.size > MAX_FINISHED) finished.delete(oldest)
  return { type: 'complete', bytes: concatBytes(Array.from({ length: chunks }, (_, index) => partAt(assembly, index))) }
}

/** When the next unfinished picture is given up, in the same milliseconds as `now`. */
export function imageDeadline({ open }: ImageAssemblies): number | undefined {
  const touched = [...open.values()].map((assembly) => assembly.touched)
  return touched.length === 0 ? undefined : Math.min(...touched) + IDLE_LIMIT
}

/** To be called at the deadline: the ids of the pictures that will not be finished, so that their markers stop waiting. */
export function dropIdleImages({ open }: ImageAssemblies, now: number): string[] {
  const idle = [...open].filter(([, { touched }]) => now - touched >= IDLE_LIMIT).map(([id]) => id)
  for (const id of idle) open.delete(id)
  return idle
}

/** All places below `chunks` are taken when there are as many parts. */
const partAt = (assembly: Assembly, index: number): Uint8Array => assembly.parts.get(index) ?? new Uint8Array(0)

const refused = (reason: 'inconsistent' | 'too-many' | 'too-large') => ({ type: 'refused', reason }) as const

/** Of all unfinished pictures. */
export const heldBytes = ({ open }: ImageAssemblies): number =>
  [...open.values()].reduce((sum, { held }) => sum + held, 0)

/** From a chunk in the middle its own length, from the last one its place. Undefined if total, chunks and offset cannot all be true. */
function stepOf({ total, chunks, offset, data }: ImageChunk): number | undefined {
  const isLast = offset + data.length >= total
  const step = chunks === 1 ? total : isLast ? offset / (chunks - 1) : data.length
  return Number.isInteger(step) && step > 0 && Math.ceil(total / step) === chunks ? step : undefined
}

/** Counted from 0. Undefined if the chunk is not one of that step, or if its index fits neither way of counting. */
function placeOf({ total, offset, index, data }: ImageChunk, step: number): number | undefined {
  const place = offset / step
  const fits = Number.isInteger(place) && data.length >= Math.min(step, total - offset)
  return fits && (index === place || index === place + 1) ? place : undefined
}
