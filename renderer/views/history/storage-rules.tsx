import { useTranslation } from 'react-i18next'
import { NumberSelect } from '../../parts/number-select.tsx'
import { useSetting } from '../../state/use-setting.ts'
import { detailsSection } from '../details/section.ts'
import { RetentionChoice } from './retention-choice.tsx'

const kept = [0, 1, 3, 7, 14, 30] as const
const months = [0, 3, 6, 12, 24, 36, 60] as const

export function StorageRules() {
  const { t } = useTranslation()
  const backups = useSetting('backupsKept')
  const rule = useSetting('retentionMonths')
  return (
    <section aria-labelledby="rules-title" className="flex flex-col gap-2">
      <h3 id="rules-title" className="text-sm font-semibold">
        {t('storage_page.rules')}
      </h3>
      <NumberSelect
        label={t('storage_page.backups_kept')}
        hint={t('storage_page.backups_hint')}
        error={backups.error}
        locked={backups.locked}
        value={backups.value}
        choices={kept}
        nameOf={(count) => (count === 0 ? t('storage_page.backups_none') : t('storage_page.backups_count', { count }))}
        onChange={(next) => void backups.save(next)}
      />
      <RetentionChoice
        label={t('storage_page.retention')}
        hint={t('storage_page.retention_hint')}
        error={rule.error}
        locked={rule.locked}
        value={rule.value}
        choices={months}
        nameOf={(count) =>
          count === 0 ? t('storage_page.retention_never') : t('storage_page.retention_months', { count })
        }
        monthsOf={(count) => count}
        save={rule.save}
      />
    </section>
  )
}

/** The choice that is none: what holds for all chats. */
const AS_ALL = -1

/** The rule of one chat, in its details. */
export function ChatRetention({ chat }: { readonly chat: string }) {
  const { t } = useTranslation()
  const { value, error, locked, save } = useSetting('retentionByChat')
  const general = useSetting('retentionMonths').value
  const nameOf = (count: number): string =>
    count === 0 ? t('storage_page.retention_never') : t('storage_page.retention_months', { count })
  return (
    <div className={`flex flex-col gap-2 ${detailsSection}`}>
      <RetentionChoice
        label={t('storage_page.retention')}
        hint={t('storage_page.retention_hint')}
        error={error}
        locked={locked}
        value={value[chat] ?? AS_ALL}
        choices={[AS_ALL, ...months]}
        nameOf={(count) => (count === AS_ALL ? t('history_range.as_all', { rule: nameOf(general) }) : nameOf(count))}
        monthsOf={(count) => (count === AS_ALL ? general : count)}
        conversation={chat}
        save={(count) => {
          const { [chat]: _before, ...others } = value
          return save(count === AS_ALL ? others : { ...others, [chat]: count })
        }}
      />
    </div>
  )
}
