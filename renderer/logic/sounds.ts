/** The sounds of the program, as notes: nothing is loaded, and nobody else's recording is in it. */
import type { SoundName } from '../../shared/model/settings.ts'

export interface Note {
  readonly wave: 'sine' | 'triangle'
  /** Hertz, at its beginning and at its end. */
  readonly from: number
  readonly to: number
  /** Seconds. */
  readonly at: number
  readonly length: number
  /** 0 to 1. */
  readonly loudness: number
}

export const notes: Readonly<Record<Exclude<SoundName, 'none'>, readonly Note[]>> = {
  drop: [
    { wave: 'sine', from: 520, to: 1_040, at: 0, length: 0.12, loudness: 0.8 },
    { wave: 'sine', from: 780, to: 1_560, at: 0.1, length: 0.1, loudness: 0.4 },
  ],
  bell: [
    { wave: 'sine', from: 1_318, to: 1_318, at: 0, length: 0.7, loudness: 0.6 },
    { wave: 'sine', from: 2_637, to: 2_637, at: 0, length: 0.4, loudness: 0.2 },
    { wave: 'sine', from: 1_760, to: 1_760, at: 0.14, length: 0.7, loudness: 0.5 },
  ],
  coo: [
    { wave: 'triangle', from: 330, to: 400, at: 0, length: 0.2, loudness: 0.7 },
    { wave: 'triangle', from: 420, to: 340, at: 0.22, length: 0.35, loudness: 0.8 },
  ],
  knock: [
    { wave: 'triangle', from: 240, to: 90, at: 0, length: 0.09, loudness: 1 },
    { wave: 'triangle', from: 240, to: 90, at: 0.14, length: 0.09, loudness: 1 },
    { wave: 'triangle', from: 260, to: 90, at: 0.28, length: 0.12, loudness: 1 },
  ],
}
