import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { detailsSection } from '../details/section.ts'
import { trustLook, useTrustText } from './trust-text.ts'

/** Who can read what is written to this person, and the way to compare keys with him. */
export function TrustDetails({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const { title, hint } = useTrustText(person)
  const { Icon, tone } = trustLook(person)
  return (
    <section aria-label={t('trust.row')} className={`flex flex-col items-start gap-1 ${detailsSection}`}>
      <p className="text-xs text-muted">{t('trust.row')}</p>
      <p className="flex items-center gap-2 text-sm font-medium">
        <Icon size={14} className={`shrink-0 ${tone}`} aria-hidden="true" />
        {title}
      </p>
      <p className="text-xs text-muted">{hint}</p>
      {person.trust !== undefined && (
        <Button className="mt-1" onClick={() => openDialog({ kind: 'keys', peer: person.id })}>
          {t('trust.compare')}
        </Button>
      )}
    </section>
  )
}
