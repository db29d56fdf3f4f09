import { LockOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import type { Transfer } from '../../../shared/model/transfer.ts'
import { isPrivate } from '../../../shared/model/trust.ts'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { usePerson } from '../../state/people.ts'
import { isRefused } from '../transfers/transfer-text.ts'

/** How it travelled, or how it would now; undefined where nobody is promised anything. */
export function protectionOf(
  transfer: Pick<Transfer, 'protection'> | undefined,
  { trust, clearFiles }: Pick<Peer, 'trust' | 'clearFiles'>,
): Transfer['protection'] {
  if (transfer?.protection !== undefined) return transfer.protection
  if (!isPrivate(trust)) return undefined
  return clearFiles === true ? 'clear' : 'encrypted'
}

/** Says in words that what stands above it is not as private as the texts around it. */
export function InClear({ text }: { readonly text: string }) {
  return (
    <p data-in-clear="" className="flex items-start gap-1.5 py-0.5 text-xs text-muted">
      <LockOpen size={12} className="mt-0.5 shrink-0 text-amber" aria-hidden="true" />
      <span className="min-w-0">{text}</span>
    </p>
  )
}

/** Above the field, while files wait there that would leave in clear to somebody whose texts are encrypted. */
export function StripInClear({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const person = usePerson(peer)
  if (protectionOf(undefined, person) !== 'clear') return null
  return <InClear text={t('file_trust.strip', { name: person.name })} />
}

/** Leads to the keys of somebody to whom nothing was sent because of them. */
export function RefusedFile({ transfer }: { readonly transfer: Transfer }) {
  const { t } = useTranslation()
  const { name } = usePerson(transfer.peer)
  if (!isRefused(transfer)) return null
  return (
    <Button className="self-start" onClick={() => openDialog({ kind: 'keys', peer: transfer.peer })}>
      {t('file_trust.keys', { name })}
    </Button>
  )
}
