import { useTranslation } from 'react-i18next'
import { Switch } from '../../parts/switch.tsx'
import { useSetting } from '../../state/use-setting.ts'

/** Lists of who is there, asked for and given (IPMsg's host list). */
export function ListSettings() {
  const { t } = useTranslation()
  const ask = useSetting('askHostList')
  const serve = useSetting('serveHostList')
  return (
    <section aria-label={t('dialect.lists')} className="flex flex-col gap-3">
      <h3 className="text-sm font-semibold">{t('dialect.lists')}</h3>
      <Switch
        label={t('dialect.lists_ask')}
        hint={t('dialect.lists_ask_hint')}
        error={ask.error}
        checked={ask.value}
        onChange={(on) => void ask.save(on)}
      />
      <Switch
        label={t('dialect.lists_serve')}
        error={serve.error}
        checked={serve.value}
        onChange={(on) => void serve.save(on)}
      />
    </section>
  )
}
