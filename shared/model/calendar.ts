/**
 * Days and hours of the computer's own calendar. The moment is an argument like everywhere in shared/; only the time zone is the
 * computer's, because "tomorrow at eight" means nothing without it.
 */

/** Never over by itself: the last moment that a `Date` can name, milliseconds since 1970. */
export const ALWAYS = 8_640_000_000_000_000

/** 0 is Sunday. */
export function weekdayOf(at: number): number {
  // biome-ignore lint/style/noRestrictedGlobals: reads no clock, only the calendar around a moment that is given
  return new Date(at).getDay()
}

/** That minute of the day, so many days after the day of `at`. A minute that the clock skips is the one after the gap. */
export function minuteOfDay(at: number, days: number, minute: number): number {
  // biome-ignore lint/style/noRestrictedGlobals: reads no clock, only the calendar around a moment that is given
  const day = new Date(at)
  day.setDate(day.getDate() + days)
  day.setHours(0, minute, 0, 0)
  return day.getTime()
}
