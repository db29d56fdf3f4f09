/** Dates and sizes in the reader's language; the formatters are kept because making one costs more than a thousand uses. */
const DAY = 86_400_000

const kept = new Map<string, Intl.DateTimeFormat>()
function formatter(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}/${name}`
  const found = kept.get(key)
  if (found !== undefined) return found
  const made = new Intl.DateTimeFormat(language, options)
  kept.set(key, made)
  return made
}

/** Days are those of the reader's clock; equal numbers mean the same day. */
export function dayOf(at: number): number {
  const date = new Date(at)
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY)
}

const isSameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear()

/** `14:02` */
export const clock = (at: number, language: string): string =>
  formatter(language, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)

/** `20 November 2026 at 14:02:31` */
export const fullTime = (at: number, language: string): string =>
  formatter(language, 'full', { dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23' }).format(at)

/** To the second: `14:02:31` today, else with its date. */
export const seconds = (at: number, now: number, language: string): string =>
  dayOf(at) === dayOf(now)
    ? formatter(language, 'seconds', { timeStyle: 'medium', hourCycle: 'h23' }).format(at)
    : formatter(language, 'day-seconds', { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }).format(at)

/** `14:02:31.042` */
export const exactTime = (at: number, language: string): string =>
  formatter(language, 'exact', {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    ...{ fractionalSecondDigits: 3, hourCycle: 'h23' },
  }).format(at)

/** `2026-11-20 14.02.31`: sorts, and is allowed in names of files. */
export function fileTime(at: number): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}.${two(date.getMinutes())}.${two(date.getSeconds())}`
}

/** In the list of chats: the time today, `Yesterday`, the weekday within a week, else the date. */
export function listTime(at: number, now: number, language: string): string {
  const age = dayOf(now) - dayOf(at)
  if (age <= 0) return clock(at, language)
  if (age === 1) return relativeDay(-1, language)
  if (age < 7) return formatter(language, 'weekday', { weekday: 'short' }).format(at)
  return isSameYear(at, now)
    ? formatter(language, 'month-day', { month: 'numeric', day: 'numeric' }).format(at)
    : formatter(language, 'short-date', { year: 'numeric', month: 'numeric', day: 'numeric' }).format(at)
}

/** A moment to come: `14:02` today, else with its day: `Tue, 8 Dec, 08:00`. */
export const moment = (at: number, now: number, language: string): string =>
  dayOf(at) === dayOf(now)
    ? clock(at, language)
    : formatter(language, 'moment', {
        ...{ month: 'short', day: 'numeric', weekday: 'short' },
        ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
      }).format(at)

/** `Mon`; 0 is Sunday. */
export const weekdayName = (day: number, language: string): string =>
  // 4 January 1970 was a Sunday.
  formatter(language, 'weekday-utc', { weekday: 'short', timeZone: 'UTC' }).format((3 + day) * DAY)

/** `20:05`, as fields for a time have it. */
export const minuteToClock = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')

/** Undefined while the field is not filled in. */
export function clockToMinute(text: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(text) ?? []
  return hours === undefined || minutes === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

/** On the pill between two days: `Today`, `Yesterday`, else the date with its weekday. */
export function dayTitle(at: number, now: number, language: string): string {
  const age = dayOf(now) - dayOf(at)
  if (age === 0 || age === 1) return relativeDay(-age, language)
  return isSameYear(at, now)
    ? formatter(language, 'day', { month: 'long', day: 'numeric', weekday: 'short' }).format(at)
    : formatter(language, 'day-year', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' }).format(at)
}

/** With a capital where the language starts lines with one. */
export const capital = (text: string, language: string): string =>
  text.charAt(0).toLocaleUpperCase(language) + text.slice(1)

const relativeDay = (days: number, language: string): string =>
  capital(new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day'), language)

const steps = [
  { unit: 'day', size: DAY },
  { unit: 'hour', size: 3_600_000 },
  { unit: 'minute', size: 60_000 },
] as const

/** `12 minutes ago`, `in 3 seconds`; never finer than seconds. */
export function ago(at: number, now: number, language: string): string {
  const difference = at - now
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const step = steps.find(({ size }) => Math.abs(difference) >= size)
  return step === undefined
    ? format.format(Math.round(difference / 1_000), 'second')
    : format.format(Math.trunc(difference / step.size), step.unit)
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Bytes as people read them, in powers of 1,024 as file managers on Windows do: `1.4 MB`. */
export function fileSize(bytes: number, language: string): string {
  const power = bytes < 1_024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1_024 ** power
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
  }).format(value)
}

/** Whole per cents of a fraction; 100 % only when nothing is missing. */
export const percent = (fraction: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'percent' }).format(Math.floor(fraction * 100) / 100)

const inUnit = (value: number, unit: 'second' | 'minute' | 'hour', language: string): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value)

/** `12 sec`, `3 min`, `1 hr 20 min`: no finer than a person plans. */
export function duration(seconds: number, language: string): string {
  if (seconds < 60) return inUnit(Math.max(1, Math.ceil(seconds)), 'second', language)
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return inUnit(minutes, 'minute', language)
  const rest = minutes % 60
  const hours = inUnit(Math.floor(minutes / 60), 'hour', language)
  return rest === 0 ? hours : `${hours} ${inUnit(rest, 'minute', language)}`
}
