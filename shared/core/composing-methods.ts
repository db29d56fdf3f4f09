/** The contract's methods of composing, on parsed input. */
import type { Input } from '../engine/inputs.ts'
import { withoutQuote } from '../model/quote.ts'
import { err, ok } from '../result.ts'
import type { DraftFile } from './draft-store.ts'
import type { Feed } from './feed.ts'
import type { FilePort } from './file-port.ts'
import { optionsOf } from './message-options.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'
import type { Store, TransferRecord } from './ports.ts'
import type { Quotes } from './quotes.ts'
import type { Disk } from './storage.ts'

export type ComposingMethodName = 'sendMessages' | 'setDraftFiles' | 'editMessage'

export interface ComposingMethodParts {
  readonly store: Store
  readonly disk: Disk
  readonly people: Pick<People, 'has'>
  readonly feed: Feed
  readonly engine: (input: Input) => void
  readonly files: Pick<FilePort, 'staged' | 'dropSpooled' | 'dropPicture'>
  readonly quotes: Pick<Quotes, 'textOf' | 'keep'>
  /** A message is about to be deleted: what has to follow once it is. */
  readonly beforeDeleting: (message: string) => () => void
}

/** Nothing is left to be sent of an offer that is over. */
const draftFileOf = ({ name, kind, size, source }: TransferRecord): DraftFile[] =>
  source === undefined
    ? []
    : [
        {
          path: source.path,
          name,
          kind: kind === 'folder' ? 'folder' : 'file',
          size,
          modified: source.modified,
          files: source.files,
          spooled: source.spooled,
        },
      ]

export function composingMethods(parts: ComposingMethodParts): MethodsNamed<ComposingMethodName> {
  const { store, disk, people, feed, engine, files, quotes } = parts

  return {
    sendMessages({ peers, texts, options: wished, reply }, now) {
      const missing = peers.find((peer) => !people.has(peer))
      if (missing !== undefined) return err({ code: 'peer-not-found', detail: missing })
      if (texts.some((text) => text.trim() === '')) return err({ code: 'empty' })
      const receivers = [...new Set(peers)]
      const options = optionsOf(wished, receivers)
      const sent = texts.map((text, index) => (index === 0 ? quotes.textOf(text, reply) : text))
      const added = disk.write(() =>
        receivers.flatMap((peer) =>
          sent.map((text, index) => {
            const message = store.addOutgoing({ peer, text, at: now, options })
            return { peer, text, message: index === 0 ? quotes.keep(reply, message) : message }
          }),
        ),
      )
      if (!added.ok) return added
      for (const { message } of added.value) feed.put({ kind: 'message', message })
      for (const peer of receivers) {
        const conversation = store.conversation(peer)
        if (conversation !== undefined) feed.put({ kind: 'conversation', conversation })
      }
      for (const { peer, text, message } of added.value) {
        engine({
          type: 'send',
          message: {
            ...{ id: message.id, peer, text, packetNo: undefined, queuedAt: now, attempts: 0 },
            ...(options !== undefined && { options }),
          },
        })
      }
      return ok({ messages: added.value.map(({ message }) => message) })
    },

    setDraftFiles({ conversation, tokens }) {
      const items = tokens.flatMap((token) => files.staged(token) ?? [])
      if (items.length < tokens.length) return err({ code: 'token-unknown' })
      const before = store.draftFiles(conversation)
      const changed = disk.write(() =>
        store.setDraftFiles(
          conversation,
          items.map(({ token: _token, ...file }) => file),
        ),
      )
      if (!changed.ok) return changed
      if (changed.value === undefined) return err({ code: 'conversation-not-found' })
      const needed = new Set(store.spooledSources())
      for (const { path, spooled } of before) {
        if (spooled && !needed.has(path)) files.dropSpooled(path)
        else if (!store.needsPicture(path)) files.dropPicture(path)
      }
      feed.put({ kind: 'conversation', conversation: changed.value })
      return ok({})
    },

    editMessage({ id }) {
      const message = store.message(id)
      if (message === undefined) return err({ code: 'message-not-found' })
      if (message.direction !== 'out' || message.state !== 'failed') return err({ code: 'not-editable' })
      const { conversation: chat } = message
      const draft = store.conversation(chat)?.draft ?? ''
      const endTransfers = parts.beforeDeleting(id)
      const changed = disk.write(() => {
        store.addDraftFiles(chat, store.transfersOf([id]).flatMap(draftFileOf))
        const source = store.quoteOf(id)
        if (source !== undefined) store.setQuoting(chat, source)
        const text = source === undefined ? message.text : withoutQuote(message.text)
        store.setDraft(chat, [text, draft].filter((text) => text !== '').join('\n'))
        store.deleteMessage(id)
        return store.conversation(chat)
      })
      if (!changed.ok) return changed
      if (changed.value === undefined) return err({ code: 'message-not-found' })
      // Whether or not the engine has given it up: it must not leave by itself. Its files are the draft's by now, so none is removed.
      engine({ type: 'cancel', message: id })
      endTransfers()
      feed.put({ kind: 'message-removed', id, conversation: chat })
      feed.put({ kind: 'conversation', conversation: changed.value })
      return ok(changed.value)
    },
  }
}
