/**
 * A small file beside the database that says how the last run ended: absent after a clean end. It decides whether the database is
 * checked at the start (open.ts) and makes the exchange after a salvage repeatable.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { OWNER_ONLY_FILE, writeWhole } from './files.ts'

const Marker = z.discriminatedUnion('state', [
  /** The database is being made for the first time: an empty file is no damage. */
  z.object({ state: z.literal('creating') }),
  z.object({ state: z.literal('running') }),
  /** SQLite found damage while running: the next start salvages. */
  z.object({ state: z.literal('damaged') }),
  /** The salvaged database is complete and waits to take the place of the old one. */
  z.object({
    state: z.literal('exchange'),
    keptAs: z.string(),
    messages: z.number().int(),
    lost: z.boolean(),
  }),
])
export type Marker = z.infer<typeof Marker>

const markerPath = (path: string): string => `${path}.state`

/** What can't be read was not a clean end. */
export function readMarker(path: string): Marker | undefined {
  const file = markerPath(path)
  if (!existsSync(file)) return undefined
  try {
    return Marker.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { state: 'running' }
  }
}

export const writeMarker = (path: string, marker: Marker): void => writeWhole(markerPath(path), JSON.stringify(marker))

/** Not flushed to the disk: after a loss of power the write-ahead log tells the same. */
export const markRunning = (path: string): void =>
  writeFileSync(markerPath(path), JSON.stringify({ state: 'running' } satisfies Marker), { mode: OWNER_ONLY_FILE })

export const clearMarker = (path: string): void => rmSync(markerPath(path), { force: true })
