import { Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { useDuplicate } from '../../state/duplicate.ts'
import { notify } from '../../state/notices.ts'
import { keepApart } from '../../state/people-actions.ts'

/** Above the composer of somebody who is probably listed twice: one quiet line that says why, until the user decides. */
export function DuplicateLine({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const duplicate = useDuplicate(person)
  if (duplicate === undefined || person.blocked === true) return null
  const { other, by } = duplicate
  const separate = (): void => {
    const undo = keepApart(person.id, other.id)
    const hide = notify(t('person.apart_done', { name: person.name }), {
      label: t('common.undo'),
      run: () => {
        undo()
        hide()
      },
    })
  }
  return (
    <div
      role="note"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-1.5 text-sm"
    >
      <Users size={16} className="shrink-0 text-muted" aria-hidden="true" />
      <p className="min-w-40 flex-1 text-muted">
        {t('person.duplicate_line', { name: person.name, reason: t(`person.alike_${by}`), address: other.address })}
      </p>
      <span className="flex flex-wrap gap-2">
        <Button kind="quiet" onClick={separate}>
          {t('person.duplicate_not')}
        </Button>
        <Button onClick={() => openDialog({ kind: 'merge', peer: person.id, other: other.id })}>
          {t('person.duplicate_compare')}
        </Button>
      </span>
    </div>
  )
}
