/** What a transfer means to the user: what can be done with it, how far it is, in which list it belongs. The views put it into words. */
import type { Transfer, TransferReason } from '../../shared/model/transfer.ts'

export const transferActions = [
  'accept',
  'save-as',
  'decline',
  'pause',
  'resume',
  'retry',
  'cancel',
  'withdraw',
  'accept-again',
  'open',
  'show',
  'fetch',
] as const
export type TransferAction = (typeof transferActions)[number]

/** What this host and this window can do. */
export interface Abilities {
  /** Open files and show them in their folder. */
  readonly open: boolean
  /** Get a copy of a file through the browser. */
  readonly fetch: boolean
  /** Ask for a place on this computer. */
  readonly saveAs: boolean
}

/** The sender no longer has it for us: trying again can't help. */
const GONE: ReadonlySet<TransferReason | undefined> = new Set(['withdrawn', 'expired'])
/** What would have to be offered anew. */
const STALE: ReadonlySet<TransferReason | undefined> = new Set(['changed', 'withdrawn', 'expired'])

/** In the order of the buttons, the likeliest first. */
export function actionsOf(transfer: Transfer, can: Abilities): readonly TransferAction[] {
  return transfer.direction === 'in' ? incomingActions(transfer, can) : outgoingActions(transfer)
}

function incomingActions(transfer: Transfer, can: Abilities): readonly TransferAction[] {
  const { state, reason, done } = transfer
  if (transfer.pushed && state !== 'done') return state === 'failed' ? [] : ['cancel']
  switch (state) {
    case 'offered':
      return can.saveAs ? ['accept', 'save-as', 'decline'] : ['accept', 'decline']
    case 'queued':
    case 'running':
      return ['pause', 'cancel']
    case 'paused':
      return ['resume', 'cancel']
    case 'failed':
      return GONE.has(reason) ? [] : [done > 0 ? 'resume' : 'retry']
    case 'declined':
    case 'cancelled':
      return GONE.has(reason) ? [] : ['accept-again']
    case 'done':
      if (!transfer.canOpen) return []
      if (!can.open) return can.fetch && transfer.kind === 'file' ? ['fetch'] : []
      return transfer.executable ? ['show'] : ['open', 'show']
  }
}

function outgoingActions({ state, reason, pushed }: Transfer): readonly TransferAction[] {
  switch (state) {
    case 'offered':
      return ['withdraw']
    case 'running':
      return pushed ? ['withdraw'] : ['pause', 'withdraw']
    case 'paused':
      return ['resume', 'withdraw']
    case 'failed':
      return STALE.has(reason) ? [] : ['retry']
    case 'queued':
    case 'done':
    case 'declined':
    case 'cancelled':
      return []
  }
}

/** From 0 to 1; undefined while nobody knows how much there is. */
export function fractionOf({ state, size, done }: Transfer): number | undefined {
  if (state === 'done') return 1
  return size > 0 ? Math.min(1, done / size) : undefined
}

/** Bytes flow, or will without anybody doing anything. */
export const isMoving = ({ state }: Transfer): boolean => state === 'running' || state === 'queued'
/** Not over yet. */
export const isOpen = ({ state }: Transfer): boolean =>
  state === 'offered' || state === 'queued' || state === 'running' || state === 'paused'

export const transferFilters = ['all', 'active', 'incoming', 'outgoing', 'failed'] as const
export type TransferFilter = (typeof transferFilters)[number]

const passes: { readonly [F in TransferFilter]: (transfer: Transfer) => boolean } = {
  all: () => true,
  active: isOpen,
  incoming: ({ direction }) => direction === 'in',
  outgoing: ({ direction }) => direction === 'out',
  failed: ({ state }) => state === 'failed',
}

/** What moves stands first, then what waits for somebody, then what is over; the newest first in each. */
const ranks: { readonly [S in Transfer['state']]: number } = {
  running: 0,
  queued: 1,
  paused: 1,
  offered: 2,
  failed: 3,
  done: 3,
  declined: 3,
  cancelled: 3,
}

/** `peer`: only those of one person. */
export const listedTransfers = (
  transfers: Iterable<Transfer>,
  filter: TransferFilter,
  peer: string | undefined,
): readonly Transfer[] =>
  [...transfers]
    .filter((transfer) => passes[filter](transfer) && (peer === undefined || transfer.peer === peer))
    .sort((a, b) => ranks[a.state] - ranks[b.state] || b.at - a.at || a.index - b.index)

/** All that moves or was paused, together; undefined while there is nothing of it. */
export function totalOf(
  transfers: Iterable<Transfer>,
): { readonly count: number; readonly done: number; readonly size: number; readonly rate: number } | undefined {
  let [count, done, size, rate] = [0, 0, 0, 0]
  for (const transfer of transfers) {
    if (!isMoving(transfer) && transfer.state !== 'paused') continue
    count += 1
    done += transfer.done
    size += Math.max(transfer.size, transfer.done)
    rate += transfer.rate ?? 0
  }
  return count === 0 ? undefined : { count, done, size, rate }
}

/** The end of a name that is always shown: its ending and a few characters before it tell files apart. */
export function splitName(name: string): readonly [start: string, end: string] {
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= 8 ? name.length - dot : 0
  const kept = name.length <= 16 ? 0 : ending + 4
  // A pair of surrogates is one character.
  const at = name.length - kept
  const cut = kept > 0 && /[\uDC00-\uDFFF]/.test(name.charAt(at)) ? at - 1 : at
  return [name.slice(0, cut), name.slice(cut)]
}
