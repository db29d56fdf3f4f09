import { useTranslation } from 'react-i18next'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { whoAnswers } from '../../state/found.ts'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'
import { now, set } from '../../state/store.ts'

/** An address or a range beyond the broadcast. A few seconds later a line says who answered. */
export function AddAddressDialog() {
  const { t } = useTranslation()

  const ask = async (address: string): Promise<void> => {
    notify(t('person.looking', { address }))
    const names = await whoAnswers(address, now().host?.settings.port ?? 0)
    notify(names.length > 0 ? t('person.found', { names: names.join(', ') }) : t('person.not_found', { address }))
  }
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
          void ask(address)
        }
        return added
      }}
    />
  )
}
