/**
 * What a notification says, as keys and values: words are the view's, or the desktop program's. Everything that a peer wrote is inert
 * here already, one line, and short.
 */
import type { Attention } from './attention.ts'
import { inertName, inertText } from './inert.ts'
import type { Message } from './message.ts'
import { withoutQuote } from './quote.ts'
import type { Transfer } from './transfer.ts'

/** Keys below `attention.` in the texts. `count` chooses the plural form. */
export type Line =
  | { readonly key: 'one_from'; readonly values: { readonly name: string } }
  | { readonly key: 'many_from'; readonly values: { readonly name: string; readonly count: number } }
  | { readonly key: 'new_messages'; readonly values: { readonly count: number } }
  | { readonly key: 'covered' | 'nudged'; readonly values: object }
  /** In a group: by whom he is invited, or who said what. */
  | { readonly key: 'group_invited'; readonly values: { readonly name: string } }
  | { readonly key: 'group_said'; readonly values: { readonly name: string; readonly text: string } }
  | { readonly key: 'file' | 'folder' | 'image'; readonly values: { readonly file: string } }
  | { readonly key: 'files'; readonly values: { readonly count: number } }
  | { readonly key: 'failed' | 'failed_plain'; readonly values: { readonly name: string } }
  | {
      readonly key: 'came' | 'went' | 'came_not' | 'went_not'
      readonly values: { readonly name: string; readonly file: string }
    }
  | {
      readonly key: 'transfer_over' | 'app' | 'test' | 'test_text'
      readonly values: object
    }
  /** The peer's own words, with the user's for faces. */
  | { readonly key: 'verbatim'; readonly values: { readonly text: string } }

export interface Notice {
  /** A newer notice of the same key takes the place of the older one. */
  readonly key: string
  readonly conversation: string
  /** The oldest message that it stands for; undefined when it stands for none. */
  readonly message: string | undefined
  /** The newest one: reading up to it is reading all. */
  readonly upTo: string | undefined
  readonly count: number
  readonly title: Line
  readonly body: Line | undefined
  /** May be answered in place: it shows who wrote what. */
  readonly canReply: boolean
}

export type Privacy = NonNullable<Attention['notice']>

/** More than any desktop shows; the rest is in the chat. */
const MAX_BODY = 240
const MAX_FILE_NAME = 80

/** Puts words in place of what only a picture would show. */
export type Wording = (text: string) => string

const excerpt = (text: string, worded: Wording): string => {
  const line = inertText(worded(text.slice(0, MAX_BODY * 2)))
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > MAX_BODY ? `${line.slice(0, MAX_BODY - 1).toWellFormed()}…` : line
}

/** One chat's unread messages that were told, the newest of which is `message`. */
export function messageNotice(
  message: Message,
  told: { readonly first: string; readonly count: number },
  name: string,
  privacy: Privacy,
  worded: Wording,
): Notice {
  const { count } = told
  const common = {
    key: message.conversation,
    conversation: message.conversation,
    message: told.first,
    upTo: message.id,
    count,
  }
  const title: Line =
    privacy === 'plain'
      ? { key: 'app', values: {} }
      : privacy === 'sender' || count === 1
        ? { key: 'one_from', values: { name } }
        : { key: 'many_from', values: { name, count } }
  const body: Line = privacy === 'text' ? contentOf(message, worded) : { key: 'new_messages', values: { count } }
  return { ...common, title, body, canReply: privacy === 'text' && message.system === undefined }
}

function contentOf(message: Message, worded: Wording): Line {
  if (message.shake) return { key: 'nudged', values: {} }
  // Sealed: the sender wants it to be opened, not glimpsed on a screen.
  if (message.locked || message.sealed) return { key: 'covered', values: {} }
  const text = excerpt(withoutQuote(message.text), worded)
  if (message.system === 'invited') return { key: 'group_invited', values: { name: senderName(message) } }
  if (text !== '' && message.sender !== undefined)
    return { key: 'group_said', values: { name: senderName(message), text } }
  if (text !== '') return { key: 'verbatim', values: { text } }
  const [first] = message.attachments
  if (first === undefined) return { key: 'new_messages', values: { count: 1 } }
  if (message.attachments.length > 1) return { key: 'files', values: { count: message.attachments.length } }
  const file = inertName(first.name, MAX_FILE_NAME)
  return { key: first.kind === 'image' || first.kind === 'folder' ? first.kind : 'file', values: { file } }
}

const senderName = ({ sender }: Message): string => inertName(sender?.name ?? '', MAX_FILE_NAME)

export function failedNotice(message: Message, name: string, privacy: Privacy, worded: Wording): Notice {
  return {
    key: `failed ${message.conversation}`,
    conversation: message.conversation,
    message: message.id,
    upTo: undefined,
    count: 1,
    title: privacy === 'plain' ? { key: 'failed_plain', values: { name: '' } } : { key: 'failed', values: { name } },
    body: privacy === 'text' ? contentOf(message, worded) : undefined,
    canReply: false,
  }
}

export function finishedNotice(transfer: Transfer, name: string, privacy: Privacy): Notice {
  const well = transfer.state === 'done'
  const key = transfer.direction === 'in' ? (well ? 'came' : 'came_not') : well ? 'went' : 'went_not'
  const file = inertName(transfer.name, MAX_FILE_NAME)
  return {
    key: `transfer ${transfer.conversation}`,
    conversation: transfer.conversation,
    message: transfer.message,
    upTo: undefined,
    count: 1,
    title: privacy === 'plain' ? { key: 'app', values: {} } : { key: 'one_from', values: { name } },
    body: privacy === 'text' ? { key, values: { name, file } } : { key: 'transfer_over', values: {} },
    canReply: false,
  }
}
