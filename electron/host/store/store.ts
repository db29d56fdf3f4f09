/**
 * The Store of shared/core/ports.ts on SQLite. Here is only who writes within a transaction and who just reads; the statements are in
 * messages.ts, attachments.ts, transfers.ts, conversations.ts and peers.ts, opening and repairing in open.ts and salvage.ts.
 *
 * Synchronous on purpose: an insert takes a fraction of a millisecond, and "commit, then acknowledge" needs no queue between the two.
 */
import type { Store } from '../../../shared/core/ports.ts'
import type { PeerId } from '../../../shared/engine/io.ts'
import { groupChat } from '../../../shared/model/group.ts'
import { openConversations } from './conversations.ts'
import type { Connection } from './database.ts'
import { openDrafts } from './drafts.ts'
import { openEarlyPictures } from './early-pictures.ts'
import { openGroups } from './groups.ts'
import { openJoined } from './joined.ts'
import { openPeerKeys } from './keys.ts'
import { openLedger } from './ledger.ts'
import { openLines } from './lines.ts'
import { openMessages, rowid } from './messages.ts'
import { openOpenings } from './openings.ts'
import { openParts } from './parts.ts'
import { openPeers, openValues } from './peers.ts'
import { openPictures } from './pictures.ts'
import { openPlaces } from './places.ts'
import { openProfiles } from './profiles.ts'
import { openReading } from './reading.ts'
import { openRecipients } from './recipients.ts'
import { openRemoval } from './removal.ts'
import { openSearch } from './search.ts'
import { StorageError } from './storage-error.ts'
import { openTextIndex } from './text-index.ts'
import { openTransfers } from './transfers.ts'

/** `connection` has the newest schema. `close` may be called twice. */
export function createStore(connection: Connection, onClose: () => void = () => {}): Store {
  const { raw, read, transaction } = connection
  const index = openTextIndex(raw)
  const recipients = openRecipients(raw)
  const parts = openParts(raw)
  const messages = openMessages(raw, index, recipients, parts)
  const ledger = openLedger(raw)
  const lines = openLines(raw, index)
  const conversations = openConversations(raw, parts, messages.message)
  const peers = openPeers(raw)
  const profiles = openProfiles(raw, parts)
  const keys = openPeerKeys(raw)
  const values = openValues(raw)
  const transfers = openTransfers(raw)
  const pictures = openPictures(raw, parts)
  const early = openEarlyPictures(raw)
  const groups = openGroups(raw)
  const found = openSearch(raw, messages.toMessage, parts)
  const openings = openOpenings(raw)
  const drafts = openDrafts(raw, parts)
  const places = openPlaces(raw)
  const reading = openReading(raw, messages, index, parts)
  const removal = openRemoval(raw, messages, conversations, parts)
  const joined = openJoined(raw)
  let closed = false

  /** A full disk hides the newest messages from a search, and nothing more. */
  function catchUp(): void {
    if (!read(() => index.isBehind)) return
    try {
      transaction(index.catchUp)
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
    }
  }

  /** All that is kept about the one is the other's. */
  function mergeRows(from: PeerId, into: PeerId): void {
    for (const rows of [peers, reading, profiles, early, groups, keys]) rows.merge(from, into)
  }

  return {
    transaction,

    peers: () => read(peers.all),
    savePeer: (peer) => transaction(() => peers.save(peer)),
    forgetPeer: (id) => transaction(() => peers.forget(id)),
    aliases: () => read(peers.aliases),
    saveAlias: (peer, alias) => transaction(() => peers.saveAlias(peer, alias)),
    mergePeers: (from, into) =>
      transaction(() => {
        mergeRows(from, into)
        profiles.moveFormerIds(from, into)
        return conversations.merge(from, into).map((id) => present(messages.message(String(id))))
      }),

    peerKeys: () => read(keys.all),
    savePeerKeys: (record) => transaction(() => keys.save(record)),

    profiles: () => read(profiles.all),
    saveProfile: (peer, profile) => transaction(() => profiles.save(peer, profile)),
    sightings: (peer) => read(() => profiles.sightings(peer)),
    saveSighting: (peer, sighting) => transaction(() => profiles.saveSighting(peer, sighting)),
    formerIds: () => read(profiles.formerIds),
    joinPeers: (from, into, at, accepts) =>
      transaction(() =>
        joined.join(from, into, at, accepts, () => {
          mergeRows(from, into)
          profiles.saveFormerId(from, into)
          conversations.join(from, into)
        }),
      ),
    joined: () => read(joined.all),
    separatePeers: (former, from) =>
      transaction(() => {
        const ids = joined.separate(former.id, from, former)
        if (ids !== undefined) for (const record of [former, from]) peers.save(record)
        return ids
      }),
    tally: (peer, limit) => read(() => profiles.tally(peer, limit)),
    oldestMessages: (peer, limit) => read(() => profiles.oldestMessages(peer, limit)),
    erasePeer: (id) =>
      transaction(() => {
        peers.forget(id)
        peers.saveAlias(id, '')
        joined.forget(id)
        profiles.forget(id)
        conversations.erase(id)
      }),

    addIncoming: (incoming) =>
      transaction(() => {
        const { peer, as = peer } = incoming
        const chats = parts.numbers(peer)
        if (messages.isRepeat(chats, incoming)) return undefined
        const conversation = conversations.number(as, peer)
        const unread = incoming.cipher?.readable === true ? messages.unreadable(chats, incoming) : undefined
        const message =
          unread === undefined ? messages.insertIncoming(conversation, incoming) : messages.fill(unread, incoming)
        const id = Number(message.id)
        transfers.insertIncoming(id, incoming.attachments, incoming.receivedAt, incoming.images)
        if (unread !== undefined) return message
        conversations.added(conversation, id, 'in')
        return message
      }),

    addOutgoing: ({ peer, text, at, items = [], options }) =>
      transaction(() => {
        const conversation = conversations.number(peer)
        const id = messages.insertOutgoing(conversation, { text, at, items, options })
        transfers.insertOutgoing(id, items, at)
        conversations.added(conversation, id, 'out')
        return present(messages.message(String(id)))
      }),

    addSystemLine: ({ chat, event, text, at, sender }) =>
      transaction(() => {
        const conversation = conversations.number(chat)
        // Only an invitation waits for the user; the others are not unread.
        const direction = event === 'invited' ? 'in' : 'out'
        const id = lines.system(conversation, event, direction, text, at)
        if (sender !== undefined) groups.saveSender(id, sender)
        conversations.added(conversation, id, direction)
        return present(messages.message(String(id)))
      }),

    addShake: (peer, direction, at) =>
      transaction(() => {
        const conversation = conversations.number(peer)
        const id = lines.shake(conversation, direction, at)
        conversations.added(conversation, id, direction)
        return present(messages.message(String(id)))
      }),

    addGroupMessage: ({ group, text, at, sender }) =>
      transaction(() => {
        const conversation = conversations.number(groupChat(group))
        const direction = sender === undefined ? 'out' : 'in'
        const id = lines.group(conversation, direction, text, at)
        if (sender !== undefined) groups.saveSender(id, sender)
        conversations.added(conversation, id, direction)
        return present(messages.message(String(id)))
      }),
    groups: () => read(groups.groups),
    group: (id) => read(() => groups.group(id)),
    saveGroup: (group) => transaction(() => groups.saveGroup(group)),
    forgetGroup: (id) => transaction(() => groups.forgetGroup(id)),
    groupMembers: (id, limit) => read(() => groups.groupMembers(id, limit)),
    countMembers: (id) => read(() => groups.countMembers(id)),
    saveMember: (id, peer, at) => transaction(() => groups.saveMember(id, peer, at)),

    setDelivery: (id, delivery, at) =>
      transaction(() => {
        if (messages.setDelivery(id, delivery, at)) ledger.note(rowid(id), delivery, at)
        return messages.message(id)
      }),

    deleteMessage: (id) =>
      transaction(() => {
        const message = messages.message(id)
        if (message === undefined) return undefined
        messages.remove(id)
        conversations.removed(message.conversation)
        return message
      }),

    deleteMessages: (ids) => transaction(() => removal.deleteMessages(ids)),
    messagesFrom: (...query) => read(() => removal.messagesFrom(...query)),
    lastBefore(time) {
      catchUp()
      return read(() => removal.lastBefore(time))
    },
    messagesOfImport: (...query) => read(() => removal.messagesOfImport(...query)),
    hasImport: (id) => read(() => removal.hasImport(id)),
    forgetImport: (id) => transaction(() => removal.forgetImport(id)),
    forgetConversation: (id) => transaction(() => removal.forgetConversation(id)),

    message: (id) => read(() => messages.message(id)),
    openMessage: (id, at) =>
      transaction(() => {
        if (!openings.open(id, at)) return undefined
        index.renew(rowid(id))
        return messages.message(id)
      }),
    noticed: (peer, packetNo, as, at) =>
      transaction(() => {
        const id = recipients.noticed(peer, packetNo, as, at)
        return id === undefined ? undefined : messages.message(String(id))
      }),
    fleetingMessages: () => read(() => recipients.fleeting().map(String)),
    untoldOpenings: () => read(openings.untold),
    openingTold: (id) => transaction(() => openings.told(id)),
    outbox: () => read(messages.outbox),
    page: (query) => read(() => messages.page(query)),
    search(query) {
      catchUp()
      return read(() => found.search(query))
    },
    searchFiles(query) {
      catchUp()
      return read(() => found.searchFiles(query))
    },

    transfer: (id) => read(() => transfers.transfer(id)),
    transfersOf: (ids) => read(() => transfers.transfersOf(ids)),
    saveTransfer: (record) => transaction(() => transfers.saveTransfer(record)),
    transfersIn: (state, limit) => read(() => transfers.transfersIn(state, limit)),
    recentTransfers: (limit) => read(() => transfers.recentTransfers(limit)),
    transfersUnder: (direction, packetNo) => read(() => transfers.transfersUnder(direction, packetNo)),
    expiredOffers: (now) => read(() => transfers.expiredOffers(now)),
    nextExpiry: () => read(transfers.nextExpiry),
    transfersOfImage: (peer, imageId) => read(() => transfers.transfersOfImage(peer, imageId)),
    unfinishedImages: () => read(transfers.unfinishedImages),
    earlyPictures: () => read(early.earlyPictures),
    saveEarlyPicture: (picture) => transaction(() => early.saveEarlyPicture(picture)),
    forgetEarlyPicture: (peer, imageId) => transaction(() => early.forgetEarlyPicture(peer, imageId)),
    spooledSources: () => read(() => [...transfers.spooledSources(), ...drafts.spooledPaths()]),

    copiesOutside: (folder) => read(() => places.copiesOutside(folder)),
    moveCopies: (from, to) => transaction(() => places.moveCopies(from, to)),

    draftFiles: (id) => read(() => drafts.draftFiles(id)),
    setDraftFiles: (id, files) =>
      transaction(() => {
        drafts.replace(id, files)
        return conversations.conversation(id)
      }),
    addDraftFiles: (id, files) => transaction(() => drafts.append(id, files)),
    needsPicture: (path) => read(() => pictures.needsPicture(path)),
    pictures: (query) => read(() => pictures.pictures(query)),

    firstSince: (conversation, at) => read(() => reading.firstSince(conversation, at)),
    hasMessages: (conversation, from, to) => read(() => reading.hasMessages(conversation, from, to)),
    setStarred: (ids, starred) => transaction(() => reading.setStarred(ids, starred)),
    starred: (query) => read(() => reading.starred(query)),
    ledgerOf: (id) => read(() => ledger.of(rowid(id))),
    messageFacts: (id) => read(() => reading.messageFacts(id)),
    saveQuote: (message, source) => transaction(() => reading.saveQuote(message, source)),
    quoteOf: (message) => read(() => reading.quoteOf(message)),
    setQuoting: (id, message) =>
      transaction(() => {
        conversations.setQuoting(id, message)
        return conversations.conversation(id)
      }),
    readings: () => read(reading.readings),
    saveReading: (wanted) => transaction(() => reading.saveReading(wanted)),
    rereadings: () => read(reading.rereadings),
    datagramsBefore: (id, before, limit) => read(() => reading.datagramsBefore(id, before, limit)),
    reread: (messages) => transaction(() => reading.reread(messages)),

    conversations: () => read(conversations.all),
    conversation: (id) => read(() => conversations.conversation(id)),
    openConversation: (id) =>
      transaction(() => {
        conversations.number(id)
        return present(conversations.conversation(id))
      }),
    markRead: (id, upTo) =>
      transaction(() => {
        conversations.markRead(id, upTo)
        return conversations.conversation(id)
      }),
    setDraft: (id, text) =>
      transaction(() => {
        conversations.setDraft(id, text)
        return conversations.conversation(id)
      }),
    setPinned: (id, pinned) =>
      transaction(() => {
        conversations.setPinned(id, pinned)
        return conversations.conversation(id)
      }),
    setMuted: (id, until) =>
      transaction(() => {
        conversations.setMuted(id, until)
        return conversations.conversation(id)
      }),

    settings: () => read(values.settings),
    saveSettings: (changed) => transaction(() => values.saveSettings(changed)),
    value: (key) => read(() => values.value(key)),
    saveValue: (key, value) => transaction(() => values.saveValue(key, value)),

    close() {
      if (closed) return
      closed = true
      connection.close()
      onClose()
    },
  }
}

/** A row that was written a moment ago in the same transaction. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a row that was just written is missing')
  return value
}
