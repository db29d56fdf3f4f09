/**
 * What is done by itself while the program runs: one backup a day, of which the newest few stay, and the rules by which old messages go.
 * Looked at now and then rather than at a time of day: computers sleep.
 */
import { readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { logOf, removeDatabase, sizeOf } from '../store/files.ts'
import { HistoryFailure } from '../store/history-work.ts'
import { makePrivateFolder } from './folders.ts'
import { runTask } from './thread.ts'

export const BACKUP_ENDING = '.gezi-backup'
const NAME = /^gezi-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.gezi-backup$/
const UNFINISHED = /^gezi-.*\.gezi-backup\.part(?:-journal)?$/

/** The start belongs to the user; and a program that is closed at once needs no backup. */
const FIRST_LOOK = 5 * 60_000
const LOOK_EVERY = 60 * 60_000
const DAY = 24 * 60 * 60_000

export interface KeptBackup {
  readonly name: string
  readonly at: number
  readonly bytes: number
}

/** Newest first; those that are dated after `now`, from a time when the clock was ahead, are older than all others. */
export async function keptBackups(folder: string, now: number): Promise<readonly KeptBackup[]> {
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => NAME.test(name))
    .toSorted()
    .toReversed()
    .toSorted((a, b) => Number(timeOf(a) > now) - Number(timeOf(b) > now))
  const found = await Promise.all(
    names.map(async (name) => {
      const info = await stat(join(folder, name)).catch(() => undefined)
      return info === undefined ? [] : [{ name, at: timeOf(name), bytes: info.size }]
    }),
  )
  return found.flat()
}

const timeOf = (name: string): number => Date.parse(`${name.slice(5, 15)}T${name.slice(16, 24).replaceAll('-', ':')}Z`)

const nameAt = (now: number): string =>
  `gezi-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}${BACKUP_ENDING}`

/** Left free: nobody asked for a backup now, and a full disk would keep messages from being taken while it is written. */
const RESERVE = 256 * 1024 ** 2

/** Makes one, which is checked before it has its name; only then do older ones go. Rejects with HistoryFailure where there is no room. */
export async function rollBackup(
  database: string,
  folder: string,
  kept: number,
  { now, program }: { readonly now: number; readonly program: string },
): Promise<void> {
  await makePrivateFolder(folder)
  // What a program left that was ended in the middle: each would be another file as large as the history.
  for (const name of await readdir(folder)) if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true })
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < sizeOf(database) + sizeOf(logOf(database)) + RESERVE)
    throw new HistoryFailure('disk-full', 'no room for an automatic backup')
  const target = join(folder, nameAt(now))
  const temporary = `${target}.part`
  try {
    await runTask({ type: 'backup', database, target: temporary, program, now }).result
    await rename(temporary, target)
  } catch (error) {
    removeDatabase(temporary)
    throw error
  }
  for (const { name } of (await keptBackups(folder, now)).slice(kept)) await rm(join(folder, name), { force: true })
}

export const isDue = (backups: readonly KeptBackup[], now: number): boolean => {
  const newest = backups[0]
  // A clock that went back must not stop backups for good.
  return newest === undefined || now - newest.at >= DAY || newest.at > now + DAY
}

/** Calls `look` now and then, never twice at once; the answer ends it. */
export function nowAndThen(look: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let timer = setTimeout(again, FIRST_LOOK)
  timer.unref()
  function again(): void {
    void look()
      .catch(onError)
      .then(() => {
        timer = setTimeout(again, LOOK_EVERY)
        timer.unref()
      })
  }
  return () => {
    clearTimeout(timer)
    look = async () => {}
  }
}
