/**
 * When the user wants no noise: muted chats, do-not-disturb, and its hours. Moments are milliseconds since 1970; hours of the day and
 * "tomorrow" are those of the computer's own clock, so a night in which it is set forward or back ends when that clock says so.
 */
import { ALWAYS, minuteOfDay, weekdayOf } from './calendar.ts'
import type { Conversation } from './conversation.ts'
import type { Settings } from './settings.ts'

const HOUR = 3_600_000
const WEEK = 7 * 24 * HOUR
/** When "until tomorrow" ends: before most offices begin. */
const MORNING = 8
const DAYS_OF_WEEK = 7

/** For how long a chat is muted or the user is not to be disturbed. */
export const spans = ['hour', 'tomorrow', 'week', 'always'] as const
export type Span = (typeof spans)[number]

export function endOf(span: Span, now: number): number {
  switch (span) {
    case 'hour':
      return now + HOUR
    case 'tomorrow':
      return minuteOfDay(now, 1, MORNING * 60)
    case 'week':
      return now + WEEK
    case 'always':
      return ALWAYS
  }
}

export const isMuted = ({ mutedUntil }: Pick<Conversation, 'mutedUntil'>, now: number): boolean =>
  mutedUntil !== undefined && mutedUntil > now

type QuietSettings = Pick<Settings, 'quietUntil' | 'quietHours'>

/** Why it is quiet, and until when. `chosen`: switched on by hand; `hours`: by the schedule. */
export interface Quiet {
  readonly by: 'chosen' | 'hours'
  readonly until: number
}

/** Do-not-disturb at that moment, or undefined. */
export function quietAt({ quietUntil, quietHours }: QuietSettings, now: number): Quiet | undefined {
  if (quietUntil > now) return { by: 'chosen', until: quietUntil }
  const window = windowsAround(quietHours, now).find(({ from, to }) => from <= now && now < to)
  return window && { by: 'hours', until: window.to }
}

/** When `quietAt` answers something else next; undefined when it never does. */
export function nextQuietChange({ quietUntil, quietHours }: QuietSettings, now: number): number | undefined {
  const moments = [quietUntil, ...windowsAround(quietHours, now).flatMap(({ from, to }) => [from, to])]
  const next = Math.min(...moments.filter((moment) => moment > now && moment < ALWAYS))
  return Number.isFinite(next) ? next : undefined
}

interface Window {
  readonly from: number
  readonly to: number
}

/** The quiet windows that begin between yesterday and a week from now. One whose end is not after its beginning ends on the next day. */
function windowsAround({ on, days, from, to }: Settings['quietHours'], now: number): readonly Window[] {
  if (!on) return []
  const today = weekdayOf(now)
  return Array.from({ length: DAYS_OF_WEEK + 2 }, (_, at) => at - 1)
    .filter((offset) => days.includes((today + offset + DAYS_OF_WEEK) % DAYS_OF_WEEK))
    .map((offset) => ({
      from: minuteOfDay(now, offset, from),
      to: minuteOfDay(now, to > from ? offset : offset + 1, to),
    }))
}
