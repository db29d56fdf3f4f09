import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import mark from '../../../build/icons/gezi.svg?url'
import { TextField } from '../../parts/field.tsx'
import { usePolicy } from '../../state/policy.ts'
import { useView } from '../../state/store.ts'
import { useSetting } from '../../state/use-setting.ts'
import { HelpSettings } from './help-settings.tsx'
import { UpdateState } from './update-state.tsx'

/** Which program this is, who manages it, and where a newer one comes from. */
export function AboutSettings() {
  const { t } = useTranslation()
  const about = useView((state) => state.host?.about)
  const manager = usePolicy()?.managedBy ?? ''
  if (about === undefined) return null
  return (
    <>
      <div className="flex items-center gap-4">
        <img src={mark} alt="" width={48} height={48} />
        <div>
          <p className="text-base font-semibold">{t('app.name')}</p>
          <p className="text-sm text-muted">{t('updates.version', { version: about.version })}</p>
          {manager !== '' && <p className="text-sm text-muted">{t('policy.managed', { who: manager })}</p>}
        </div>
      </div>
      <section aria-labelledby="updates-title" className="flex flex-col gap-2">
        <h3 id="updates-title" className="text-sm font-semibold">
          {t('updates.title')}
        </h3>
        {about.capabilities.includes('updates') ? (
          <>
            <Source />
            <UpdateState />
          </>
        ) : (
          <p className="text-sm text-muted">{t('updates.by_others')}</p>
        )}
      </section>
      <HelpSettings />
    </>
  )
}

function Source() {
  const { t } = useTranslation()
  const source = useSetting('updateSource')
  const [text, setText] = useState(source.value)
  const save = (): void => {
    if (source.locked === undefined && text.trim() !== source.value) void source.save(text.trim())
  }
  return (
    <TextField
      label={t('updates.source')}
      hint={t('updates.source_hint')}
      error={source.error}
      locked={source.locked}
      value={text}
      maxLength={1_000}
      placeholder={'\\\\server\\gezi'}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && save()}
    />
  )
}
