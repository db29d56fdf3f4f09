import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fileSize } from '../../logic/dates.ts'
import { errorKey } from '../../logic/errors.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/choice.tsx'
import { LockedLine } from '../../parts/locked.tsx'
import { NumberSelect } from '../../parts/number-select.tsx'
import { Switch } from '../../parts/switch.tsx'
import { canSaveAs, chooseFolder } from '../../platform.ts'
import { useLanguageTag, useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useLocked } from '../../state/policy.ts'
import { useSetting } from '../../state/use-setting.ts'
import { PictureSettings } from '../picture/picture-settings.tsx'
import { AutoAccept } from './auto-accept.tsx'

const MEGABYTE = 1024 * 1024
const rates = [0, 1, 5, 10, 50].map((megabytes) => megabytes * MEGABYTE)
const lifetimes = [1, 7, 30, 90, 0] as const
const concurrencies = [1, 2, 3, 5, 10] as const
const conflicts = ['keep-both', 'replace', 'skip-identical'] as const

export function FileSettings() {
  return (
    <>
      <Downloads />
      <PerPerson />
      <Conflict />
      <AutoAccept />
      <PictureSettings />
      <Concurrent />
      <Rate />
      <Verify />
      <Lifetime />
    </>
  )
}

/** A browser only shows it: its user may sit at another computer, and has no dialog for this one's disk. */
function Downloads() {
  const { t } = useTranslation()
  const { downloads } = useSettings()
  const locked = useLocked('downloads')
  const [error, setError] = useState<string>()
  const choose = async (folder: string | undefined): Promise<void> => {
    const chosen = await call('chooseDownloads', folder === undefined ? {} : { folder })
    if (chosen.ok) return setError(undefined)
    const problem = errorKey(chosen.error)
    setError(t(problem.key, { detail: problem.detail }))
  }
  const chooseOther = async (): Promise<void> => {
    const folder = await chooseFolder()
    if (folder !== undefined) await choose(folder)
  }
  return (
    <section aria-labelledby="downloads-title" className="flex flex-col gap-1">
      <h3 id="downloads-title" className="text-sm font-semibold">
        {t('settings.downloads')}
      </h3>
      <p className="rounded-sm border border-line px-3 py-1.5 text-sm [overflow-wrap:anywhere]">
        {downloads === '' ? t('settings.downloads_usual') : downloads}
      </p>
      {error !== undefined && <p className="text-xs text-red">{error}</p>}
      {locked !== undefined ? (
        <p className="text-xs text-muted">
          <LockedLine text={locked} />
        </p>
      ) : canSaveAs ? (
        <div className="flex flex-wrap gap-2 pt-1">
          <Button onClick={() => void chooseOther()}>{t('settings.downloads_choose')}</Button>
          {downloads !== '' && <Button onClick={() => void choose(undefined)}>{t('settings.downloads_reset')}</Button>}
        </div>
      ) : (
        <p className="text-xs text-muted">{t('settings.downloads_fixed')}</p>
      )}
    </section>
  )
}

function PerPerson() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('perPersonFolders')
  return (
    <Switch
      label={t('settings.per_person')}
      hint={t('settings.per_person_hint')}
      error={error}
      checked={value}
      onChange={(on) => void save(on)}
    />
  )
}

function Conflict() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('conflict')
  return (
    <Select
      label={t('settings.conflict')}
      hint={t(`settings.conflict_hint_${value}`)}
      error={error}
      value={value}
      choices={conflicts.map((each) => ({ value: each, label: t(`settings.conflict_${each}`) }))}
      onChange={(next) => void save(next)}
    />
  )
}

function Concurrent() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { value, error, save } = useSetting('concurrentDownloads')
  return (
    <NumberSelect
      label={t('settings.concurrent')}
      error={error}
      value={value}
      choices={concurrencies}
      nameOf={(count) => new Intl.NumberFormat(language).format(count)}
      onChange={(next) => void save(next)}
    />
  )
}

function Rate() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { value, error, save } = useSetting('rateLimit')
  return (
    <NumberSelect
      label={t('settings.rate')}
      hint={t('settings.rate_hint')}
      error={error}
      value={value}
      choices={rates}
      nameOf={(rate) => (rate === 0 ? t('settings.rate_none') : t('transfer.rate', { size: fileSize(rate, language) }))}
      onChange={(next) => void save(next)}
    />
  )
}

function Verify() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('verifyTransfers')
  return (
    <Switch
      label={t('settings.verify')}
      hint={t('settings.verify_hint')}
      error={error}
      checked={value}
      onChange={(on) => void save(on)}
    />
  )
}

function Lifetime() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('offerLifetimeDays')
  return (
    <NumberSelect
      label={t('settings.lifetime')}
      hint={t('settings.lifetime_hint')}
      error={error}
      value={value}
      choices={lifetimes}
      nameOf={(days) => (days === 0 ? t('settings.lifetime_none') : t('settings.lifetime_days', { count: days }))}
      onChange={(next) => void save(next)}
    />
  )
}
