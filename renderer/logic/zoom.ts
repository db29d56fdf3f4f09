/** Where a picture stands in a window: how large, and how far its middle is from the window's. All in CSS pixels. */
export interface Placement {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Dots as large as a finger. */
const LARGEST = 16
const SMALLEST = 0.02

/** Whole in the window, and never larger than it is. */
export const fitScale = (picture: Size, room: Size): number =>
  Math.min(1, room.width / picture.width, room.height / picture.height)

export const fitted = (picture: Size, room: Size): Placement => ({ scale: fitScale(picture, room), x: 0, y: 0 })

/** No edge comes further in than the window's; what is smaller stays in the middle. */
export function clamp({ scale, x, y }: Placement, picture: Size, room: Size): Placement {
  const reach = (size: number, space: number): number => Math.max(0, (size * scale - space) / 2)
  const [horizontal, vertical] = [reach(picture.width, room.width), reach(picture.height, room.height)]
  const within = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value)) || 0
  return { scale, x: within(x, horizontal), y: within(y, vertical) }
}

/** Larger or smaller around a point (from the middle of the window), which stays where it is. */
export function zoomAt(placement: Placement, factor: number, point: Point, picture: Size, room: Size): Placement {
  const lowest = Math.min(fitScale(picture, room), SMALLEST * 10)
  const scale = Math.min(LARGEST, Math.max(Math.max(SMALLEST, lowest), placement.scale * factor))
  const grown = scale / placement.scale
  const x = point.x - (point.x - placement.x) * grown
  const y = point.y - (point.y - placement.y) * grown
  return clamp({ scale, x, y }, picture, room)
}
