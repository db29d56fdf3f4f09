/** The packet console of this window: on while its dialog is open and the user has switched it on. */
import { create } from 'zustand'
import { MAX_KEPT_PACKETS } from '../../shared/api/console-contract.ts'
import type { EchoListener, PacketRow, RawExchange } from '../../shared/model/packet-console.ts'
import { fileTime } from '../logic/dates.ts'
import { fetchFile, savePlace } from '../platform.ts'
import { call } from './host.ts'

export interface ConsoleView {
  /** Undefined while it is off. */
  readonly session: number | undefined
  /** Why it is off although it was on, or could not be switched on: a code of the contract. */
  readonly problem: string | undefined
  /** Oldest first. */
  readonly rows: readonly PacketRow[]
  /** What came since the list stands still; undefined while it moves. */
  readonly held: readonly PacketRow[] | undefined
  /** Pushed out by newer ones. */
  readonly lost: number
  readonly raw: RawExchange | undefined
  readonly echoes: readonly EchoListener[]
}

const off: ConsoleView = {
  session: undefined,
  problem: undefined,
  rows: [],
  held: undefined,
  lost: 0,
  raw: undefined,
  echoes: [],
}

export const usePackets = create<ConsoleView>(() => off)
const { getState: now, setState: set } = usePackets

/** Three batches a second: each is drawn at once, and nobody reads faster. */
const ASK_EVERY = 300
/** In one call: a few milliseconds of the host, which has messages to take care of. */
const BATCH = 100

let timer: ReturnType<typeof setTimeout> | undefined
let lastId = 0

export async function switchOn(): Promise<void> {
  const opened = await call('openConsole', {})
  if (!opened.ok) return set({ ...off, problem: opened.error.code })
  lastId = opened.value.after
  set({ ...off, session: opened.value.session })
  void ask()
}

/** Ends everything that it started. */
export function switchOff(): void {
  clearTimeout(timer)
  const { session } = now()
  set(off)
  if (session !== undefined) void call('closeConsole', { session })
}

async function ask(): Promise<void> {
  const { session } = now()
  if (session === undefined) return
  clearTimeout(timer)
  const answer = await call('consolePackets', { session, after: lastId, limit: BATCH })
  if (now().session !== session) return
  if (!answer.ok) return set({ ...off, problem: answer.error.code })
  const { more, lost, raw, echoes } = answer.value
  // Two questions may be under way (refresh): what the first answer brought is there.
  const packets = answer.value.packets.filter(({ id }) => id > lastId)
  lastId = packets.at(-1)?.id ?? lastId
  set(({ rows, held }) => ({
    ...(packets.length > 0 && (held === undefined ? { rows: joined(rows, packets) } : { held: joined(held, packets) })),
    ...{ lost, raw, echoes },
  }))
  timer = setTimeout(() => void ask(), more ? 0 : ASK_EVERY)
}

const joined = (before: readonly PacketRow[], more: readonly PacketRow[]): readonly PacketRow[] =>
  [...before, ...more].slice(-MAX_KEPT_PACKETS)

export const pause = (): void => set({ held: [] })
export const goOn = (): void => set(({ rows, held }) => ({ rows: joined(rows, held ?? []), held: undefined }))
export const clearPackets = (): void => set(({ held }) => ({ rows: [], held: held && [] }))

/** Asks at once: what was begun shows without waiting. */
export const refresh = (): void => void ask()

/** Writes them into a file for other programs. Undefined when the user chose no place, else what came of it. */
export async function exportPackets(
  rows: readonly PacketRow[],
): Promise<{ readonly packets: number } | { readonly error: string } | undefined> {
  const { session } = now()
  if (session === undefined || rows.length === 0) return undefined
  const name = `Gezi ${fileTime(Date.now())}.pcap`
  const place = await savePlace(name)
  if (place === undefined) return undefined
  const saved = await call('exportPackets', { session, ids: rows.map(({ id }) => id), saveAs: name, ...place })
  if (!saved.ok) return { error: saved.error.code }
  if (saved.value.ticket !== undefined) fetchFile(saved.value.ticket, name)
  return { packets: saved.value.packets }
}
