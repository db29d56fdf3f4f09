/** What the pictures of faces are made of: shapes on a square of 24 units, in a few colours. */

export type Tone = keyof typeof tones

/** The same in light and dark: each stands out on both. */
export const tones = {
  gold: '#f6c445',
  rim: '#b97f10',
  ink: '#4a3413',
  white: '#ffffff',
  red: '#e0524a',
  wine: '#9c2f2f',
  pink: '#f2909a',
  blue: '#58a6e8',
  sky: '#bfe0fa',
  green: '#57a05a',
  brown: '#8a5a34',
  cream: '#f7e3bd',
  orange: '#ec8a3c',
  grey: '#9aa1ab',
  dark: '#454b55',
} as const

/** Filled, or a line of that width. */
export interface Shape {
  readonly tone: Tone
  readonly path: string
  readonly line?: number
}

export const fill = (tone: Tone, path: string): Shape => ({ tone, path })
export const line = (path: string, tone: Tone = 'ink', width = 1.4): Shape => ({ tone, path, line: width })
export const round = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
export const dot = (tone: Tone, x: number, y: number, r: number): Shape => fill(tone, round(x, y, r))
export const ring = (tone: Tone, x: number, y: number, r: number, width = 1): Shape => line(round(x, y, r), tone, width)
export const heart = (x: number, y: number, s: number): string =>
  `M${x} ${y + 1.6 * s}C${x - 3 * s} ${y - 0.2 * s} ${x - 1.6 * s} ${y - 2.2 * s} ${x} ${y - 0.8 * s}C${x + 1.6 * s} ${y - 2.2 * s} ${x + 3 * s} ${y - 0.2 * s} ${x} ${y + 1.6 * s}z`
export const drop = (x: number, y: number, s: number): Shape =>
  fill(
    'blue',
    `M${x} ${y - 1.8 * s}C${x + 2.2 * s} ${y + 0.6 * s} ${x + 1.2 * s} ${y + 1.8 * s} ${x} ${y + 1.8 * s}S${x - 2.2 * s} ${y + 0.6 * s} ${x} ${y - 1.8 * s}z`,
  )
