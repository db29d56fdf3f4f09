import type { Peer } from '../../shared/model/peer.ts'
import { groupPerson } from './groups.ts'
import { useView, type ViewState } from './store.ts'

/** Somebody with whom there is a chat but who is no longer in the list: his id says at least who it was. */
const unknownPerson = (id: string): Peer => ({
  id,
  name: id,
  alias: '',
  group: '',
  user: '',
  host: '',
  address: '',
  port: 0,
  client: '',
  dialect: 'script',
  presence: 'offline',
  lastHeard: 0,
})
const unknown = new Map<string, Peer>()

export function personOf(peers: ReadonlyMap<string, Peer>, id: string): Peer {
  const found = peers.get(id) ?? unknown.get(id)
  if (found !== undefined) return found
  const made = unknownPerson(id)
  unknown.set(id, made)
  return made
}

/** How the user looks in his own window. */
export function useMe(): Pick<Peer, 'id' | 'name' | 'presence' | 'picture'> {
  const self = useView((state) => state.host?.self)
  const picture = useView((state) => state.host?.settings.picture ?? '')
  return {
    id: `${self?.user}@${self?.host}`,
    name: self?.name ?? '',
    presence: self?.absence === undefined ? 'online' : 'away',
    picture,
  }
}

/** A person, or a group in the place of one. */
export const someoneOf = ({ peers, groups }: Pick<ViewState, 'peers' | 'groups'>, id: string): Peer =>
  groupPerson(groups.get(id)) ?? personOf(peers, id)

export const usePerson = (id: string): Peer => useView((state) => someoneOf(state, id))
