import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { NumberSelect } from '../../parts/number-select.tsx'
import { startJob, useHistory } from '../../state/history.ts'
import { call } from '../../state/host.ts'

/** After how long messages go. Nothing goes before the user has seen how much it is. */
export function RetentionChoice({
  label,
  hint,
  error,
  locked,
  value,
  choices,
  nameOf,
  monthsOf,
  conversation,
  save,
}: {
  readonly label: string
  readonly hint: string
  readonly error: string | undefined
  readonly locked: string | undefined
  readonly value: number
  readonly choices: readonly number[]
  readonly nameOf: (choice: number) => string
  /** What the choice comes to; 0 for never. */
  readonly monthsOf: (choice: number) => number
  /** The only chat that it is about; absent: all that have no choice of their own. */
  readonly conversation?: string
  readonly save: (choice: number) => Promise<boolean>
}) {
  const { t } = useTranslation()
  const busy = useHistory(({ job }) => job?.state === 'running')
  const [asked, setAsked] = useState<{ readonly choice: number; readonly messages: number }>()
  const choose = async (choice: number): Promise<void> => {
    setAsked(undefined)
    const months = monthsOf(choice)
    if (months === 0) return void (await save(choice))
    const counted = await call('previewRetention', { months, ...(conversation !== undefined && { conversation }) })
    if (counted.ok) setAsked({ choice, messages: counted.value.messages })
  }
  const agree = async (): Promise<void> => {
    if (asked === undefined) return
    setAsked(undefined)
    if (await save(asked.choice)) await startJob('retention', () => call('applyRetention', {}))
  }
  return (
    <>
      <NumberSelect
        label={label}
        hint={hint}
        error={error}
        locked={locked}
        value={asked?.choice ?? value}
        choices={choices}
        nameOf={nameOf}
        onChange={(next) => void choose(next)}
      />
      {asked !== undefined && (
        <div
          role="alertdialog"
          aria-label={label}
          className="flex flex-wrap items-center gap-2 rounded-sm bg-red-soft p-2 text-sm"
        >
          <span className="grow">{t('storage_page.retention_question', { count: asked.messages })}</span>
          <Button autoFocus onClick={() => setAsked(undefined)}>
            {t('common.cancel')}
          </Button>
          <Button kind="primary" disabled={busy} onClick={() => void agree()}>
            {t('storage_page.retention_agree')}
          </Button>
        </div>
      )}
    </>
  )
}
