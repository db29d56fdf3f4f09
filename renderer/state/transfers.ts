/** Which transfers are known and what the user can do with them. The live ones come with the feed, older ones are asked for by message. */
import { MAX_PAGE } from '../../shared/api/contract.ts'
import type { Change } from '../../shared/model/change.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import type { Abilities } from '../logic/transfers.ts'
import { canSaveAs } from '../platform.ts'
import { call } from './host.ts'
import { now, set, useView } from './store.ts'

/** Of old messages that were scrolled past; those on screen come back by themselves. */
const MAX_KNOWN = 20_000

const transferId = (message: string, index: number): string => `${message}.${index}`

export const useTransfer = (message: string, index: number): Transfer | undefined =>
  useView((state) => state.transfers.get(transferId(message, index)))

export const useAbilities = (): Abilities => ({
  open: useView((state) => state.host?.about.capabilities.includes('open-files') ?? false),
  saveAs: canSaveAs,
  fetch: !canSaveAs,
})

/** The known transfers after the changes; the same map when none is concerned. What left the live list stays with its message. */
export function withChanges(
  known: ReadonlyMap<string, Transfer>,
  changes: readonly Change[],
): ReadonlyMap<string, Transfer> {
  const changed = changes.flatMap((change) => (change.kind === 'transfer' ? [change.transfer] : []))
  return changed.length === 0 ? known : withTransfers(known, changed)
}

export function withTransfers(
  known: ReadonlyMap<string, Transfer>,
  transfers: readonly Transfer[],
): ReadonlyMap<string, Transfer> {
  const next = new Map(known)
  for (const transfer of transfers) next.set(transfer.id, transfer)
  for (const oldest of next.keys()) {
    if (next.size <= MAX_KNOWN) break
    next.delete(oldest)
  }
  return next
}

let wanted = new Set<string>()
const asked = new Set<string>()

/** The message is on screen: asks for its transfers unless they are known. Many rows of one paint become one call. */
export function wantTransfers({ id, attachments }: Pick<Message, 'id' | 'attachments'>): void {
  const known = now().transfers
  if (asked.has(id) || attachments.every(({ index }) => known.has(transferId(id, index)))) return
  asked.add(id)
  if (wanted.size === 0) queueMicrotask(() => void ask())
  wanted.add(id)
}

async function ask(): Promise<void> {
  const messages = [...wanted]
  wanted = new Set()
  for (let start = 0; start < messages.length; start += MAX_PAGE) {
    const found = await call('transfersOf', { messages: messages.slice(start, start + MAX_PAGE) })
    // A live change that came meanwhile is newer than the answer.
    if (found.ok)
      set(({ transfers }) => ({
        transfers: withTransfers(
          transfers,
          found.value.transfers.filter(({ id }) => !transfers.has(id)),
        ),
      }))
  }
}

/** After the host was away: all is asked for anew by what is on screen. */
export function forgetAsked(): void {
  asked.clear()
}
