/** A second computer under the names, or with the data folder, of another one: somebody of his own, with his own chat and queue. */
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { Endpoint, PeerId } from './io.ts'
import { APART, baseId, type Description, hasOwnId, namedId, presenceOf, realCard } from './recognise.ts'

/** A classroom of cloned computers; and who makes them up may fill no list. Fewer than `marked` of the directory tells apart. */
const MAX_APART = 48

/** `arrived`: he is there from now on. `refuse`: there is no room. */
export function createApart(
  context: Context,
  directory: Directory,
  arrived: (peer: Peer) => void,
  refuse: (from: Endpoint) => void,
): (twin: Peer, endpoint: Endpoint, said: Description) => void {
  /** What tells him from the other one: his card, his names, his nickname; for lack of anything else, his address. */
  function idOf({ record }: Peer, endpoint: Endpoint, said: Description): PeerId {
    const base = hasOwnId(record) ? baseId(record.id) : namedId(said)
    if (directory.byId(base) === undefined) return base
    const marks = [
      [realCard(said.version), realCard(record.version)],
      [`${said.user}@${said.host}`, `${record.user}@${record.host}`],
      [said.name, record.name],
    ] as const
    const mark = marks.find(([his, other]) => his !== '' && his !== other)?.[0] ?? endpoint.address
    return `${base}${APART}${mark}`
  }

  function isCrowded(id: PeerId): boolean {
    const base = baseId(id)
    let count = 0
    for (const { record } of directory.all()) if (record.id.startsWith(`${base}${APART}`)) count++
    return count >= MAX_APART
  }

  return (twin, endpoint, said) => {
    const id = idOf(twin, endpoint, said)
    const record = { ...said, id, endpoint, presence: presenceOf(said), lastHeard: context.now }
    const known = directory.byId(id)
    if (known === undefined && isCrowded(id)) return refuse(endpoint)
    if (known !== undefined) directory.update(known, record)
    const peer = known ?? directory.add({ epoch: 0, highestPacketNo: 0, ...record }, 'wire')
    if (peer === undefined) return refuse(endpoint)
    peer.greeted = true
    arrived(peer)
  }
}
