/** Calendar days where the user is. */
import type { Day } from '../../shared/model/search-query.ts'

export function dayOf(at: number): Day {
  const date = new Date(at)
  return { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() }
}

/** Milliseconds since 1970; a month of thirteen is the first of the next year. */
export const startOfDay = ({ year, month, day }: Day): number => new Date(year, month - 1, day).getTime()

/** `2026-11-20`, as filters are written. */
export function dayText(at: number): string {
  const { year, month, day } = dayOf(at)
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}
