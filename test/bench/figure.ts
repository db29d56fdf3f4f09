/** One measured value. A figure with a target also says whether it met it; one without is told for the reader. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly target?: string
  readonly ok?: boolean
}

export type Report = (figure: Figure) => void

/** A figure that has to reach `target`, e.g. a ratio to the floor of the same run. */
export const atLeast = (name: string, value: number, unit: string, target: number): Figure => ({
  name,
  value,
  unit,
  target: `≥ ${target}`,
  ok: value >= target,
})

/** A figure that must not exceed `target`. */
export const atMost = (name: string, value: number, unit: string, target: number): Figure => ({
  name,
  value,
  unit,
  target: `≤ ${target}`,
  ok: value <= target,
})

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
