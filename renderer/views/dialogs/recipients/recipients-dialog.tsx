import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../../parts/dialog.tsx'
import { RecipientsForm } from './recipients-form.tsx'
import { SentResults } from './sent-results.tsx'

/** A new message to one or many: first the form, then what became of each message. */
export function RecipientsDialog({ to }: { readonly to: readonly string[] }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const words = useRef<HTMLTextAreaElement>(null)
  const [sent, setSent] = useState(false)
  return (
    <Dialog
      title={t('recipients.title')}
      {...(!sent && { hint: t('recipients.hint') })}
      width="wide"
      initialFocus={to.length === 0 ? field : words}
    >
      {sent ? <SentResults /> : <RecipientsForm to={to} field={field} words={words} onSent={() => setSent(true)} />}
    </Dialog>
  )
}
