import { ShieldAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { useTrustText } from './trust-text.ts'

/** Above the composer, while something about the person's key is to be looked at. It stays until that is done, and interrupts nothing. */
export function TrustLine({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const { hint } = useTrustText(person)
  const { id, trust, otherCard, blocked } = person
  const waits = trust === 'changed' || trust === 'downgraded'
  if (blocked === true || !(waits || otherCard === true)) return null
  return (
    <div
      role="status"
      data-trust-line={trust}
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 text-sm"
    >
      <ShieldAlert size={16} className="shrink-0 text-amber" aria-hidden="true" />
      <p className="min-w-40 flex-1 text-muted">{waits ? hint : t('trust.card_line', { name: person.name })}</p>
      {trust === 'downgraded' ? (
        <Button onClick={() => void call('setTrust', { peer: id, change: 'allow-plain' })}>
          {t('trust.allow_plain')}
        </Button>
      ) : (
        <Button onClick={() => openDialog({ kind: 'keys', peer: id })}>{t('trust.look')}</Button>
      )}
    </div>
  )
}
