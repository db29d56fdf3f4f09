import { useTranslation } from 'react-i18next'
import { GroupNumber } from '../../../shared/model/group.ts'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { openChat } from '../../state/actions.ts'
import { call } from '../../state/host.ts'

/** Who knows the number of a group is in it: no invitation is needed. */
export function JoinDialog() {
  const { t } = useTranslation()
  return (
    <AskDialog
      title={t('group.join_title')}
      hint={t('group.open_hint')}
      label={t('group.join_label')}
      fieldHint={t('group.join_example')}
      initial=""
      action={t('group.join')}
      maxLength={8}
      check={(text) => (GroupNumber.safeParse(text).success ? undefined : t('group.join_wrong'))}
      save={async (group) => {
        const joined = await call('groupJoin', { group })
        if (joined.ok) void openChat(joined.value.id)
        return joined
      }}
    />
  )
}
