/** Which chunks of an outgoing picture may be on their way: pure bookkeeping, the timing is the engine's (protocol.md 7.6). */

/** FeiQ's own window is 100 to 128 chunks: its receive buffer holds no more. */
const WINDOW = 100

export interface ImageWindow {
  readonly chunks: number
  /** By index from 1, whether it was acknowledged; 0 is not used. */
  readonly acknowledged: Uint8Array
  /** All before this index are acknowledged; `chunks + 1` at the end. */
  first: number
}

export const openImageWindow = (chunks: number): ImageWindow => ({
  chunks,
  acknowledged: new Uint8Array(chunks + 1),
  first: 1,
})

/** False for an index that is none of ours or was acknowledged before: nothing new may be sent for it. */
export function acknowledgeImageChunk(window: ImageWindow, index: number): boolean {
  if (window.acknowledged[index] !== 0 || index === 0) return false
  window.acknowledged[index] = 1
  while (window.first <= window.chunks && window.acknowledged[window.first] === 1) window.first++
  return true
}

/** The indexes that are missing within the window, lowest first; empty when all is acknowledged. */
export function missingImageChunks({ chunks, acknowledged, first }: ImageWindow): number[] {
  const missing: number[] = []
  for (let index = first; index < first + WINDOW && index <= chunks; index++) {
    if (acknowledged[index] === 0) missing.push(index)
  }
  return missing
}
