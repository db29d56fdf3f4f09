/** Size and place of the window, remembered between starts and rescued when the monitor it stood on is gone. */
import { z } from 'zod'

export const MIN_WIDTH = 420
export const MIN_HEIGHT = 480
const DEFAULT_WIDTH = 1100
const DEFAULT_HEIGHT = 720
/** This much of the title bar must be on a screen for the user to catch hold of the window. */
const CATCHABLE_WIDTH = 120
const TITLE_BAR_HEIGHT = 32

const Pixels = z.number().int().min(-100_000).max(100_000)

/** `window.json`. */
export const WindowState = z.object({
  x: Pixels.optional(),
  y: Pixels.optional(),
  width: Pixels.default(DEFAULT_WIDTH),
  height: Pixels.default(DEFAULT_HEIGHT),
  maximized: z.boolean().default(false),
  /** Kept for the background of the next start, which is painted before the settings are read. */
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']).default('system'),
})
export type WindowState = z.infer<typeof WindowState>

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where to open the window. Without x and y the system centres it. */
export type Placement = Omit<Rectangle, 'x' | 'y'> & { readonly x?: number; readonly y?: number }

/** As it was, made to fit the screens that are there now. */
export function rescue(state: WindowState, screens: readonly Rectangle[]): Placement {
  const { x, y } = state
  const screen =
    x === undefined || y === undefined
      ? undefined
      : screens.find((area) => isCatchable({ x, y, width: Math.max(state.width, MIN_WIDTH) }, area))
  const room = screen ?? screens[0]
  const width = clamp(state.width, MIN_WIDTH, room?.width ?? DEFAULT_WIDTH)
  const height = clamp(state.height, MIN_HEIGHT, room?.height ?? DEFAULT_HEIGHT)
  return screen === undefined || x === undefined || y === undefined ? { width, height } : { x, y, width, height }
}

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max))

/** Whether a window that is there already can still be caught: a screen may have been unplugged while it was away. */
export const isReachable = (window: Rectangle, screens: readonly Rectangle[]): boolean =>
  screens.some((area) => isCatchable(window, area))

function isCatchable(window: Omit<Rectangle, 'height'>, screen: Rectangle): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  const top = window.y >= screen.y && window.y + TITLE_BAR_HEIGHT <= screen.y + screen.height
  return top && across >= CATCHABLE_WIDTH
}
