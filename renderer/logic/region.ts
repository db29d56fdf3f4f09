/** The part of a picture that is taken: drawn by a drag, changed by its eight handles or by keys. In whole dots of the picture. */
import type { Point, Size } from './zoom.ts'

export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Which edges a handle moves. */
export const handles = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const
export type Handle = (typeof handles)[number]

export const wholeOf = ({ width, height }: Size): Region => ({ x: 0, y: 0, width, height })

const within = (value: number, lowest: number, highest: number): number =>
  Math.min(highest, Math.max(lowest, Math.round(value)))

/** Between two corners, inside of the picture; at least one dot. */
export function regionBetween(from: Point, to: Point, picture: Size): Region {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)].map((x) => within(x, 0, picture.width))
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)].map((y) => within(y, 0, picture.height))
  const x = Math.min(left ?? 0, picture.width - 1)
  const y = Math.min(top ?? 0, picture.height - 1)
  return { x, y, width: Math.max(1, (right ?? 0) - x), height: Math.max(1, (bottom ?? 0) - y) }
}

/** As far as the picture goes. */
export const moved = (region: Region, by: Point, picture: Size): Region => ({
  ...region,
  x: within(region.x + by.x, 0, picture.width - region.width),
  y: within(region.y + by.y, 0, picture.height - region.height),
})

/** One handle dragged; a handle that crosses the opposite edge turns the region over. */
export function resized(region: Region, handle: Handle, by: Point, picture: Size): Region {
  const from = { x: region.x, y: region.y }
  const to = { x: region.x + region.width, y: region.y + region.height }
  if (handle.includes('w')) from.x += by.x
  if (handle.includes('e')) to.x += by.x
  if (handle.includes('n')) from.y += by.y
  if (handle.includes('s')) to.y += by.y
  return regionBetween(from, to, picture)
}

const ARROWS: { readonly [key: string]: Point } = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** Arrows move it by a dot, with Shift they move its lower right corner, with Control ten times as far. Undefined for other keys. */
export function regionByKey(
  region: Region,
  { key, shiftKey, ctrlKey }: { readonly key: string; readonly shiftKey: boolean; readonly ctrlKey: boolean },
  picture: Size,
): Region | undefined {
  const arrow = ARROWS[key]
  if (arrow === undefined) return undefined
  const by = ctrlKey ? { x: arrow.x * 10, y: arrow.y * 10 } : arrow
  if (!shiftKey) return moved(region, by, picture)
  // Smaller than a dot is nothing; it does not turn over under keys.
  const x = Math.max(by.x, 1 - region.width)
  const y = Math.max(by.y, 1 - region.height)
  return resized(region, 'se', { x, y }, picture)
}
