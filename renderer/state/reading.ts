/** What a reader does in a chat beside scrolling: jumps to a day, answers with a quote, stars, forwards. */
import type { Message } from '../../shared/model/message.ts'
import { compareIds } from '../logic/timeline.ts'
import { focusComposer } from './focus.ts'
import { call } from './host.ts'
import { notify } from './notices.ts'
import { now, set } from './store.ts'
import { jumpToMessage } from './threads.ts'

/** Opens the calendar of the chat that is open; at the day of its last message when none is named. */
export function openCalendar(at?: number): void {
  const { selected, conversations } = now()
  const last = selected === undefined ? undefined : conversations.get(selected)?.last
  if (last !== undefined) set({ calendar: at ?? last.at })
}

export const closeCalendar = (): void => set({ calendar: undefined })

/** To the first message at or after that time. */
export async function jumpToTime(chat: string, at: number): Promise<void> {
  const found = await call('firstMessageSince', { conversation: chat, at })
  if (found.ok && found.value.id !== undefined) await jumpToMessage(chat, found.value.id, 'day')
}

export async function startReply(message: Message): Promise<void> {
  await call('setQuoting', { conversation: message.conversation, message: message.id })
  focusComposer()
}

export async function stopReply(chat: string): Promise<void> {
  await call('setQuoting', { conversation: chat })
  focusComposer()
}

/** To what a message quotes; says so when it is not to be found. */
export async function jumpToQuoted(message: Message, notFound: string): Promise<void> {
  const found = await call('findQuoted', { message: message.id })
  if (found.ok && found.value.id !== undefined) await jumpToMessage(message.conversation, found.value.id)
  else notify(notFound)
}

export async function setStarred(messages: readonly Message[], starred: boolean): Promise<void> {
  if (messages.length === 0) return
  const changed = await call('setStarred', { messages: messages.map(({ id }) => id), starred })
  if (changed.ok) set(({ starChanges }) => ({ starChanges: starChanges + 1 }))
}

/** Oldest first, as they were read. */
export const inOrder = (messages: readonly Message[]): readonly Message[] =>
  messages.toSorted((a, b) => compareIds(a.id, b.id))

export interface Forwarding {
  readonly messages: readonly Message[]
  readonly peers: readonly string[]
  readonly comment: string
}

/** The comment first, then the messages as they are, with those of their files that are still here. False when one of them failed. */
export async function forward({ messages, peers, comment }: Forwarding): Promise<boolean> {
  const to = [...peers]
  let whole = true
  const check = (result: { readonly ok: boolean }): void => {
    whole = whole && result.ok
  }
  if (comment.trim() !== '') check(await call('sendMessages', { peers: to, texts: [comment] }))
  for (const message of inOrder(messages)) {
    const staged =
      message.attachments.length === 0 ? undefined : await call('stageAttachments', { message: message.id })
    const tokens = staged?.ok === true ? staged.value.items.map(({ token }) => token) : []
    if (tokens.length > 0) check(await call('offerFiles', { peers: to, tokens, text: message.text }))
    else if (message.text.trim() !== '') check(await call('sendMessages', { peers: to, texts: [message.text] }))
  }
  return whole
}
