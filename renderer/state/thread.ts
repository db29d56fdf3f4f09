/** The part of one chat's history that is loaded. Pure: pages and live messages go in, the next thread comes out. */
import type { Message } from '../../shared/model/message.ts'
import { compareIds } from '../logic/timeline.ts'

export interface Thread {
  readonly messages: readonly Message[]
  readonly hasBefore: boolean
  /** False when the newest message is loaded: only then do live messages belong at the end. */
  readonly hasAfter: boolean
  /** First message below the "new messages" line; stays while the chat is open. */
  readonly unreadFrom: string | undefined
  /** Where the list goes when this thread appears: raised by each jump so that the same target can be jumped to again. */
  readonly target: ThreadTarget
}

export type ThreadTarget =
  | { readonly kind: 'end'; readonly jump: number }
  | { readonly kind: 'unread'; readonly jump: number }
  | { readonly kind: 'message'; readonly id: string; readonly jump: number }
  /** The first message of a day. */
  | { readonly kind: 'day'; readonly id: string; readonly jump: number }

/** More rows than this are let go at the far end: they can be paged in again, and memory stays bounded. */
export const MAX_LOADED = 1_200

export interface Page {
  readonly messages: readonly Message[]
  readonly hasBefore: boolean
  readonly hasAfter: boolean
}

const merged = (a: readonly Message[], b: readonly Message[]): readonly Message[] => {
  const byId = new Map([...a, ...b].map((message) => [message.id, message]))
  return [...byId.values()].sort((x, y) => compareIds(x.id, y.id))
}

export function withOlder(thread: Thread, page: Page): Thread {
  const messages = merged(page.messages, thread.messages)
  return {
    ...thread,
    messages: messages.slice(0, MAX_LOADED),
    hasBefore: page.hasBefore,
    hasAfter: thread.hasAfter || messages.length > MAX_LOADED,
  }
}

export function withNewer(thread: Thread, page: Page): Thread {
  const messages = merged(thread.messages, page.messages)
  return {
    ...thread,
    messages: messages.slice(-MAX_LOADED),
    hasBefore: thread.hasBefore || messages.length > MAX_LOADED,
    hasAfter: page.hasAfter,
  }
}

/** A message that is new or changed. Without room for it here the thread stays the same object. */
export function withMessage(thread: Thread, message: Message): Thread {
  const index = thread.messages.findIndex((other) => other.id === message.id)
  if (index !== -1) return { ...thread, messages: thread.messages.with(index, message) }
  const last = thread.messages.at(-1)
  const first = thread.messages[0]
  if (last === undefined || compareIds(message.id, last.id) > 0)
    return thread.hasAfter ? thread : { ...thread, messages: [...thread.messages, message] }
  if (first !== undefined && compareIds(message.id, first.id) < 0 && thread.hasBefore) return thread
  return { ...thread, messages: merged(thread.messages, [message]) }
}

export function withoutMessage(thread: Thread, id: string): Thread {
  const messages = thread.messages.filter((message) => message.id !== id)
  return messages.length === thread.messages.length ? thread : { ...thread, messages }
}
