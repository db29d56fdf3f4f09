import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { closeDialog } from '../../state/actions.ts'
import { clearChat } from '../../state/clear-chat.ts'
import { usePerson } from '../../state/people.ts'

/** Asks once; after that there is still the notice's "Undo". */
export function ClearDialog({ conversation, forget }: { readonly conversation: string; readonly forget: boolean }) {
  const { t } = useTranslation()
  const { name } = usePerson(conversation)
  const title = forget ? t('history.delete_chat_title', { name }) : t('history.clear_title', { name })
  return (
    <Dialog title={title} hint={t('history.clear_hint')}>
      <div className={dialogButtons}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button
          kind="primary"
          onClick={() => {
            closeDialog()
            clearChat(conversation, forget, { done: t('history.clearing', { name }), undo: t('common.undo') })
          }}
        >
          {t('history.clear_action')}
        </Button>
      </div>
    </Dialog>
  )
}
