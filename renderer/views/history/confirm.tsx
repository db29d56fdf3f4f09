import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'

/** A button that asks once more, in its place, before it does what cannot be taken back. */
export function Confirm({
  label,
  name,
  question,
  action,
  disabled,
  run,
}: {
  readonly label: ReactNode
  /** For screen readers, where several such buttons stand. */
  readonly name?: string
  readonly question: string
  readonly action: string
  readonly disabled: boolean
  readonly run: () => void
}) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  if (!asking)
    return (
      <Button disabled={disabled} aria-label={name} onClick={() => setAsking(true)}>
        {label}
      </Button>
    )
  return (
    <div
      role="alertdialog"
      aria-label={question}
      className="flex w-full flex-wrap items-center gap-2 rounded-sm bg-red-soft p-2 text-sm"
    >
      <span className="grow">{question}</span>
      <Button autoFocus onClick={() => setAsking(false)}>
        {t('common.cancel')}
      </Button>
      <Button
        kind="primary"
        onClick={() => {
          setAsking(false)
          run()
        }}
      >
        {action}
      </Button>
    </div>
  )
}
