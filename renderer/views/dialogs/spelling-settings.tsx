import { useTranslation } from 'react-i18next'
import { Select } from '../../parts/choice.tsx'
import { Switch } from '../../parts/switch.tsx'
import { spellingHere } from '../../platform.ts'
import { useLanguageTag, useOnce } from '../../state/hooks.ts'
import { useSetting } from '../../state/use-setting.ts'

/** In the desktop program: a browser has a checker of its own, and settings for it. */
export function SpellingSettings() {
  const { t } = useTranslation()
  const spelling = useOnce(spellingHere)
  const on = useSetting('spellCheck')
  if (spelling === undefined) return null
  if (spelling.by === 'none')
    return (
      <div className="flex flex-col gap-1">
        <p className="text-sm font-medium">{t('shell.spell')}</p>
        <p className="text-xs text-muted">{t('shell.spell_none')}</p>
      </div>
    )
  return (
    <>
      <Switch
        label={t('shell.spell')}
        hint={t('shell.spell_hint')}
        error={on.error}
        checked={on.value}
        onChange={(checked) => void on.save(checked)}
      />
      {spelling.by === 'languages' && on.value && <CheckedLanguage {...spelling} />}
    </>
  )
}

function CheckedLanguage({ languages, usual }: { readonly languages: readonly string[]; readonly usual: string }) {
  const { t } = useTranslation()
  const tag = useLanguageTag()
  const { value, error, save } = useSetting('spellLanguage')
  const names = new Intl.DisplayNames([tag], { type: 'language' })
  const nameOf = (language: string): string => names.of(language) ?? language
  const sorted = languages.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), tag))
  return (
    <Select
      label={t('shell.spell_language')}
      error={error}
      value={languages.includes(value) ? value : ''}
      onChange={(language) => void save(language)}
      choices={[
        { value: '', label: t('shell.spell_usual', { language: nameOf(usual) }) },
        ...sorted.map((language) => ({ value: language, label: nameOf(language) })),
      ]}
    />
  )
}
