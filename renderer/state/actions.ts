/** What the user can do. Views call these; nothing here knows how anything looks. */

import type { Message } from '../../shared/model/message.ts'
import { neighbour, orderConversations } from '../logic/conversations.ts'
import { attachmentsChanged } from './attachments.ts'
import { saveDraft, setText } from './drafts.ts'
import { composerElement, focusComposer, focusFind } from './focus.ts'
import { call } from './host.ts'
import { notify, notifyWithUndo } from './notices.ts'
import { type Dialog, now, type SettingsPage, set } from './store.ts'
import { clearUnreadLine, jumpToMessage, openThread, prepareThread } from './threads.ts'

/** Longer than a host needs that is not busy; who waits longer sees at least that his click was heard. Milliseconds. */
const A_MOMENT = 40
/** The chat that is about to be shown, and the moment from which it is. */
let heading: { readonly peer: string; readonly arrival: Promise<unknown> } | undefined

export async function openChat(peer: string, message?: string): Promise<void> {
  const known = now().conversations.has(peer)
  if (!known) {
    const opened = await call('openConversation', { peer })
    if (!opened.ok) return
    // Changes travel beside answers: the chat may be opened before the mirror has it.
    set(({ conversations }) =>
      conversations.has(peer) ? {} : { conversations: new Map(conversations).set(peer, opened.value) },
    )
  }
  const left = now().selected
  const { activeElement } = document
  const again = left === peer
  // Its first messages are there within a moment: drawn once with them, not first without.
  const opening = again || message !== undefined ? undefined : openThread(peer)
  // What is typed from now on is not meant for the chat that is left.
  if (!again) composerElement()?.blur()
  heading = { peer, arrival: Promise.race([opening, new Promise((settle) => setTimeout(settle, A_MOMENT))]) }
  await heading.arrival
  if (heading?.peer !== peer) return
  heading = undefined
  set(({ details, transfersWith, selection }) => ({
    selected: peer,
    details: details === 'search' && !again ? 'closed' : details,
    calendar: undefined,
    selection: again ? selection : undefined,
    transfersWith: transfersWith === undefined ? undefined : peer,
  }))
  if (left !== undefined && !again) clearUnreadLine(left)
  if (message !== undefined) await jumpToMessage(peer, message)
  else await opening
  // Who went on to another field meanwhile, in the search for instance, stays there.
  const stayed = document.activeElement === activeElement || document.activeElement === document.body
  if (message === undefined && stayed) focusComposer()
  requestIdleCallback(prepareNeighbours)
}

/** Who goes through his chats goes to the next one: it is loaded while he reads. */
function prepareNeighbours(): void {
  const { conversations, selected } = now()
  const ordered = orderConversations(conversations.values())
  for (const step of [1, -1] as const) {
    const next = neighbour(ordered, selected, step, false)
    if (next !== undefined) void prepareThread(next)
  }
}

export function closeChat(): void {
  const { selected } = now()
  if (selected !== undefined) clearUnreadLine(selected)
  set({ selected: undefined, details: 'closed', calendar: undefined, selection: undefined })
}

export function goToChat(step: 1 | -1, onlyUnread: boolean): void {
  const { conversations, selected } = now()
  const next = neighbour(orderConversations(conversations.values()), heading?.peer ?? selected, step, onlyUnread)
  if (next !== undefined) void openChat(next)
}

export function goToNthChat(position: number): void {
  const chat = orderConversations(now().conversations.values())[position - 1]
  if (chat !== undefined) void openChat(chat.id)
}

export const openDialog = (dialog: Dialog): void => set({ dialog })
export const openSettings = (page: SettingsPage = 'identity'): void => set({ dialog: { kind: 'settings', page } })
export const closeDialog = (): void => set({ dialog: undefined })

function reveal(ids: readonly string[]): void {
  const hidden = new Set(now().hidden)
  for (const id of ids) hidden.delete(id)
  set({ hidden })
}

async function deleteNow(id: string): Promise<void> {
  await call('deleteMessage', { id })
  reveal([id])
}

/** Hides messages at once and deletes them when the notice with its "Undo" has gone. */
export function deleteMessages(ids: readonly string[], words: { readonly done: string; readonly undo: string }): void {
  set(({ hidden }) => ({ hidden: new Set([...hidden, ...ids]) }))
  notifyWithUndo(words, {
    forGood() {
      for (const id of ids) void deleteNow(id)
    },
    takeBack: () => reveal(ids),
  })
}

/** A message that was not sent goes back into its chat's composer, in front of what is there by now. */
export async function editMessage(message: Message, words: { readonly lost: string }): Promise<void> {
  const chat = message.conversation
  // The host puts the text in front of the draft that it knows.
  await saveDraft(chat)
  const edited = await call('editMessage', { id: message.id })
  if (!edited.ok) return
  const before = now().attachments.get(chat)?.length ?? 0
  setText(chat, edited.value.draft)
  await attachmentsChanged(chat)
  focusComposer()
  const after = now().attachments.get(chat) ?? []
  const missing = after.length - before < message.attachments.length || after.some(({ state }) => state === 'failed')
  if (missing) notify(words.lost)
}

/** A message that is still on its way is taken back at once: waiting for an "Undo" would let it leave. */
export const cancelMessage = (id: string): void => void call('deleteMessage', { id })

/** What comes of it shows as a line in the chat. */
export async function shake(peer: string, tooSoon: string): Promise<void> {
  const shaken = await call('shake', { peer })
  if (!shaken.ok && shaken.error.code === 'too-soon') notify(tooSoon)
}

export async function lookAgain(done: string): Promise<void> {
  const asked = await call('announce', {})
  if (asked.ok) notify(done)
}

export const toggleStarred = (): void =>
  set(({ details }) => ({ details: details === 'starred' ? 'closed' : 'starred' }))

export const toggleDetails = (page: 'person' | 'search'): void =>
  set(({ details, selected }) => ({ details: details === page || selected === undefined ? 'closed' : page }))

/** Opens the search inside the chat, or goes back to its field when it is open. */
export function findInChat(): void {
  if (heading !== undefined) return void heading.arrival.then(findInChat)
  if (now().selected === undefined) return
  set({ details: 'search' })
  focusFind()
}

export function closeDetails(): void {
  set({ details: 'closed' })
  focusComposer()
}

export async function copyText(text: string, done: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  notify(done)
}
