/** Engine events onto the disk and from there to the views. Nothing is shown or acknowledged that was not committed before. */

import type { EngineEvent } from '../engine/events.ts'
import type { Millis, PeerId } from '../engine/io.ts'
import type { Change } from '../model/change.ts'
import type { Message } from '../model/message.ts'
import { assertNever } from '../result.ts'
import type { Drops } from './drops.ts'
import type { Feed } from './feed.ts'
import { type GroupNews, isGroupNews, recordGroup } from './group-news.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

/** Key of the highest packet number that may have been used (`Store.value`). */
export const PACKET_NUMBERS = 'packet-numbers'

/** What is not written down here: counted, shown while it lasts, or passed on to what follows. */
type Passing =
  | 'dropped'
  | 'cipher-work'
  | 'introduction-wanted'
  | 'released'
  | 'typing'
  | 'image-received'
  | 'image-lost'
  | 'image-coming'
  | 'image-progress'
  | 'image-sent'
  | 'image-unsent'

const isPassing = (event: EngineEvent): event is Extract<EngineEvent, { type: Passing }> =>
  event.type === 'released' ||
  event.type === 'cipher-work' ||
  event.type === 'introduction-wanted' ||
  event.type.startsWith('image-')

type Lasting = Exclude<EngineEvent, { type: Passing }> | { readonly type: 'peer-forgotten'; readonly id: PeerId }
/** What the engine says once and never repeats. A lost message, on the contrary, comes again from its sender. */
type Remembered = Exclude<Lasting, { type: 'message-received' } | GroupNews>

interface Parts {
  readonly store: Store
  readonly disk: Disk
  readonly people: People
  readonly drops: Drops
  readonly feed: Feed
  /** What follows from the events once they are stored; `messages` are those that were new. */
  readonly showTyping: (peer: PeerId, typing: boolean) => void
  readonly follow: (now: Millis, events: readonly EngineEvent[], messages: readonly Message[]) => void
}

/** The function behind `Messenger.apply`. */
export function createRecorder({ store, disk, people, drops, feed, showTyping, follow }: Parts) {
  /**
   * Newest event per record that a failing disk did not take, written again before the next ones. Bounded by what the engine itself
   * bounds: peers, unfinished messages, one number.
   */
  const unwritten = new Map<string, Remembered>()

  /** Inside a transaction: the writes of one event, and what views have to learn when all of it is committed. */
  const record = (now: Millis, event: Lasting): readonly Change[] => {
    if (isGroupNews(event)) return recordGroup(store, people, now, event)
    switch (event.type) {
      case 'peer-changed': {
        store.savePeer(event.peer)
        for (const sighting of people.sightings(event.peer)) store.saveSighting(event.peer.id, sighting)
        const profile = people.unsavedProfile(event.peer.id)
        if (profile !== undefined) store.saveProfile(event.peer.id, profile)
        return []
      }
      case 'peer-forgotten':
        store.forgetPeer(event.id)
        return []
      case 'peer-merged': {
        const moved = store.mergePeers(event.from, event.into)
        return [
          { kind: 'peer-removed', id: event.from },
          { kind: 'conversation-removed', id: event.from },
          { kind: 'conversation-moved', from: event.from, into: event.into },
          ...moved.map((message) => ({ kind: 'message' as const, message })),
        ]
      }
      case 'packet-numbers':
        store.saveValue(PACKET_NUMBERS, String(event.upTo))
        return []
      case 'message-received': {
        const message = store.addIncoming(event.message)
        return message === undefined ? [] : [{ kind: 'message', message }]
      }
      case 'message-state': {
        const message = store.setDelivery(event.id, event.delivery, now)
        return message === undefined ? [] : [{ kind: 'message', message }]
      }
      case 'notice-heard': {
        const message = store.noticed(event.peer, event.packetNo, event.as, now)
        return message === undefined ? [] : [{ kind: 'message', message }]
      }
      case 'opening-told':
        store.openingTold(event.id)
        return []
      case 'keys-changed':
        store.savePeerKeys(event.keys)
        return []
      case 'shaken':
        return [{ kind: 'message', message: store.addShake(event.peer, 'in', now) }]
      case 'shake-answered':
        return [{ kind: 'message', message: store.addShake(event.peer, 'out', now) }]
      default:
        return assertNever(event)
    }
  }

  /** Each chat whose newest message these are, and those that grew by another. Without a view nobody looks. */
  const showConversations = (changes: readonly Change[], merged: readonly PeerId[]): void => {
    if (!feed.isWatched) return
    const messages = changes.flatMap((change) => (change.kind === 'message' ? change.message : []))
    const show = (id: string, isWanted: (newest: string | undefined) => boolean): Change | undefined => {
      const conversation = store.conversation(id)
      return conversation !== undefined && isWanted(conversation.last?.id)
        ? { kind: 'conversation', conversation }
        : undefined
    }
    for (const { id, conversation, direction } of messages) {
      // What just came is the newest; of our own messages any may have changed its state.
      if (direction === 'in')
        feed.putLatest({ kind: 'conversation', id: conversation }, () => show(conversation, () => true))
      else {
        const change = show(conversation, (newest) => newest === id)
        if (change !== undefined) feed.put(change)
      }
    }
    for (const id of merged) feed.putLatest({ kind: 'conversation', id }, () => show(id, () => true))
  }

  /** The messages that came with them, or undefined when the disk took nothing. */
  const commit = (now: Millis, events: readonly Lasting[]): readonly Message[] | undefined => {
    if (events.length === 0) return []
    const written = disk.write(() => events.flatMap((event) => record(now, event)))
    if (!written.ok) return undefined
    for (const event of events) {
      if (event.type === 'peer-changed') people.saved(event.peer)
      if (event.type === 'keys-changed') {
        const view = people.keysChanged(event.keys)
        if (view !== undefined) feed.put({ kind: 'peer', peer: view })
      }
      if (event.type !== 'peer-merged') continue
      const view = people.merge(event.from, event.into)
      if (view !== undefined) feed.put({ kind: 'peer', peer: view })
    }
    for (const change of written.value) feed.put(change)
    showConversations(
      written.value,
      events.flatMap((event) => (event.type === 'peer-merged' ? event.into : [])),
    )
    return written.value.flatMap((change) =>
      change.kind === 'message' && change.message.direction === 'in' ? change.message : [],
    )
  }

  return (now: Millis, events: readonly EngineEvent[]): readonly number[] => {
    const lasting: Lasting[] = []
    for (const event of events) {
      if (event.type === 'dropped') drops.count(event.from, event.reason)
      else if (event.type === 'typing') showTyping(event.peer, event.typing)
      else if (isPassing(event)) continue
      else if (event.type !== 'peer-changed') lasting.push(event)
      else {
        // Who is there does not depend on the disk: views learn it even while writing fails.
        const view = people.heard(event.peer)
        if (view !== undefined) feed.put({ kind: 'peer', peer: view })
        if (people.needsSaving(event.peer)) lasting.push(event)
        const id = people.makeRoom((candidate) => store.conversation(candidate) !== undefined)
        if (id === undefined) continue
        feed.put({ kind: 'peer-removed', id })
        lasting.push({ type: 'peer-forgotten', id })
      }
    }

    if (unwritten.size > 0 && commit(now, [...unwritten.values()]) !== undefined) unwritten.clear()
    const messages = commit(now, lasting)
    const committed = messages !== undefined
    for (const event of lasting) {
      // A line of a group that the disk refused is lost as on the way: nobody repeats it.
      if (event.type === 'message-received' || isGroupNews(event)) continue
      if (committed) unwritten.delete(recordOf(event))
      else unwritten.set(recordOf(event), event)
    }
    follow(now, events, messages ?? [])
    return committed ? lasting.flatMap((event) => (event.type === 'message-received' ? [event.receipt] : [])) : []
  }
}

function recordOf(event: Remembered): string {
  switch (event.type) {
    case 'peer-changed':
      return `peer ${event.peer.id}`
    case 'peer-forgotten':
      return `peer ${event.id}`
    case 'message-state':
      return `message ${event.id}`
    case 'peer-merged':
      return `merged ${event.from}`
    case 'opening-told':
      return `opening ${event.id}`
    case 'shaken':
    case 'shake-answered':
      return `${event.type} ${event.peer}`
    case 'keys-changed':
      return `keys ${event.keys.peer}`
    case 'notice-heard':
      return `notice ${event.peer} ${event.packetNo}`
    case 'packet-numbers':
      return event.type
    default:
      return assertNever(event)
  }
}
