/**
 * Deletes messages by the hundred on the thread that writes: a slice, then everybody else's turn. Each slice is one transaction, so that
 * whatever ends the program leaves a history with fewer messages and nothing else.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Messenger } from '../../../shared/core/messenger.ts'
import type { Store } from '../../../shared/core/ports.ts'
import type { RemovalStore } from '../../../shared/core/removal-store.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { HistoryFailure } from '../store/history-work.ts'

export interface Sweeper {
  readonly store: RemovalStore & Pick<Store, 'conversation'>
  readonly messenger: Messenger
}

/** The run that is there, or nothing while there is none. */
export type Place = () => Sweeper | undefined

/** A few milliseconds of work. */
export const SLICE = 50

export interface SweepOptions {
  readonly now: () => number
  readonly stopped: () => boolean
  readonly progress: (done: number) => void
}

/** All messages of a chat that were there when it began; how many that were. */
export async function clearChat(place: Place, conversation: string, options: SweepOptions): Promise<number> {
  const upTo = current(place).store.conversation(conversation)?.last?.id
  return upTo === undefined ? 0 : sweep(place, conversation, options, upTo, () => true)
}

export async function removeImported(place: Place, id: number, options: SweepOptions): Promise<number> {
  let removed = 0
  for (;;) {
    const { store, messenger } = current(place)
    const ids = store.messagesOfImport(id, SLICE)
    if (ids.length === 0) {
      store.forgetImport(id)
      return removed
    }
    removed += remove(messenger, ids, options)
    await turn()
  }
}

/** How long each chat keeps its messages: the time before which they go, or undefined for ever. */
export function retentionOf(settings: Settings, now: number): (conversation: string) => number | undefined {
  return (conversation) => {
    const months = settings.retentionByChat[conversation] ?? settings.retentionMonths
    return months === 0 ? undefined : monthsBefore(now, months)
  }
}

/** The same day and hour so many months ago; the 31st of a shorter month is its last day. */
export function monthsBefore(now: number, months: number): number {
  const date = new Date(now)
  const day = date.getDate()
  date.setDate(1)
  date.setMonth(date.getMonth() - months)
  date.setDate(Math.min(day, new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate()))
  return date.getTime()
}

/** Carries the rules out; how many messages went. */
export async function applyRules(place: Place, options: SweepOptions): Promise<number> {
  const { messenger, store } = current(place)
  const cutOff = retentionOf(messenger.settings, options.now())
  let removed = 0
  for (const { id } of messenger.snapshot().conversations) {
    const before = cutOff(id)
    if (before === undefined) continue
    removed += await sweep(place, id, options, store.lastBefore(before), ({ at, kept }) => at < before && !kept)
  }
  return removed
}

type Due = ReturnType<RemovalStore['messagesFrom']>[number]

/** From the oldest on to `upTo`. */
async function sweep(
  place: Place,
  conversation: string,
  options: SweepOptions,
  upTo: string,
  goes: (message: Due) => boolean,
): Promise<number> {
  let removed = 0
  for (let after = '0'; ; ) {
    const { store, messenger } = current(place)
    const found = store.messagesFrom(conversation, after, SLICE)
    const page = found.filter(({ id }) => Number(id) <= Number(upTo))
    const last = page.at(-1)
    if (last === undefined) return removed
    after = last.id
    const ids = page.filter(goes).map(({ id }) => id)
    if (ids.length > 0) removed += remove(messenger, ids, options)
    options.progress(removed)
    await turn()
    if (page.length < found.length) return removed
  }
}

function current(place: Place): Sweeper {
  const sweeper = place()
  if (sweeper === undefined) throw new HistoryFailure('cancelled')
  return sweeper
}

function remove(messenger: Messenger, ids: readonly string[], { now, stopped }: SweepOptions): number {
  if (stopped()) throw new HistoryFailure('cancelled')
  const removed = messenger.removal.remove(now(), ids)
  if (removed === undefined) throw new HistoryFailure('disk-full', 'the disk refused')
  return removed
}
