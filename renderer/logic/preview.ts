import type { Conversation } from '../../shared/model/conversation.ts'
import { inertText } from '../../shared/model/inert.ts'
import { isCovered, type Message, type MessageAttachment } from '../../shared/model/message.ts'
import { withoutQuote } from '../../shared/model/quote.ts'
import { highlights } from '../../shared/model/segment.ts'

/** The one line under a name in the list of chats. The view puts it into words. */
export type Preview =
  | { readonly kind: 'empty' }
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'shake'; readonly own: boolean; readonly message: Message }
  | { readonly kind: 'system'; readonly message: Message }
  | { readonly kind: 'covered'; readonly own: boolean; readonly message: Message }
  | {
      readonly kind: 'attachment'
      readonly own: boolean
      readonly message: Message
      readonly attachment: MessageAttachment
    }
  | { readonly kind: 'text'; readonly own: boolean; readonly message: Message; readonly text: string }

/** More never fits into the line; a message of 32,000 characters must not be laid out in a row of the list. */
const PREVIEW_LENGTH = 160

export const oneLine = (text: string): string =>
  text
    .slice(0, PREVIEW_LENGTH * 2)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW_LENGTH)

/** `selected`: the open chat shows its last message, since its draft stands in the composer. */
export function previewOf(conversation: Conversation, selected: boolean): Preview {
  const draft = oneLine(conversation.draft)
  if (draft !== '' && !selected) return { kind: 'draft', text: draft }
  const message = conversation.last
  if (message === undefined) return { kind: 'empty' }
  const own = message.direction === 'out'
  if (message.system !== undefined) return { kind: 'system', message }
  if (message.shake) return { kind: 'shake', own, message }
  if (isCovered(message)) return { kind: 'covered', own, message }
  const text = oneLine(withoutQuote(message.text))
  const attachment = message.attachments[0]
  if (text === '' && attachment !== undefined) return { kind: 'attachment', own, message, attachment }
  return { kind: 'text', own, message, text }
}

/** How much stands before the first hit, so that the hit is in the first of two lines. */
const BEFORE_HIT = 16

/** More of a text is not looked at for its first hit. */
const SEARCHED_LENGTH = 20_000

/** The part of a message around its first hit, in one line. A name of a file counts when the text has no hit. */
export function hitExcerpt(message: Message, query: string): string {
  const texts = [message.text, ...message.attachments.map((attachment) => attachment.name)].map((text) =>
    inertText(text.slice(0, SEARCHED_LENGTH)).replace(/\s+/g, ' ').trim(),
  )
  const text =
    texts.find((candidate) => highlights(candidate, query).length > 0) ??
    texts.find((candidate) => candidate !== '') ??
    ''
  const first = highlights(text, query)[0]?.start ?? 0
  if (first <= BEFORE_HIT * 2) return text.slice(0, PREVIEW_LENGTH)
  return `…${text.slice(first - BEFORE_HIT, first - BEFORE_HIT + PREVIEW_LENGTH).toWellFormed()}`
}
