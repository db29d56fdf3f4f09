/** A month as people in one part of the world see it. Days are those of the reader's clock, also where a day has 23 hours. */

export interface Month {
  readonly year: number
  /** 0 is January. */
  readonly month: number
}

export interface Day extends Month {
  readonly day: number
}

const plain = (date: Date): Day => ({ year: date.getFullYear(), month: date.getMonth(), day: date.getDate() })

export const dayAt = (at: number): Day => plain(new Date(at))

/** When the day begins. */
export const startOf = ({ year, month, day }: Day): number => new Date(year, month, day).getTime()

export const daysIn = ({ year, month }: Month): number => new Date(year, month + 1, 0).getDate()

/** When each day begins, and when the last one ends. */
export const dayStarts = (month: Month): number[] =>
  Array.from({ length: daysIn(month) + 1 }, (_, index) => startOf({ ...month, day: index + 1 }))

/** 0 is Sunday. */
export function firstWeekday(language: string): number {
  const locale: object = new Intl.Locale(language)
  // Chromium has the method; not all of its relatives do.
  const info: unknown =
    'getWeekInfo' in locale && typeof locale.getWeekInfo === 'function' ? locale.getWeekInfo() : undefined
  const first = typeof info === 'object' && info !== null && 'firstDay' in info ? info.firstDay : undefined
  return typeof first === 'number' ? first % 7 : language === 'zh-CN' ? 1 : 0
}

/** One place of the sheet; without a day outside the month. */
export interface Place {
  readonly place: number
  readonly day: number | undefined
}

/** As many as any month needs: what stands around them stays where it is from month to month. */
const WEEKS = 6

/** The days of the month in weeks of seven. */
export function weeksOf(month: Month, first: number): readonly (readonly Place[])[] {
  const before = (new Date(month.year, month.month, 1).getDay() - first + 7) % 7
  const count = daysIn(month)
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const place = week * 7 + weekday
      const day = place - before + 1
      return { place, day: day < 1 || day > count ? undefined : day }
    }),
  )
}

/** Another month; a day that it lacks becomes its last one. */
export function addMonths(day: Day, months: number): Day {
  const target = new Date(day.year, day.month + months, 1)
  const month = { year: target.getFullYear(), month: target.getMonth() }
  return { ...month, day: Math.min(day.day, daysIn(month)) }
}

const addDays = ({ year, month, day }: Day, days: number): Day => plain(new Date(year, month, day + days))

/** Where a key leads from a day, as in every calendar: undefined for keys that lead nowhere. */
export function dayAfterKey(day: Day, key: string, shift: boolean, first: number): Day | undefined {
  const inWeek = (new Date(day.year, day.month, day.day).getDay() - first + 7) % 7
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1)
    case 'ArrowRight':
      return addDays(day, 1)
    case 'ArrowUp':
      return addDays(day, -7)
    case 'ArrowDown':
      return addDays(day, 7)
    case 'Home':
      return addDays(day, -inWeek)
    case 'End':
      return addDays(day, 6 - inWeek)
    case 'PageUp':
      return addMonths(day, shift ? -12 : -1)
    case 'PageDown':
      return addMonths(day, shift ? 12 : 1)
    default:
      return undefined
  }
}

export const isSameDay = (a: Day, b: Day): boolean => a.year === b.year && a.month === b.month && a.day === b.day

export const isAfter = (a: Day, b: Day): boolean => startOf(a) > startOf(b)
