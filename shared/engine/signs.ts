/**
 * Signs of life. Where many Gezis are, asking each other one by one (liveness.ts) would be thousands of packets an hour for each of them. So each
 * says to all, once in a while, that it is there; and only who was not heard in time is asked. All of them together say it about twice a second,
 * however many they are; test/lan/crowd.test.ts counts.
 *
 * It is said with a NOOPERATION, which other programs ignore (protocol.md 3.1), and which carries our hello: a change that somebody missed, and
 * whoever is new to him, is known with the next one. A guest whose port nobody's broadcasts reach does it in any company: who starts later
 * cannot greet him, but hears him.
 */
import { isMissed } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Context } from './context.ts'
import type { Directory } from './directory.ts'
import type { Millis } from './io.ts'
import { isOwn } from './recognise.ts'

/** Fewer than these ask each other with fewer packets, and nobody else on their network has to hear of it. */
const CROWD = 8
/** For each who is there: 500 say it every five minutes, 1,000 every ten. */
const FOR_EACH = 600
/** Per cent of that: early enough to be heard before anybody asks, and not all at the same moment. */
const EARLY = [75, 90] as const

export interface Signs {
  /** There is a network. */
  start(): void
}

/** Whoever is there, hears the same broadcasts and is a Gezi is heard within this; each is as long silent as his own list is long. */
export const signInterval = ({ limits }: Pick<Context, 'limits'>, { online }: Pick<Directory, 'online'>): Millis =>
  Math.max(limits.silence, online * FOR_EACH)

export function createSigns(context: Context, directory: Directory, announcements: Announcements): Signs {
  const { timers, random } = context

  /** Nobody's broadcasts come to our port. */
  function isHidden(): boolean {
    const { reach } = context
    return reach?.own.every(({ port }) => isMissed(reach, port)) === true
  }

  function isCrowd(): boolean {
    let count = 0
    for (const { record } of directory.all())
      if (record.presence !== 'offline' && isOwn(record) && announcements.reaches(record) && ++count >= CROWD)
        return true
    return false
  }

  /** `since`: when we last said something to all, or would have. */
  function plan(since: Millis): void {
    const wait = Math.round((signInterval(context, directory) * random.between(...EARLY)) / 100)
    timers.after('sign of life', since + wait - context.now, () => {
      // What was said to all in the meantime was a sign, too; and more people than before let everybody wait longer.
      const last = Math.max(since, announcements.spokeAt)
      if (context.now - last < (signInterval(context, directory) * EARLY[0]) / 100) return plan(last)
      if (isHidden() || isCrowd()) announcements.sign()
      plan(context.now)
    })
  }

  return {
    start() {
      if (!timers.has('sign of life')) plan(context.now)
    },
  }
}
