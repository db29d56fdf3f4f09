/**
 * The database names our own copies by their whole paths. When the data folder was renamed, moved to another computer, or is opened by way
 * of a link, they are where it is now: otherwise no picture would be found, and all of them would be tidied away as nobody's.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import type { PlaceStore } from '../../shared/core/place-store.ts'
import { isSameFolder } from './history/folders.ts'

/** As many former places are looked for: a history that moves this often has each sort of its copies in one of them. */
const MOST_PLACES = 16

/** `DIR/spool/FILE` and `DIR/pictures/FOLDER/FILE`; undefined for what is no place of ours. */
function rootOf(path: string): string | undefined {
  const parent = dirname(path)
  if (basename(parent) === 'spool') return dirname(parent)
  return basename(dirname(parent)) === 'pictures' ? dirname(dirname(parent)) : undefined
}

/** False when copies are elsewhere all the same: in another data folder that is still there. Throws StorageError. */
export function followFolder(store: PlaceStore, data: string): boolean {
  const here = join(data, sep)
  for (let left = MOST_PLACES; left > 0; left -= 1) {
    const outside = store.copiesOutside(here)
    if (outside.length === 0) return true
    const gone = outside.flatMap((path) => {
      const root = rootOf(path)
      return root !== undefined && (!existsSync(path) || isSameFolder(root, data)) ? root : []
    })
    const [root] = gone
    if (root === undefined) return false
    store.moveCopies(join(root, sep), here)
  }
  return false
}
