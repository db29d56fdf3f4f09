/** What the buttons of file cards and of the transfer centre do. */
import { type ApiError, MAX_PAGE } from '../../shared/api/contract.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import { assertNever, type Result } from '../../shared/result.ts'
import type { TransferAction } from '../logic/transfers.ts'
import { chooseFolder, chooseSaveAs, fetchFile } from '../platform.ts'
import { call } from './host.ts'
import { now, set } from './store.ts'

type Outcome = Promise<Result<unknown, ApiError>>
const nothing: Result<unknown, ApiError> = { ok: true, value: undefined }

export function actOn(transfer: Transfer, action: TransferAction): Outcome {
  const ids = [transfer.id]
  switch (action) {
    case 'accept':
    case 'accept-again':
      return call('acceptTransfers', { ids })
    case 'save-as':
      return saveAs(transfer)
    case 'decline':
      return call('declineTransfers', { ids })
    case 'pause':
      return call('pauseTransfers', { ids })
    case 'resume':
      return call('resumeTransfers', { ids })
    case 'retry':
      return call('retryTransfers', { ids })
    case 'cancel':
    case 'withdraw':
      return call('cancelTransfers', { ids })
    case 'open':
      return call('openTransfer', { id: transfer.id, show: false })
    case 'show':
      return call('openTransfer', { id: transfer.id, show: true })
    case 'fetch':
      return fetchCopy(transfer)
    default:
      return assertNever(action)
  }
}

/** A file gets a place and a name, a folder only a place. Choosing nothing changes nothing. */
async function saveAs({ id, kind, name }: Transfer): Outcome {
  if (kind === 'folder') {
    const to = await chooseFolder()
    return to === undefined ? nothing : call('acceptTransfers', { ids: [id], to })
  }
  const chosen = await chooseSaveAs(name)
  return chosen === undefined ? nothing : call('acceptTransfers', { ids: [id], ...chosen })
}

async function fetchCopy({ id, name }: Transfer): Outcome {
  const fetched = await call('fetchTransfer', { id })
  if (fetched.ok) fetchFile(fetched.value.ticket, name)
  return fetched
}

/** In portions that one call holds. */
async function inPortions(
  ids: readonly string[],
  act: (portion: string[]) => Promise<Result<unknown, ApiError>>,
): Outcome {
  for (let start = 0; start < ids.length; start += MAX_PAGE) {
    const done = await act(ids.slice(start, start + MAX_PAGE))
    if (!done.ok) return done
  }
  return nothing
}

const idsOf = (transfers: readonly Transfer[]): readonly string[] => transfers.map(({ id }) => id)

export const acceptAll = (transfers: readonly Transfer[]): Outcome =>
  inPortions(idsOf(transfers), (ids) => call('acceptTransfers', { ids }))
export const declineAll = (transfers: readonly Transfer[]): Outcome =>
  inPortions(idsOf(transfers), (ids) => call('declineTransfers', { ids }))
export const retryAll = (transfers: readonly Transfer[]): Outcome =>
  inPortions(idsOf(transfers), (ids) => call('retryTransfers', { ids }))
export const pauseAll = (transfers: readonly Transfer[]): Outcome =>
  inPortions(idsOf(transfers), (ids) => call('pauseTransfers', { ids }))
export const resumeAll = (transfers: readonly Transfer[]): Outcome =>
  inPortions(idsOf(transfers), (ids) => call('resumeTransfers', { ids }))
export const clearAll = (transfers: readonly Transfer[]): Outcome =>
  inPortions(idsOf(transfers), (ids) => call('clearTransfers', { ids }))

/** Opens the list of transfers, of one person or of all, or closes it when it shows just that. */
export function toggleTransfers(peer: string | undefined): void {
  const { details, transfersWith } = now()
  set(
    details === 'transfers' && transfersWith === peer
      ? { details: 'closed' }
      : { details: 'transfers', transfersWith: peer },
  )
}
