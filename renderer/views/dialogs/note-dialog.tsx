import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_NOTE } from '../../../shared/model/peer.ts'
import { errorKey } from '../../logic/errors.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { fieldBox, Labelled } from '../../parts/field.tsx'
import { closeDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { usePerson } from '../../state/people.ts'

/** A few lines about a person that only the user sees. */
export function NoteDialog({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const person = usePerson(peer)
  const [note, setNote] = useState(person.note ?? '')
  const [error, setError] = useState<string>()
  const save = async (): Promise<void> => {
    const saved = await call('setNote', { peer, note })
    if (saved.ok) return closeDialog()
    const { key, detail } = errorKey(saved.error)
    setError(t(key, { detail }))
  }
  return (
    <Dialog title={t('person.note_title', { name: person.name })} hint={t('person.note_hint')}>
      <form
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div className="px-5 pt-4">
          <Labelled label={t('person.note')} error={error}>
            {(ids) => (
              <textarea
                {...ids}
                rows={5}
                maxLength={MAX_NOTE}
                value={note}
                className={`${fieldBox} resize-none`}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Labelled>
        </div>
        <div className={dialogButtons}>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
