import { Ban } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { setBlocked } from '../../state/people-actions.ts'

/** Stands where the composer was: to write to somebody who cannot answer is no conversation. */
export function BlockedLine({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const { id, name } = person
  return (
    <div
      role="note"
      data-pane="composer"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-3 text-sm text-muted"
    >
      <Ban size={16} className="shrink-0" aria-hidden="true" />
      <p className="min-w-40 flex-1">{t('person.blocked_line', { name })}</p>
      <Button onClick={() => void setBlocked(id, false, t('person.unblocked_done', { name }))}>
        {t('person.unblock')}
      </Button>
    </div>
  )
}
