import { LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import type { MenuEntry } from '../../parts/menu.tsx'
import { groupName } from '../../state/groups.ts'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'

/** Out of a group, with a way back; nothing where the user is not in it. */
export function useLeaveEntries(group: Group | undefined): readonly MenuEntry[] {
  const { t } = useTranslation()
  if (group?.state !== 'joined') return []
  const leave = async (): Promise<void> => {
    const left = await call('groupLeave', { group: group.number })
    if (!left.ok) return
    const hide = notify(t('group.left_done', { name: groupName(group) }), {
      label: t('common.undo'),
      run: () => {
        hide()
        void call('groupJoin', { group: group.number })
      },
    })
  }
  return [{ key: 'leave', label: t('group.leave'), icon: <LogOut size={16} />, danger: true, run: () => void leave() }]
}
