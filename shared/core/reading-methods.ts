/** The contract's methods of reading, on parsed input. */
import { codePages } from '../api/reading-contract.ts'
import { clientName, decodePacket } from '../protocol/index.ts'
import { err, ok } from '../result.ts'
import type { Feed } from './feed.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'
import type { Quotes } from './quotes.ts'
import type { Rereader } from './rereading.ts'
import type { Disk } from './storage.ts'

export type ReadingMethodName =
  | 'firstMessageSince'
  | 'daysWithMessages'
  | 'setStarred'
  | 'starredMessages'
  | 'messageDetails'
  | 'setQuoting'
  | 'findQuoted'
  | 'previewCodePages'
  | 'readMessageAs'
  | 'readPersonAs'

export interface ReadingMethodParts {
  readonly store: Store
  readonly disk: Disk
  readonly people: Pick<People, 'has' | 'record'>
  readonly feed: Feed
  readonly quotes: Quotes
  readonly rereader: Rereader
}

const done = ok({})
const missing = err({ code: 'message-not-found' } as const)

export function readingMethods(parts: ReadingMethodParts): MethodsNamed<ReadingMethodName> {
  const { store, disk, people, feed, quotes, rereader } = parts

  /** The program of whoever sent that packet: his present one if it still calls itself the same. */
  function programOf(peer: string, version: string): string {
    const record = people.record(peer)
    if (record?.version === version) return record.client
    const unnamed = { user: '', host: '', name: '', group: '', encoding: 'utf-8', iptux: false } as const
    return clientName(version, unnamed, 0).client
  }

  return {
    firstMessageSince({ conversation, at }) {
      const id = store.firstSince(conversation, at)
      return ok(id === undefined ? {} : { id })
    },
    daysWithMessages: ({ conversation, starts }) =>
      ok({ days: starts.slice(1).map((end, index) => store.hasMessages(conversation, starts[index] ?? end, end)) }),

    setStarred({ messages, starred }) {
      const changed = disk.write(() => store.setStarred(messages, starred))
      if (!changed.ok) return changed
      for (const message of changed.value) feed.put({ kind: 'message', message })
      return done
    },
    starredMessages: (query) => ok(store.starred(query)),

    messageDetails({ id }) {
      const [message, facts] = [store.message(id), store.messageFacts(id)]
      if (message === undefined || facts === undefined) return missing
      const { packetNo, address, datagram } = facts
      const packet = datagram === undefined ? undefined : decodePacket(datagram)
      const version = packet?.ok === true ? packet.value.version.replace(/[^\x20-\x7e]/g, '?') : undefined
      return ok({
        ...(packetNo !== undefined && { packetNo }),
        ...(address !== undefined && { address }),
        ...(version !== undefined && { version }),
        ...(datagram !== undefined && datagram.length > 0 && { bytes: datagram.length }),
        client: version === undefined ? '' : programOf(message.conversation, version),
        ledger: message.direction === 'out' ? store.ledgerOf(id) : [],
      })
    },

    setQuoting({ conversation, message }) {
      if (message !== undefined && store.message(message) === undefined) return missing
      const changed = disk.write(() => store.setQuoting(conversation, message))
      if (!changed.ok) return changed
      if (changed.value === undefined) return err({ code: 'conversation-not-found' })
      feed.put({ kind: 'conversation', conversation: changed.value })
      return done
    },
    findQuoted({ message: id }) {
      const message = store.message(id)
      if (message === undefined) return missing
      const source = quotes.sourceOf(message)
      return ok(source === undefined ? {} : { id: source })
    },

    previewCodePages({ message: id }) {
      const message = store.message(id)
      if (message === undefined) return missing
      const readings = rereader.preview(message, codePages)
      if (readings === undefined) return err({ code: 'no-datagram' })
      return ok({ chosen: rereader.chosen(message.conversation), readings: [...readings] })
    },
    readMessageAs({ message: id, as }) {
      const message = store.message(id)
      if (message === undefined) return missing
      const read = rereader.message(message, as)
      if (!read.ok) return read
      return read.value === undefined ? err({ code: 'no-datagram' }) : done
    },
    readPersonAs({ peer, as }) {
      if (!people.has(peer)) return err({ code: 'peer-not-found' })
      const read = rereader.person(peer, as)
      return read.ok ? done : read
    },
  }
}
