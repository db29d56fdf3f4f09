import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiError } from '../../shared/api/contract.ts'
import type { Result } from '../../shared/result.ts'
import { errorKey } from '../logic/errors.ts'
import { closeDialog } from '../state/actions.ts'
import { Button } from './button.tsx'
import { Dialog, dialogButtons } from './dialog.tsx'
import { TextField } from './field.tsx'

/** Asks for one line of text. Enter saves; a refusal stands below the field and the dialog stays. */
export function AskDialog({
  title,
  hint,
  label,
  fieldHint,
  initial,
  action,
  maxLength,
  check = () => undefined,
  save,
}: {
  readonly title: string
  readonly hint: string
  readonly label: string
  readonly fieldHint?: string
  readonly initial: string
  readonly action: string
  readonly maxLength: number
  /** What is wrong with the text, as a sentence; nothing is saved then. */
  readonly check?: (text: string) => string | undefined
  readonly save: (text: string) => Promise<Result<unknown, ApiError>>
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(initial)
  const [error, setError] = useState<string>()

  const submit = async (): Promise<void> => {
    const wrong = check(text.trim())
    setError(wrong)
    if (wrong !== undefined) return
    const saved = await save(text.trim())
    if (saved.ok) return closeDialog()
    const problem = errorKey(saved.error)
    setError(t(problem.key, { detail: problem.detail === '' ? text : problem.detail }))
  }
  return (
    <Dialog title={title} hint={hint}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="px-5 pt-4">
          <TextField
            label={label}
            hint={fieldHint}
            error={error}
            value={text}
            maxLength={maxLength}
            onChange={(event) => setText(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </div>
        <div className={dialogButtons}>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit">
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
