/**
 * What is typed in each chat's composer. It belongs to the chat, not to the field on screen: a text that could not be sent comes back
 * even when another chat is open by then. The host keeps it as the chat's draft, after a pause in typing.
 */
import { MAX_TEXT } from '../../shared/api/contract.ts'
import { call } from './host.ts'
import { now, set, useView } from './store.ts'

/** A pause in typing after which the draft is saved. */
const DRAFT_AFTER = 400

const unsaved = new Map<string, ReturnType<typeof setTimeout>>()

export const textOf = (chat: string): string => now().texts.get(chat) ?? now().conversations.get(chat)?.draft ?? ''

export const useText = (chat: string): string =>
  useView((state) => state.texts.get(chat) ?? state.conversations.get(chat)?.draft ?? '')

export function setText(chat: string, text: string): void {
  if (text === textOf(chat)) return
  set(({ texts }) => ({ texts: new Map(texts).set(chat, text) }))
  clearTimeout(unsaved.get(chat))
  unsaved.set(
    chat,
    setTimeout(() => void saveDraft(chat), DRAFT_AFTER),
  )
}

/** At once: the chat is left, or the host is about to work on its draft. */
export async function saveDraft(chat: string): Promise<void> {
  const timer = unsaved.get(chat)
  if (timer === undefined) return
  clearTimeout(timer)
  unsaved.delete(chat)
  await call('setDraft', { conversation: chat, text: textOf(chat).slice(0, MAX_TEXT) })
}

/** The window closes. */
export function saveDrafts(): void {
  for (const chat of [...unsaved.keys()]) void saveDraft(chat)
}
