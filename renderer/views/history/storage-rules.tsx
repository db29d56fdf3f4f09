import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { NumberSelect } from '../../parts/number-select.tsx'
import { startJob } from '../../state/history.ts'
import { call } from '../../state/host.ts'
import { useSetting } from '../../state/use-setting.ts'

const kept = [0, 1, 3, 7, 14, 30] as const
const months = [0, 3, 6, 12, 24, 36, 60] as const

export function StorageRules({ busy }: { readonly busy: boolean }) {
  const { t } = useTranslation()
  const backups = useSetting('backupsKept')
  const rule = useSetting('retentionMonths')
  const [asked, setAsked] = useState<{ readonly months: number; readonly messages: number }>()
  // Nothing goes before the user has seen how much it is.
  const choose = async (next: number): Promise<void> => {
    setAsked(undefined)
    if (next === 0) return void (await rule.save(0))
    const counted = await call('previewRetention', { months: next })
    if (counted.ok) setAsked({ months: next, messages: counted.value.messages })
  }
  const agree = async (): Promise<void> => {
    if (asked === undefined) return
    setAsked(undefined)
    if (await rule.save(asked.months)) await startJob('retention', () => call('applyRetention', {}))
  }
  return (
    <section aria-labelledby="rules-title" className="flex flex-col gap-2">
      <h3 id="rules-title" className="text-sm font-medium">
        {t('storage_page.rules')}
      </h3>
      <NumberSelect
        label={t('storage_page.backups_kept')}
        hint={t('storage_page.backups_hint')}
        error={backups.error}
        value={backups.value}
        choices={kept}
        nameOf={(count) => (count === 0 ? t('storage_page.backups_none') : t('storage_page.backups_count', { count }))}
        onChange={(next) => void backups.save(next)}
      />
      <NumberSelect
        label={t('storage_page.retention')}
        hint={t('storage_page.retention_hint')}
        error={rule.error}
        value={asked?.months ?? rule.value}
        choices={months}
        nameOf={(count) =>
          count === 0 ? t('storage_page.retention_never') : t('storage_page.retention_months', { count })
        }
        onChange={(next) => void choose(next)}
      />
      {asked !== undefined && (
        <div
          role="alertdialog"
          aria-label={t('storage_page.retention')}
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
    </section>
  )
}
