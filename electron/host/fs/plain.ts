/** Files and folders of ours: never a link, a device, or a second name of something else. */
import { lstatSync, mkdirSync, type Stats } from 'node:fs'
import { PartTaken } from './failure.ts'

export const isPlain = (found: Stats): boolean => found.isFile() && found.nlink === 1

/** A file of ours, or undefined where there is nothing. Throws PartTaken where something else lies. */
export function statPlain(path: string): Stats | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found !== undefined && !isPlain(found)) throw new PartTaken(`something else lies at ${path}`)
  return found
}

/** Makes the folder; false where it was there already. Throws PartTaken where something else lies. */
export function makeFolder(path: string, mode: number): boolean {
  const existing = lstatSync(path, { throwIfNoEntry: false })
  if (existing === undefined) mkdirSync(path, { mode })
  else if (!existing.isDirectory()) throw new PartTaken(`something else lies at ${path}`)
  return existing === undefined
}
