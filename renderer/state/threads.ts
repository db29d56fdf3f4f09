/** Loads history by pages, on request of the list and of jumps. */
import type { Message } from '../../shared/model/message.ts'
import { compareIds, firstUnread } from '../logic/timeline.ts'
import { call } from './host.ts'
import { now, set } from './store.ts'
import { type Page, type Thread, type ThreadTarget, withNewer, withOlder } from './thread.ts'

const PAGE = 60
/** The longest page that the host gives. */
const LONGEST_PAGE = 200
/** Chats whose pages are kept when another one is opened: going back to one of them shows it at once. */
const KEPT_THREADS = 12

let jumps = 0
const jumpNumber = (): number => {
  jumps += 1
  return jumps
}

function put(id: string, thread: Thread): void {
  const threads = new Map(now().threads)
  threads.delete(id)
  threads.set(id, thread)
  const { selected } = now()
  for (const oldest of threads.keys()) {
    if (threads.size <= KEPT_THREADS) break
    if (oldest !== selected) threads.delete(oldest)
  }
  set({ threads })
}

/** Messages that arrived while a page was on its way are in the store's thread, not in the page. */
function change(id: string, update: (thread: Thread) => Thread): void {
  const thread = now().threads.get(id)
  if (thread !== undefined) set({ threads: new Map(now().threads).set(id, update(thread)) })
}

const preparing = new Map<string, Promise<void>>()

/** Loads what opening that chat will show, unless it is there: whoever opens it then does not wait. */
export async function prepareThread(id: string): Promise<void> {
  if (now().threads.has(id) || preparing.has(id)) return
  const prepared = openThread(id)
  preparing.set(id, prepared)
  await prepared
  preparing.delete(id)
}

/** Opens a chat at its first unread message, or at its end. */
export async function openThread(id: string): Promise<void> {
  await preparing.get(id)
  const conversation = now().conversations.get(id)
  const unread = conversation?.unread ?? 0
  const kept = now().threads.get(id)
  if (kept !== undefined && unread === 0) {
    put(id, { ...kept, unreadFrom: undefined, target: { kind: 'end', jump: jumpNumber() } })
    if (kept.hasAfter) await jumpToEnd(id)
    return
  }
  const readUpTo = conversation?.readUpTo ?? '0'
  const fits = unread + 20 <= LONGEST_PAGE
  const page = await call('pageMessages', {
    conversation: id,
    ...(fits ? { limit: Math.max(PAGE, unread + 20) } : { around: readUpTo, limit: PAGE }),
  })
  if (!page.ok) return
  const unreadFrom = unread === 0 ? undefined : firstUnread(page.value.messages, readUpTo)
  show(
    id,
    page.value,
    unreadFrom === undefined ? { kind: 'end', jump: jumpNumber() } : { kind: 'unread', jump: jumpNumber() },
    unreadFrom,
  )
}

function show(id: string, page: Page, target: ThreadTarget, unreadFrom: string | undefined): void {
  put(id, { messages: page.messages, hasBefore: page.hasBefore, hasAfter: page.hasAfter, unreadFrom, target })
}

/** Loads around a message unless it is there already, and goes to it. */
export async function jumpToMessage(id: string, message: string, kind: 'message' | 'day' = 'message'): Promise<void> {
  const target: ThreadTarget = { kind, id: message, jump: jumpNumber() }
  const thread = now().threads.get(id)
  if (thread?.messages.some((other) => other.id === message)) return change(id, (current) => ({ ...current, target }))
  const page = await call('pageMessages', { conversation: id, around: message, limit: PAGE })
  if (page.ok) show(id, page.value, target, thread?.unreadFrom)
}

/** Messages of another chat came among its own. Who reads in the middle stays there. */
export async function renewThread(id: string): Promise<void> {
  const thread = now().threads.get(id)
  const read = thread?.hasAfter === true ? thread.messages[Math.floor(thread.messages.length / 2)]?.id : undefined
  const page = await call('pageMessages', {
    conversation: id,
    limit: PAGE,
    ...(read !== undefined && { around: read }),
  })
  if (!page.ok) return
  const jump = jumpNumber()
  show(id, page.value, read === undefined ? { kind: 'end', jump } : { kind: 'message', id: read, jump }, undefined)
}

export async function jumpToEnd(id: string): Promise<void> {
  const thread = now().threads.get(id)
  const target: ThreadTarget = { kind: 'end', jump: jumpNumber() }
  if (thread === undefined) return
  if (!thread.hasAfter) return change(id, (current) => ({ ...current, target }))
  const page = await call('pageMessages', { conversation: id, limit: PAGE })
  if (page.ok) show(id, page.value, target, thread.unreadFrom)
}

/** One request for each chat and direction at a time: scrolling asks for the same page many times. */
const loading = new Set<string>()

async function load(id: string, direction: 'before' | 'after', cursor: Message | undefined): Promise<void> {
  const key = `${direction}/${id}`
  if (cursor === undefined || loading.has(key)) return
  loading.add(key)
  const page = await call('pageMessages', { conversation: id, [direction]: cursor.id, limit: PAGE })
  loading.delete(key)
  if (!page.ok) return
  change(id, (thread) => {
    const stillThere = (direction === 'before' ? thread.messages[0] : thread.messages.at(-1))?.id === cursor.id
    if (!stillThere) return thread
    return direction === 'before' ? withOlder(thread, page.value) : withNewer(thread, page.value)
  })
}

export const loadOlder = (id: string, thread: Thread): Promise<void> =>
  thread.hasBefore ? load(id, 'before', thread.messages[0]) : Promise.resolve()

export const loadNewer = (id: string, thread: Thread): Promise<void> =>
  thread.hasAfter ? load(id, 'after', thread.messages.at(-1)) : Promise.resolve()

export const clearUnreadLine = (id: string): void =>
  change(id, (thread) => (thread.unreadFrom === undefined ? thread : { ...thread, unreadFrom: undefined }))

/** After the host was away: what was missed is fetched; other chats are forgotten and load when they are opened. */
export async function reloadThreads(): Promise<void> {
  const { selected, threads } = now()
  const thread = selected === undefined ? undefined : threads.get(selected)
  if (selected === undefined || thread === undefined) {
    set({ threads: new Map() })
    // The connection was lost before the first page came.
    if (selected !== undefined) await openThread(selected)
    return
  }
  set({ threads: new Map([[selected, thread]]) })
  const oldest = thread.messages[0]
  const newest = await call('pageMessages', { conversation: selected, limit: LONGEST_PAGE })
  if (!newest.ok) return
  const connected =
    oldest === undefined ||
    newest.value.messages.some((message) => compareIds(message.id, thread.messages.at(-1)?.id ?? '0') <= 0)
  change(selected, (current) =>
    connected && !current.hasAfter
      ? withNewer(
          {
            ...current,
            messages: current.messages.filter(
              (message) => compareIds(message.id, newest.value.messages[0]?.id ?? '0') < 0,
            ),
          },
          newest.value,
        )
      : {
          ...current,
          messages: newest.value.messages,
          hasBefore: newest.value.hasBefore,
          hasAfter: false,
          target: { kind: 'end', jump: jumpNumber() },
        },
  )
}
