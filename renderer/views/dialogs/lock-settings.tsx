import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'
import { useView } from '../../state/store.ts'

/** The password that opens locked messages on this computer: set, changed, taken away. */
export function LockSettings() {
  const { t } = useTranslation()
  const asks = useView((state) => state.host?.self.asksPassword === true)
  const [open, setOpen] = useState(false)
  return (
    <section aria-label={t('dialect.lock')} className="flex flex-col gap-2">
      <h3 className="text-sm font-semibold">{t('dialect.lock')}</h3>
      <p className="text-xs text-muted">{asks ? t('dialect.lock_set') : t('dialect.lock_none')}</p>
      {open ? (
        <LockForm asks={asks} onDone={() => setOpen(false)} />
      ) : (
        <Button className="self-start" onClick={() => setOpen(true)}>
          {asks ? t('dialect.lock_change') : t('dialect.lock_add')}
        </Button>
      )}
    </section>
  )
}

function LockForm({ asks, onDone }: { readonly asks: boolean; readonly onDone: () => void }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<'current' | 'again' | 'failed'>()

  const save = async (password: string): Promise<void> => {
    const saved = await call('setLockPassword', { next: password, ...(asks && { current }) })
    if (!saved.ok) {
      setProblem(saved.error.code === 'wrong-password' ? 'current' : 'failed')
      return
    }
    notify(password === '' ? t('dialect.lock_removed') : t('dialect.lock_saved'))
    onDone()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (next !== again) setProblem('again')
    else if (next !== '') void save(next)
  }
  const field = { type: 'password', maxLength: 200 } as const
  return (
    <form className="flex max-w-80 flex-col gap-1" onSubmit={submit}>
      {asks && (
        <TextField
          {...field}
          label={t('dialect.lock_current')}
          error={problem === 'current' ? t('sealed.wrong_password') : undefined}
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      )}
      <TextField
        {...field}
        label={t('dialect.lock_new')}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <TextField
        {...field}
        label={t('dialect.lock_again')}
        error={problem === 'again' ? t('dialect.lock_differs') : undefined}
        value={again}
        onChange={(event) => setAgain(event.target.value)}
      />
      {problem === 'failed' && (
        <p role="alert" className="text-xs text-red">
          {t('dialect.lock_failed')}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" type="submit" disabled={next === ''}>
          {t('dialect.lock_save')}
        </Button>
        {asks && <Button onClick={() => void save('')}>{t('dialect.lock_remove')}</Button>}
        <Button kind="quiet" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  )
}
