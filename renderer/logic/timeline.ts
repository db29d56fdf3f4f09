import { replaceFaces } from '../../shared/model/faces.ts'
import type { Message } from '../../shared/model/message.ts'
import { dayOf } from './dates.ts'

/** Messages of one sender closer together than this form a group. */
export const GROUP_WITHIN = 3 * 60_000

export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: Message
      /** First and last of a run of messages of one sender: they get the round corners, the first its distance, the last the avatar. */
      readonly first: boolean
      readonly last: boolean
    }

/** Not a bubble: a line of its own. */
const isLine = ({ shake, system }: Message): boolean => shake === true || system !== undefined

const belongTogether = (a: Message, b: Message): boolean =>
  a.direction === b.direction &&
  !isLine(a) &&
  !isLine(b) &&
  a.sender?.peer === b.sender?.peer &&
  b.at - a.at <= GROUP_WITHIN &&
  a.automatic === b.automatic &&
  dayOf(a.at) === dayOf(b.at)

/** `unreadFrom` is the id of the first message below the "new messages" line. */
export function timelineRows(messages: readonly Message[], unreadFrom: string | undefined): readonly TimelineRow[] {
  const rows: TimelineRow[] = []
  for (const [index, message] of messages.entries()) {
    const previous = messages[index - 1]
    const next = messages[index + 1]
    const newDay = previous === undefined || dayOf(previous.at) !== dayOf(message.at)
    if (newDay) rows.push({ kind: 'day', key: `day:${dayOf(message.at)}:${message.id}`, at: message.at })
    const unread = message.id === unreadFrom
    if (unread) rows.push({ kind: 'unread', key: 'unread' })
    rows.push({
      kind: 'message',
      key: message.id,
      message,
      first: unread || previous === undefined || !belongTogether(previous, message),
      last: next === undefined || next.id === unreadFrom || !belongTogether(message, next),
    })
  }
  return rows
}

/** Ids are decimal text of rising numbers: the longer one, then the greater one, is the newer one. */
export const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

/** The first message of others after the one that was read up to. */
export const firstUnread = (messages: readonly Message[], readUpTo: string): string | undefined =>
  messages.find((message) => message.direction === 'in' && compareIds(message.id, readUpTo) > 0)?.id

/** One to three emoji and nothing else: shown large. */
const onlyEmoji = /^\s*(?:\p{RGI_Emoji}\s*){1,3}$/v
export const isOnlyEmoji = (text: string): boolean => text.length <= 64 && onlyEmoji.test(text)
/** The same where codes of FeiQ's faces count as well. */
export const isOnlyFaces = (text: string): boolean => text.length <= 64 && isOnlyEmoji(replaceFaces(text, () => '🙂'))
