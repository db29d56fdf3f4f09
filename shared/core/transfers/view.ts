/** What a view sees of a transfer. */
import { isExecutableName, safeName } from '../../model/safe-name.ts'
import type { Transfer } from '../../model/transfer.ts'
import type { TransferRecord } from '../ports.ts'

/** Below this a "time left" would only count up. */
const SLOWEST = 1

export function viewOf(record: TransferRecord, rate: number | undefined): Transfer {
  const { id, message, index, peer, direction, kind, size, done, state, reason, at } = record
  const name = safeName(record.saveAs ?? record.name)
  const running = state === 'running' && rate !== undefined
  const left = size - done
  const files = filesOf(record)
  const savedAs = putAs(record)
  return {
    id,
    message,
    index,
    conversation: peer,
    peer,
    direction,
    name,
    ...(savedAs !== undefined && savedAs !== name && { savedAs }),
    kind,
    size,
    done,
    state,
    ...(reason !== undefined && { reason }),
    ...(running && { rate: Math.round(rate) }),
    ...(running && rate >= SLOWEST && left > 0 && { secondsLeft: Math.ceil(left / rate) }),
    ...(files !== undefined && { files }),
    ...(record.picture !== undefined && { picture: record.picture }),
    ...(record.imageId !== undefined && { pushed: true }),
    ...(record.protection !== undefined && { protection: record.protection }),
    canOpen: direction === 'in' ? state === 'done' && record.path !== undefined : record.picture !== undefined,
    executable: kind !== 'folder' && isExecutableName(name),
    at,
  }
}

/** Its name in the folder, without the folder: no path leaves the host. */
function putAs({ direction, kind, state, path }: TransferRecord): string | undefined {
  // Pictures of FeiQ are kept among our own files, under names of ours.
  if (direction === 'out' || kind === 'image' || state !== 'done' || path === undefined) return undefined
  return path.split(/[\\/]/).at(-1)
}

/** A sender does not know how many files of a folder are there before all are. */
function filesOf({ kind, direction, state, filesDone, source }: TransferRecord): Transfer['files'] {
  if (kind !== 'folder') return undefined
  if (direction === 'in') return { done: filesDone }
  const total = source?.files
  return total === undefined ? undefined : { done: state === 'done' ? total : 0, total }
}
