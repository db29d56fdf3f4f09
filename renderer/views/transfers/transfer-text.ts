import type { TFunction } from 'i18next'
import type { Transfer, TransferReason } from '../../../shared/model/transfer.ts'
import { duration, fileSize, percent } from '../../logic/dates.ts'
import { fractionOf } from '../../logic/transfers.ts'

type Translate = TFunction

/** What everything about a transfer is said with. */
export interface Words {
  readonly t: Translate
  readonly language: string
  /** The other person. */
  readonly name: string
  readonly port: number
}

/** Reasons that mean something else for who sends; the others say only that it failed. */
const ownReasons = [
  ...(['no-answer', 'interrupted', 'changed', 'no-permission', 'expired', 'withdrawn', 'limit'] as const),
  ...(['not-encrypted', 'key-changed'] as const),
] as const

function reasonText({ direction, kind, reason }: Transfer, { t, name, port }: Words): string {
  const why: TransferReason = reason ?? 'other'
  // FeiQ's pictures come by themselves, packet by packet: nobody connects to fetch them.
  if (direction === 'in' && kind === 'image' && why === 'no-answer') return t('transfer.picture_missing', { name })
  if (direction === 'in') {
    const key = `transfer.why_in.${why}` as const
    return t(key, { name, port })
  }
  const own = ownReasons.find((known) => known === why) ?? 'other'
  return t(`transfer.why_out.${own}`, { name })
}

/** Nothing of it was sent, or asked for, because of his key: somebody has to look at that. */
export const isRefused = ({ reason }: Pick<Transfer, 'reason'>): boolean =>
  reason === 'not-encrypted' || reason === 'key-changed'

/** `12 MB/s · 8 sec left` */
function paceText({ rate, secondsLeft }: Transfer, { t, language }: Words): string {
  const parts = [
    rate === undefined || rate === 0 ? '' : t('transfer.rate', { size: fileSize(rate, language) }),
    secondsLeft === undefined ? '' : t('transfer.left', { time: duration(secondsLeft, language) }),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** Where it stands, in one sentence at most. */
export function statusText(transfer: Transfer, words: Words): string {
  const { t, name } = words
  const { direction, state, reason } = transfer
  switch (state) {
    case 'offered':
      if (direction === 'in') return t('transfer.in.offered')
      if (isRefused(transfer)) return reasonText(transfer, words)
      return t(reason === undefined ? 'transfer.out.offered' : 'transfer.out.offered_again', { name })
    case 'queued':
      if (reason === 'peer-offline') return t('transfer.in.queued_offline', { name })
      return t(reason === undefined ? 'transfer.in.queued' : 'transfer.in.queued_again', { name })
    case 'running': {
      const pace = paceText(transfer, words)
      return pace === '' ? t(`transfer.${direction}.running`, { name }) : pace
    }
    case 'failed':
      return reasonText(transfer, words)
    case 'done':
      if (direction === 'in' && transfer.executable) return t('transfer.program', { name })
      return t(`transfer.${direction}.done`, { name })
    case 'declined':
    case 'cancelled':
      return reason === 'withdrawn' ? reasonText(transfer, words) : t(`transfer.${direction}.${state}`, { name })
    case 'paused':
      return t(`transfer.${direction}.paused`, { name })
  }
}

/** The state alone, without reason and pace. */
export function stateText(
  direction: Transfer['direction'],
  state: Transfer['state'],
  { t, name }: Pick<Words, 't' | 'name'>,
): string {
  if (state === 'failed') return t('transfer.failed')
  return state === 'queued' ? t('transfer.in.queued') : t(`transfer.${direction}.${state}`, { name })
}

/** `48% · 15 MB of 31 MB` while it is under way, its size otherwise; of a folder its files as well. */
export function amountText(transfer: Transfer, { t, language }: Words): string {
  const { state, size, done, files, savedAs } = transfer
  const begun = state === 'running' || state === 'paused' || ((state === 'queued' || state === 'failed') && done > 0)
  const fraction = fractionOf(transfer)
  const total = files?.total ?? (state === 'done' ? files?.done : undefined)
  const sizeNow = state === 'done' && size === 0 ? done : size
  const parts = begun
    ? [
        fraction === undefined ? '' : percent(fraction, language),
        size > 0
          ? t('transfer.amount', { done: fileSize(done, language), size: fileSize(size, language) })
          : done > 0
            ? fileSize(done, language)
            : '',
        files !== undefined && files.done > 0 ? t('transfer.files', { count: files.done }) : '',
      ]
    : [
        total === undefined ? '' : t('transfer.files', { count: total }),
        sizeNow > 0 || transfer.kind === 'file' ? fileSize(sizeNow, language) : t('file.size_unknown'),
        savedAs === undefined ? '' : t('ease.saved_as', { name: savedAs }),
      ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** The announcement of an end. */
export function endText(transfer: Transfer, words: Words): string {
  const { t, name } = words
  const file = transfer.name
  if (transfer.state === 'failed') return t('transfer.said_failed', { file, why: reasonText(transfer, words) })
  if (transfer.state === 'declined') return t('transfer.said_declined', { file, name })
  return t(transfer.direction === 'in' ? 'transfer.said_received' : 'transfer.said_sent', { file, name })
}
