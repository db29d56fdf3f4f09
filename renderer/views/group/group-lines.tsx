import { UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import { Button } from '../../parts/button.tsx'
import { call } from '../../state/host.ts'
import { usePerson } from '../../state/people.ts'

const line = 'flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-4 py-3 text-sm'

/** Stands where the composer will be: what joining means is said before, not after. */
export function GroupInvitation({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  const { name } = usePerson(group.invitedBy ?? '')
  return (
    <div role="note" data-pane="composer" className={line}>
      <UsersRound size={16} className="shrink-0 text-muted" aria-hidden="true" />
      <p className="min-w-40 flex-1">
        <span className="block">{t('group.invited_by', { name })}</span>
        <span className="block text-xs text-muted">{t('group.open_hint')}</span>
      </p>
      <div className="flex gap-2">
        <Button onClick={() => void call('groupDecline', { group: group.number })}>{t('group.decline')}</Button>
        <Button kind="primary" onClick={() => void call('groupJoin', { group: group.number })}>
          {t('group.join')}
        </Button>
      </div>
    </div>
  )
}

export function GroupLeft({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  return (
    <div role="note" data-pane="composer" className={`${line} text-muted`}>
      <p className="min-w-40 flex-1">{t('group.left')}</p>
      <Button onClick={() => void call('groupJoin', { group: group.number })}>{t('group.join_again')}</Button>
    </div>
  )
}
