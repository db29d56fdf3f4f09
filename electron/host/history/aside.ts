/** A copy of somebody's database with its write-ahead log: theirs is never opened, because SQLite writes beside what it opens. */
import { copyFileSync, existsSync } from 'node:fs'
import { logOf, makePrivate, removeDatabase } from '../store/files.ts'

export function copyAside(file: string, near: string): string {
  const copy = `${near}.copy`
  removeDatabase(copy)
  copyFileSync(file, copy)
  makePrivate(copy)
  if (existsSync(logOf(file))) copyFileSync(logOf(file), logOf(copy))
  return copy
}

export const removeAside = removeDatabase
