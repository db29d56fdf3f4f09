/** Draws a picture and what was drawn on it. The canvas has the picture's own dots, so what is seen is what is sent. */
import type { Shape } from '../../logic/drawing.ts'
import type { Region } from '../../logic/region.ts'
import type { Point } from '../../logic/zoom.ts'

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Letters and markers against the width of a line. */
const LETTERS = 5
export const fontOf = (width: number): string => `600 ${width * LETTERS}px system-ui, sans-serif`
export const lineHeightOf = (width: number): number => width * LETTERS * 1.25

/** In the order in which they were drawn: a mosaic covers what lies below it, and nothing that comes later. */
export function paint(context: Context, picture: CanvasImageSource, shapes: readonly Shape[]): void {
  context.drawImage(picture, 0, 0)
  for (const shape of shapes) {
    context.save()
    paintShape(context, shape)
    context.restore()
  }
}

function paintShape(context: Context, shape: Shape) {
  if (shape.kind === 'mosaic') return mosaic(context, shape.from, shape.to, shape.width)
  const { colour, width } = shape
  Object.assign(context, {
    strokeStyle: colour,
    fillStyle: colour,
    lineWidth: width,
    lineCap: 'round',
    lineJoin: 'round',
  })
  switch (shape.kind) {
    case 'arrow':
      return arrow(context, shape.from, shape.to, width)
    case 'box':
      return context.strokeRect(shape.from.x, shape.from.y, shape.to.x - shape.from.x, shape.to.y - shape.from.y)
    case 'ellipse':
      return ellipse(context, shape.from, shape.to)
    case 'pen':
      return line(context, shape.points)
    case 'text':
      return letters(context, shape.at, shape.text, width, colour)
    case 'marker':
      return marker(context, shape.at, String(shape.number), width, colour)
  }
}

function arrow(context: Context, from: Point, to: Point, width: number): void {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const head = Math.min(length, width * 4)
  const shaft = { x: to.x - Math.cos(angle) * head * 0.8, y: to.y - Math.sin(angle) * head * 0.8 }
  line(context, [from, shaft])
  context.beginPath()
  context.moveTo(to.x, to.y)
  for (const side of [-0.45, 0.45])
    context.lineTo(to.x - Math.cos(angle + side) * head, to.y - Math.sin(angle + side) * head)
  context.closePath()
  context.fill()
}

function ellipse(context: Context, from: Point, to: Point): void {
  context.beginPath()
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
  context.ellipse(x, y, Math.abs(to.x - from.x) / 2, Math.abs(to.y - from.y) / 2, 0, 0, Math.PI * 2)
  context.stroke()
}

function line(context: Context, points: readonly Point[]): void {
  const [first, ...rest] = points
  if (first === undefined) return
  context.beginPath()
  context.moveTo(first.x, first.y)
  // A point by itself is a dot.
  for (const point of rest.length === 0 ? [first] : rest) context.lineTo(point.x, point.y)
  context.stroke()
}

const isLight = (colour: string): boolean => colour === '#ffffff' || colour === '#f5a524'

/** With a rim of the opposite shade, or they would be lost on a ground of their own colour. */
function letters(context: Context, at: Point, text: string, width: number, colour: string): void {
  Object.assign(context, {
    font: fontOf(width),
    textBaseline: 'top',
    strokeStyle: isLight(colour) ? '#111418' : '#ffffff',
  })
  context.lineWidth = Math.max(2, width * 0.6)
  for (const [index, words] of text.split('\n').entries()) {
    const y = at.y + index * lineHeightOf(width)
    context.strokeText(words, at.x, y)
    context.fillText(words, at.x, y)
  }
}

function marker(context: Context, at: Point, number: string, width: number, colour: string): void {
  context.beginPath()
  context.arc(at.x, at.y, width * 4, 0, Math.PI * 2)
  context.fill()
  Object.assign(context, { font: fontOf(width * 0.9), textAlign: 'center', textBaseline: 'middle' })
  context.fillStyle = isLight(colour) ? '#111418' : '#ffffff'
  context.fillText(number, at.x, at.y)
}

/** Squares of so many widths: two letters of a usual text fall into one. */
const SQUARE = 5

/** Each square becomes the mean of its dots: what was there is in no byte of the result. */
function mosaic(context: Context, from: Point, to: Point, width: number): void {
  const canvas = context.canvas
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x)))
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y)))
  const right = Math.min(canvas.width, Math.ceil(Math.max(from.x, to.x)))
  const bottom = Math.min(canvas.height, Math.ceil(Math.max(from.y, to.y)))
  if (right <= left || bottom <= top) return
  const image = context.getImageData(left, top, right - left, bottom - top)
  const side = Math.round(width * SQUARE)
  for (let y = 0; y < image.height; y += side) for (let x = 0; x < image.width; x += side) average(image, x, y, side)
  context.putImageData(image, left, top)
}

function average({ data, width, height }: ImageData, left: number, top: number, side: number): void {
  const [right, bottom] = [Math.min(width, left + side), Math.min(height, top + side)]
  const sum = [0, 0, 0]
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++)
      for (let channel = 0; channel < 3; channel++)
        sum[channel] = (sum[channel] ?? 0) + (data[(y * width + x) * 4 + channel] ?? 0)
  const count = (right - left) * (bottom - top)
  const mean = sum.map((value) => Math.round(value / count))
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) data.set([...mean, 255], (y * width + x) * 4)
}

/** The finished picture, as PNG. */
export function finished(picture: ImageBitmap, shapes: readonly Shape[], region: Region): Promise<Blob> {
  const whole = new OffscreenCanvas(picture.width, picture.height)
  const context = whole.getContext('2d')
  if (context === null) return Promise.reject(new Error('no canvas'))
  paint(context, picture, shapes)
  const part = new OffscreenCanvas(region.width, region.height)
  part.getContext('2d')?.drawImage(whole, -region.x, -region.y)
  return part.convertToBlob({ type: 'image/png' })
}
