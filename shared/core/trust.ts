/** What views show of somebody's keys. It says what is done with the next message (shared/engine/locking.ts), not what would be nice. */
import type { PeerRecord } from '../engine/io.ts'
import type { KeyRecord } from '../engine/key-record.ts'
import type { Trust } from '../model/trust.ts'
import { hasFlag, OPT } from '../protocol/index.ts'

export function trustOf(keys: KeyRecord, { status, presence }: Pick<PeerRecord, 'status' | 'presence'>): Trust {
  if (keys.plain) return 'plain-chosen'
  if (keys.offered !== undefined) return 'changed'
  // What he said in an earlier run is not what he says now.
  if (presence !== 'offline' && !hasFlag(status, OPT.ENCRYPT)) return 'downgraded'
  return keys.comparedAt === undefined ? 'encrypted' : 'compared'
}
