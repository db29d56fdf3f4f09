/** Transfers as the command line prints them. */
import type { Snapshot } from '../../shared/model/change.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type Failure, refused, type Session } from './command.ts'
import { visible } from './output.ts'

/** `peer` is a name; `path` and `reason` are null where there is none. */
export interface TransferJson {
  readonly id: string
  readonly peer: string
  readonly direction: Transfer['direction']
  readonly name: string
  readonly kind: Transfer['kind']
  /** Bytes. */
  readonly size: number
  readonly done: number
  readonly state: Transfer['state']
  readonly path: string | null
  readonly reason: string | null
}

/** Asks the host where the files are. */
export async function transfersJson(
  session: Session,
  transfers: readonly Transfer[],
): Promise<Result<TransferJson[], Failure>> {
  const placed = await session.client.call('transferPaths', { ids: transfers.map(({ id }) => id) })
  if (!placed.ok) return refused(placed.error)
  const paths = new Map(placed.value.paths.map(({ id, path }) => [id, path]))
  return ok(transfers.map((transfer) => toJson(transfer, paths.get(transfer.id) ?? null, session.state())))
}

function toJson(transfer: Transfer, path: string | null, { peers }: Snapshot): TransferJson {
  const { id, direction, name, kind, size, done, state, reason = null } = transfer
  const peer = peers.find((one) => one.id === transfer.peer)?.name ?? transfer.peer
  return { id, peer, direction, name, kind, size, done, state, path, reason }
}

/** `12.0 in Alice 报告.doc 1024/4096 running`, tabs between. */
export function transferLine({ id, direction, peer, name, size, done, state, path, reason }: TransferJson): string {
  const note = reason === null ? state : `${state} (${reason})`
  const where = direction === 'in' && state === 'done' && path !== null ? [visible(path)] : []
  return [id, direction, visible(peer), visible(name), `${done}/${size}`, note, ...where].join('\t')
}
