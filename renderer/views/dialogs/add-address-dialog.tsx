import { useTranslation } from 'react-i18next'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { notify } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { set } from '../../state/store.ts'

export function AddAddressDialog() {
  const { t } = useTranslation()
  return (
    <AskDialog
      title={t('add.title')}
      hint={t('add.hint')}
      label={t('add.label')}
      fieldHint={t('add.example')}
      initial=""
      action={t('add.action')}
      maxLength={64}
      save={async (address) => {
        const added = await call('addAddress', { address })
        if (added.ok) {
          set({ tab: 'people' })
          notify(t('add.done', { address }))
        }
        return added
      }}
    />
  )
}
