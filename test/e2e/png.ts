/** Pictures for tests: PNGs that are made here, so that what they show is known. */
import { crc32, deflateSync } from 'node:zlib'

const RGB = 2
const DEPTH = 8

/** `colourAt` is asked for each dot, from the left top, and answers 0xRRGGBB. */
export function paint(width: number, height: number, colourAt: (x: number, y: number) => number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const made = Buffer.alloc(body.length + 8)
    made.writeUInt32BE(data.length, 0)
    body.copy(made, 4)
    made.writeUInt32BE(crc32(body), body.length + 4)
    return made
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([DEPTH, RGB], 8)
  const line = width * 3 + 1
  const rows = Buffer.alloc(line * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows.writeUIntBE(colourAt(x, y), y * line + 1 + x * 3, 3)
  const mark = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([mark, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** Two colours, left and right. */
export const halves = (width: number, height: number, left: number, right: number): Buffer =>
  paint(width, height, (x) => (x < width / 2 ? left : right))

/** The plan of a floor, as colleagues send each other: rooms with walls, doors and a scale of dots. */
export function floorPlan(width: number, height: number): Buffer {
  const [paper, grid, wall, room, stairs] = [0xfbfaf6, 0xe6e3da, 0x34404c, 0xdce8f5, 0xf2dcc8]
  const unit = width / 24
  const walls: readonly (readonly [number, number, number, number])[] = [
    ...([
      [1, 1, 23, 1.25],
      [1, 14.75, 23, 15],
      [1, 1, 1.25, 15],
      [22.75, 1, 23, 15],
    ] as const),
    ...([
      [9, 1, 9.2, 6],
      [9, 8, 9.2, 15],
      [9, 8, 16, 8.2],
      [16, 1, 16.2, 4],
      [16, 6, 16.2, 15],
    ] as const),
    ...([
      [1, 10, 5, 10.2],
      [7, 10, 9, 10.2],
      [16, 10, 19, 10.2],
      [21, 10, 23, 10.2],
    ] as const),
  ]
  const within = (x: number, y: number, [left, top, right, bottom]: readonly [number, number, number, number]) =>
    x >= left && x < right && y >= top && y < bottom
  return paint(width, height, (dotX, dotY) => {
    const [x, y] = [dotX / unit, dotY / unit]
    if (walls.some((each) => within(x, y, each))) return wall
    if (within(x, y, [9.2, 8.2, 16, 14.75])) return Math.floor(x * 2) % 2 === 0 ? stairs : room
    if (within(x, y, [1.25, 10.2, 9, 14.75]) || within(x, y, [16.2, 1.25, 22.75, 10])) return room
    return dotX % Math.round(unit) === 0 || dotY % Math.round(unit) === 0 ? grid : paper
  })
}
