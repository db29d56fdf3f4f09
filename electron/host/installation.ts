/** What tells this data folder from all others: random, made once. */
import { randomUUID } from 'node:crypto'
import type { Store } from '../../shared/core/ports.ts'

const INSTALLATION = 'installation'

export function installationOf(store: Store): string {
  const known = store.value(INSTALLATION)
  if (known !== undefined) return known
  const made = randomUUID()
  store.saveValue(INSTALLATION, made)
  return made
}
