import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import { groupName } from '../../state/groups.ts'

/** What its creator says of it. */
export function GroupDetails({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  const { number, introduction, notice, members } = group
  const facts = [
    ['name', groupName(group)],
    ['number', number],
    ['heard', members > 0 ? t('group.members', { count: members }) : ''],
    ['introduction', introduction],
    ['notice', notice],
  ] as const
  return (
    <div className="flex min-h-0 grow flex-col gap-3 overflow-y-auto px-4 pb-4 text-sm">
      <p className="text-muted">{t('group.open_hint')}</p>
      <dl className="flex flex-col gap-3">
        {facts
          .filter(([, value]) => value !== '')
          .map(([key, value]) => (
            <div key={key}>
              <dt className="text-xs text-muted">{t(`group.fact.${key}`)}</dt>
              <dd className="break-words whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  )
}
