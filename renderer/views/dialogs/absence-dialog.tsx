import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_AWAY_TEXT } from '../../../shared/model/settings.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { closeDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { useSetting } from '../../state/use-setting.ts'

/** Away with other words than those of the menu; they can be kept there. */
export function AbsenceDialog() {
  const { t } = useTranslation()
  const own = useSetting('awayTexts')
  const [text, setText] = useState(t('absence.default'))
  const [keep, setKeep] = useState(false)
  const submit = async (): Promise<void> => {
    const trimmed = text.trim()
    const isNew = trimmed !== '' && !own.value.includes(trimmed)
    // The oldest makes room.
    if (keep && isNew && !(await own.save([...own.value, trimmed].slice(-MAX_OWN)))) return
    const set = await call('setAbsence', { text: trimmed })
    if (set.ok) closeDialog()
  }
  return (
    <Dialog title={t('absence.title')} hint={t('absence.hint')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="flex flex-col gap-1 px-5 pt-4">
          <TextField
            label={t('absence.text')}
            error={own.error}
            value={text}
            maxLength={MAX_AWAY_TEXT}
            onChange={(event) => setText(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
          <Switch label={t('status.keep')} checked={keep} onChange={setKeep} />
        </div>
        <div className={dialogButtons}>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('absence.set')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

const MAX_OWN = 20
