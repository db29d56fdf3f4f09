/** Keeps a client connected to the host, whatever happens to it, and feeds the store from its mirror. */
import { type CallResult, type Client, connect, createMirror } from '../../shared/api/connect.ts'
import type { MethodInput, MethodName } from '../../shared/api/contract.ts'
import type { Change, Snapshot } from '../../shared/model/change.ts'
import { err } from '../../shared/result.ts'
import { openChannel } from '../channel.ts'
import { announceIncoming, announceTransfers } from './announce.ts'
import { renewTokens } from './attachments.ts'
import { notifyOf, tellDesktop } from './notify.ts'
import { updateSent } from './sent.ts'
import { now, set } from './store.ts'
import { withMessage, withoutMessage } from './thread.ts'
import { reloadThreads, renewThread } from './threads.ts'
import { forgetAsked, withChanges } from './transfers.ts'

/** A host that restarts is back within a second or two; one that is gone should not keep the computer awake. */
const RETRY_FIRST = 250
const RETRY_LONGEST = 8_000

let client: Client | undefined

/** Never rejects; `disconnected` while there is no host. */
export async function call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<CallResult<M>> {
  return client === undefined ? err({ code: 'disconnected' }) : client.call(method, input)
}

export function keepConnected(): void {
  tellDesktop()
  let delay = RETRY_FIRST
  const attempt = async (): Promise<void> => {
    const current = connect(openChannel())
    client = current
    const mirror = createMirror(current, (state, changes, origin) => {
      delay = RETRY_FIRST
      receive(state, changes, origin)
    })
    await current.closed
    mirror.close()
    set(({ link }) => ({ link: link === 'online' ? 'lost' : link }))
    setTimeout(() => void attempt(), delay)
    delay = Math.min(RETRY_LONGEST, delay * 2)
  }
  void attempt()
}

const byId = <T extends { readonly id: string }>(records: readonly T[]): ReadonlyMap<string, T> =>
  new Map(records.map((record) => [record.id, record]))

/** A history was put in the place of another: what is on screen names messages that are others now. */
const isOther = (before: Snapshot | undefined, host: Snapshot): boolean =>
  before !== undefined && before.about.edition !== host.about.edition

/** Two people became one, here or in another window: who has either of them open has the one who is left. */
function followMoves(changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.kind !== 'conversation-moved') continue
    const { from, into } = change
    const { selected, threads } = now()
    const kept = new Map(threads)
    kept.delete(from)
    if (selected !== into) kept.delete(into)
    set({ threads: kept, ...(selected === from && { selected: into }) })
    if (selected === from || selected === into) void renewThread(into)
  }
}

function receive(host: Snapshot, changes: readonly Change[], origin: 'snapshot' | 'changes'): void {
  const before = now()
  let threads: typeof before.threads = isOther(before.host, host) ? new Map() : before.threads
  for (const change of changes) {
    if (change.kind !== 'message' && change.kind !== 'message-removed') continue
    const id = change.kind === 'message' ? change.message.conversation : change.conversation
    const thread = threads.get(id)
    if (thread === undefined) continue
    const next = change.kind === 'message' ? withMessage(thread, change.message) : withoutMessage(thread, change.id)
    if (next !== thread) threads = new Map(threads).set(id, next)
  }
  // Older transfers may have changed while the host was away: what is on screen asks for them anew.
  if (origin === 'snapshot') forgetAsked()
  set({
    link: 'online',
    host,
    threads,
    transfers: origin === 'snapshot' ? byId(host.transfers) : withChanges(before.transfers, changes),
    peers: before.host?.peers === host.peers ? before.peers : byId(host.peers),
    groups: before.host?.groups === host.groups ? before.groups : byId(host.groups),
    conversations: before.host?.conversations === host.conversations ? before.conversations : byId(host.conversations),
  })
  followMoves(changes)
  updateSent(changes)
  notifyOf(host, changes, origin)
  if (origin === 'snapshot' && before.host !== undefined) {
    void reloadThreads()
    void renewTokens()
  }
  announceIncoming(before.conversations, changes)
  announceTransfers(before.transfers, changes)
}
