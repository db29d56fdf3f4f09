import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import mark from '../../build/icons/gezi.svg?url'
import { languages, type Settings } from '../../shared/model/settings.ts'
import type { Self } from '../../shared/model/state.ts'
import { errorKey } from '../logic/errors.ts'
import { proposedName } from '../logic/own-name.ts'
import { Button } from '../parts/button.tsx'
import { Select } from '../parts/choice.tsx'
import { TextField } from '../parts/field.tsx'
import { call } from '../state/host.ts'
import { useLocked } from '../state/policy.ts'

const themes = ['system', 'light', 'dark', 'high-contrast'] as const

/** First run: one page, everything with a sensible value, Enter finishes. Language and theme show at once. */
export function Welcome({ self, settings }: { readonly self: Self; readonly settings: Settings }) {
  const { t } = useTranslation()
  const [name, setName] = useState(() => proposedName(self.user))
  const [group, setGroup] = useState(settings.group)
  const [error, setError] = useState<string>()
  const locked = { name: useLocked('name'), group: useLocked('group') }

  const finish = async (): Promise<void> => {
    if (name.trim() === '') return setError(t('welcome.name_missing'))
    const saved = await call('setSettings', { name: name.trim(), group: group.trim() })
    if (saved.ok) return
    const problem = errorKey(saved.error)
    setError(t(problem.key, { detail: problem.detail }))
  }
  return (
    <main className="flex h-full flex-col items-center overflow-y-auto bg-side p-4">
      <form
        className="m-auto flex w-full max-w-104 flex-col gap-3 rounded-lg border border-line bg-surface p-6"
        onSubmit={(event) => {
          event.preventDefault()
          void finish()
        }}
      >
        <div className="flex flex-col items-center gap-2 pb-2 text-center">
          <img src={mark} alt="" width={64} height={64} />
          <h1 className="text-lg font-semibold">{t('welcome.title')}</h1>
          <p className="text-sm text-balance text-muted">{t('welcome.text')}</p>
        </div>
        <TextField
          label={t('welcome.name')}
          hint={t('welcome.name_hint')}
          error={error}
          locked={locked.name}
          value={name}
          maxLength={40}
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setName(event.target.value)
            setError(undefined)
          }}
        />
        <TextField
          label={t('welcome.group')}
          hint={t('welcome.group_hint')}
          locked={locked.group}
          value={group}
          maxLength={40}
          onChange={(event) => setGroup(event.target.value)}
        />
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={t('welcome.language')}
            value={settings.language}
            onChange={(language) => void call('setSettings', { language })}
            choices={[
              { value: 'system', label: t('settings.language_system') },
              ...languages.map((value) => ({ value, label: t(`language.${value}`) })),
            ]}
          />
          <Select
            label={t('welcome.theme')}
            value={settings.theme}
            onChange={(theme) => void call('setSettings', { theme })}
            choices={themes.map((value) => ({ value, label: t(`settings.theme_${value}`) }))}
          />
        </div>
        <Button kind="primary" type="submit" className="min-h-9">
          {t('welcome.start')}
        </Button>
      </form>
    </main>
  )
}
