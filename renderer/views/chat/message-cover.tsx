import { Lock, MailOpen } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../shared/model/message.ts'
import { Button } from '../../parts/button.tsx'
import { fieldBox } from '../../parts/field.tsx'
import { focusSoon } from '../../state/focus.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'

/** In place of the text of a sealed or locked message: what opening it means, and the way to open it. */
export function MessageCover({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const asks = useView((state) => message.locked && state.host?.self.asksPassword === true)
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<'wrong-password' | 'other'>()

  const open = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const opened = await call('openMessage', { id: message.id, ...(asks && { password }) })
    if (opened.ok) return focusSoon(() => document.querySelector<HTMLElement>(`[data-message="${message.id}"]`))
    setProblem(opened.error.code === 'wrong-password' ? 'wrong-password' : 'other')
  }
  return (
    <form className="flex w-72 max-w-full flex-col items-start gap-1.5 py-1" onSubmit={(event) => void open(event)}>
      <p className="flex items-center gap-2 font-medium">
        {message.locked ? <Lock size={16} aria-hidden="true" /> : <MailOpen size={16} aria-hidden="true" />}
        {message.locked ? t('sealed.locked') : t('sealed.sealed')}
      </p>
      <p className="text-sm text-muted">{message.sealed ? t('sealed.told') : t('sealed.not_told')}</p>
      {asks && (
        <input
          type="password"
          autoComplete="off"
          aria-label={t('sealed.password')}
          aria-invalid={problem === 'wrong-password'}
          placeholder={t('sealed.password')}
          className={fieldBox}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      {problem !== undefined && (
        <p role="alert" className="text-sm text-red">
          {problem === 'wrong-password' ? t('sealed.wrong_password') : t('sealed.failed')}
        </p>
      )}
      <Button type="submit">{t('sealed.open')}</Button>
    </form>
  )
}
