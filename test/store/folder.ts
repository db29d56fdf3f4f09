/** Data folders of their own for tests with real files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type OpenedStore, type OpenOptions, openStore } from '../../electron/host/store/open.ts'

/** Removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gezi-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const temporaryDatabase = (): string => join(temporaryFolder(), 'gezi.db')

/** The store of a path that opens; closed when the test ends, if not before. */
export function open(path = ':memory:', options: OpenOptions = {}): OpenedStore {
  const opened = openStore(path, options)
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`)
  onTestFinished(() => opened.value.store.close())
  return opened.value
}
