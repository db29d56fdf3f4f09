import { assertNever } from '../result.ts'
import type { Change, Snapshot } from './change.ts'

/**
 * The live state after the changes, in order. Parts that no change touches stay the same objects, so a view can compare by identity.
 * The order of peers, conversations and transfers means nothing: views sort. Messages are not part of the state.
 */
export function applyChanges(state: Snapshot, changes: readonly Change[]): Snapshot {
  const next = { ...state }
  const peers = records(state.peers)
  const conversations = records(state.conversations)
  const transfers = records(state.transfers)
  const groups = records(state.groups)
  for (const change of changes) {
    switch (change.kind) {
      case 'self':
        next.self = change.self
        break
      case 'settings':
        next.settings = change.settings
        break
      case 'network':
        next.network = change.network
        break
      case 'storage':
        next.storage = change.storage
        break
      case 'update':
        next.update = change.update
        break
      case 'peer':
        peers.put(change.peer)
        break
      case 'peer-removed':
        peers.remove(change.id)
        break
      case 'conversation':
        conversations.put(change.conversation)
        break
      case 'conversation-removed':
        conversations.remove(change.id)
        break
      case 'group':
        groups.put(change.group)
        break
      case 'group-removed':
        groups.remove(change.id)
        break
      case 'transfer':
        transfers.put(change.transfer)
        break
      case 'transfer-removed':
        transfers.remove(change.id)
        break
      case 'typing':
        next.typing = [...next.typing.filter((peer) => peer !== change.peer), ...(change.typing ? [change.peer] : [])]
        break
      case 'conversation-moved':
      case 'message':
      case 'message-removed':
        break
      default:
        assertNever(change)
    }
  }
  return {
    ...next,
    peers: peers.list(),
    conversations: conversations.list(),
    transfers: transfers.list(),
    groups: groups.list(),
  }
}

/** Builds its index at the first change only: most batches touch a few records of one kind, out of thousands. */
function records<T extends { readonly id: string }>(before: T[]) {
  let byId: Map<string, T> | undefined
  const index = (): Map<string, T> => {
    byId ??= new Map(before.map((record) => [record.id, record]))
    return byId
  }
  return {
    put: (record: T) => index().set(record.id, record),
    remove: (id: string) => index().delete(id),
    list: () => (byId === undefined ? before : [...byId.values()]),
  }
}
