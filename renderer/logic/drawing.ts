/** What is drawn on a picture, as data with a history: no canvas and no page here. All lengths are dots of the picture. */
import type { Region } from './region.ts'
import type { Point } from './zoom.ts'

export const tools = ['select', 'arrow', 'box', 'ellipse', 'pen', 'text', 'marker', 'mosaic'] as const
export type Tool = (typeof tools)[number]

export const colours = ['#e5484d', '#f5a524', '#30a46c', '#0b7bd6', '#111418', '#ffffff'] as const
export type Colour = (typeof colours)[number]
export const widths = [3, 6, 10] as const
export type Width = (typeof widths)[number]

interface Stroke {
  readonly colour: Colour
  /** Of a line; letters and squares follow it. */
  readonly width: number
}

export type Shape =
  | ({ readonly kind: 'arrow' | 'box' | 'ellipse'; readonly from: Point; readonly to: Point } & Stroke)
  | ({ readonly kind: 'pen'; readonly points: readonly Point[] } & Stroke)
  | ({ readonly kind: 'text'; readonly at: Point; readonly text: string } & Stroke)
  | ({ readonly kind: 'marker'; readonly at: Point; readonly number: number } & Stroke)
  | { readonly kind: 'mosaic'; readonly from: Point; readonly to: Point; readonly width: number }

interface Step {
  readonly shapes: readonly Shape[]
  readonly region: Region | undefined
}

export interface Drawing extends Step {
  readonly past: readonly Step[]
  readonly future: readonly Step[]
}

/** More steps back than anybody goes. */
const MAX_STEPS = 200
/** A line of a pen that never rests. */
const MAX_POINTS = 5_000
/** A click with a tool that needs a distance draws nothing. */
const SMALLEST = 3

export const newDrawing = (region: Region | undefined): Drawing => ({ shapes: [], region, past: [], future: [] })

const stepOf = ({ shapes, region }: Step): Step => ({ shapes, region })

/** One more step; what was undone before it is gone. */
const change = (drawing: Drawing, to: Partial<Step>): Drawing => ({
  ...stepOf(drawing),
  ...to,
  past: [...drawing.past, stepOf(drawing)].slice(-MAX_STEPS),
  future: [],
})

export const withShape = (drawing: Drawing, shape: Shape): Drawing =>
  isWorth(shape) ? change(drawing, { shapes: [...drawing.shapes, shape] }) : drawing

export const withRegion = (drawing: Drawing, region: Region): Drawing => change(drawing, { region })

export function undo(drawing: Drawing): Drawing {
  const before = drawing.past.at(-1)
  if (before === undefined) return drawing
  return { ...before, past: drawing.past.slice(0, -1), future: [stepOf(drawing), ...drawing.future] }
}

export function redo(drawing: Drawing): Drawing {
  const [next, ...future] = drawing.future
  return next === undefined ? drawing : { ...next, past: [...drawing.past, stepOf(drawing)], future }
}

/** Markers count by themselves; one that was undone is counted again. */
export const nextNumber = ({ shapes }: Drawing): number =>
  1 + Math.max(0, ...shapes.map((shape) => (shape.kind === 'marker' ? shape.number : 0)))

/** The shape of a drag from its first point on; undefined for tools that draw nothing that way. */
export function shapeAt(tool: Tool, at: Point, stroke: Stroke, drawing: Drawing): Shape | undefined {
  switch (tool) {
    case 'arrow':
    case 'box':
    case 'ellipse':
      return { kind: tool, from: at, to: at, ...stroke }
    case 'pen':
      return { kind: 'pen', points: [at], ...stroke }
    case 'mosaic':
      return { kind: 'mosaic', from: at, to: at, width: stroke.width }
    case 'marker':
      return { kind: 'marker', at, number: nextNumber(drawing), ...stroke }
    case 'select':
    case 'text':
      return undefined
  }
}

/** The drag goes on. `even`: a straight line, a square, a circle. */
export function dragged(shape: Shape, to: Point, even: boolean): Shape {
  switch (shape.kind) {
    case 'arrow':
      return { ...shape, to: even ? straight(shape.from, to) : to }
    case 'box':
    case 'ellipse':
    case 'mosaic':
      return { ...shape, to: even ? square(shape.from, to) : to }
    case 'pen':
      return shape.points.length < MAX_POINTS ? { ...shape, points: [...shape.points, to] } : shape
    case 'marker':
    case 'text':
      return { ...shape, at: to }
  }
}

function isWorth(shape: Shape): boolean {
  switch (shape.kind) {
    case 'arrow':
      return Math.hypot(shape.to.x - shape.from.x, shape.to.y - shape.from.y) >= SMALLEST
    case 'box':
    case 'ellipse':
    case 'mosaic':
      return Math.max(Math.abs(shape.to.x - shape.from.x), Math.abs(shape.to.y - shape.from.y)) >= SMALLEST
    case 'text':
      return shape.text.trim() !== ''
    case 'pen':
    case 'marker':
      return true
  }
}

const EIGHTH = Math.PI / 4

function straight(from: Point, to: Point): Point {
  const [x, y] = [to.x - from.x, to.y - from.y]
  const angle = Math.round(Math.atan2(y, x) / EIGHTH) * EIGHTH
  const length = Math.hypot(x, y)
  return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length }
}

function square(from: Point, to: Point): Point {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
  return { x: from.x + Math.sign(to.x - from.x) * side, y: from.y + Math.sign(to.y - from.y) * side }
}
