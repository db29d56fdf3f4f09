/** What a message answers: kept for own ones, looked for in those of others, whose program knows nothing but text. */

import { isCovered, type Message } from '../model/message.ts'
import { isQuoted, needlesOf, readQuote, withQuote } from '../model/quote.ts'
import { baseName } from '../protocol/index.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'

/** Hits looked at: who quotes "OK" means a recent one. */
const MAX_HITS = 20
/** Where the index has no words to look for (signs, faces): as many messages above. */
const MAX_ABOVE = 100
/** What the search takes. */
const MAX_QUERY = 60

export interface Quotes {
  /** The text as it goes onto the wire; just the answer when there is nothing that it answers, or not any more. */
  textOf(answer: string, source: string | undefined): string
  /** Remembers what the message answers; the draft of its chat answers nothing from then on. Inside a transaction. */
  keep(source: string | undefined, message: Message): Message
  /** Id of the message that this one quotes. Bounded by what the search looks at, not by the history. */
  sourceOf(message: Message): string | undefined
}

export function createQuotes(store: Store, people: Pick<People, 'record'>, ownName: () => string): Quotes {
  /** As others know him: an alias is ours alone. */
  const nameOf = ({ direction, conversation, sender }: Message): string => {
    if (direction === 'out') return ownName()
    const record = people.record(sender?.peer ?? conversation)
    return record === undefined ? (sender?.name ?? '') : record.name || baseName(record.user)
  }

  const quotedText = (source: Message): string =>
    source.text.trim() === '' ? (source.attachments[0]?.name ?? '') : source.text

  const matches = (needle: string, { text, attachments }: Message): boolean =>
    isQuoted(needle, text) || attachments.some(({ name }) => name.startsWith(needle))

  function search({ id, conversation, text }: Message): string | undefined {
    const { quote } = readQuote(text)
    if (quote === undefined) return undefined
    for (const needle of needlesOf(quote)) {
      const query = needle.slice(0, MAX_QUERY).toWellFormed()
      const { messages } = store.search({ text: query, filter: { chats: [conversation] }, before: id, limit: MAX_HITS })
      const hit = messages.find((candidate) => matches(needle, candidate))
      if (hit !== undefined) return hit.id
    }
    const above = store.page({ conversation, before: id, limit: MAX_ABOVE }).messages
    return needlesOf(quote)
      .map((needle) => above.findLast((candidate) => matches(needle, candidate))?.id)
      .find((found) => found !== undefined)
  }

  return {
    textOf(answer, id) {
      const source = id === undefined ? undefined : store.message(id)
      if (source === undefined || isCovered(source)) return answer
      const quoted = quotedText(source)
      return quoted.trim() === '' || answer.trim() === '' ? answer : withQuote(nameOf(source), quoted, answer)
    },
    keep(source, message) {
      if (source === undefined) return message
      if (store.message(source) !== undefined) store.saveQuote(message.id, source)
      store.setQuoting(message.conversation, undefined)
      return message
    },
    sourceOf(message) {
      const kept = store.quoteOf(message.id)
      return kept === undefined ? search(message) : store.message(kept)?.id
    },
  }
}
