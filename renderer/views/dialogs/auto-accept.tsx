import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { fileSize } from '../../logic/dates.ts'
import { IconButton } from '../../parts/button.tsx'
import { NumberSelect } from '../../parts/number-select.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { useSetting } from '../../state/use-setting.ts'

const MEGABYTE = 1024 * 1024
const limits = [10, 100, 1_024, 10_240].map((megabytes) => megabytes * MEGABYTE)

/** People are added where they are: in their details. */
export function AutoAccept() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { value, error, locked, change } = useSetting('autoAccept')
  return (
    <section aria-labelledby="accept-title" className="flex flex-col gap-1">
      <h3 id="accept-title" className="text-sm font-semibold">
        {t('settings.auto_accept')}
      </h3>
      <p className="text-xs text-muted">{t('settings.auto_accept_hint')}</p>
      <ul className="mb-2 rounded-sm border border-line">
        {value.peers.length === 0 && (
          <li className="px-3 py-1.5 text-sm text-muted">{t('settings.auto_accept_empty')}</li>
        )}
        {value.peers.map((peer) => (
          <Accepted
            key={peer}
            peer={peer}
            onRemove={
              locked === undefined
                ? () => void change((latest) => ({ ...latest, peers: latest.peers.filter((other) => other !== peer) }))
                : undefined
            }
          />
        ))}
      </ul>
      <NumberSelect
        label={t('settings.auto_accept_size')}
        error={error}
        locked={locked}
        value={value.maxBytes}
        choices={limits}
        nameOf={(bytes) => fileSize(bytes, language)}
        onChange={(maxBytes) => void change((latest) => ({ ...latest, maxBytes }))}
      />
    </section>
  )
}

function Accepted({ peer, onRemove }: { readonly peer: string; readonly onRemove: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { name } = usePerson(peer)
  return (
    <li className="flex min-h-9 items-center border-b border-line pl-3 text-sm last:border-0">
      <span className="grow truncate">{name}</span>
      {onRemove !== undefined && (
        <IconButton label={t('common.remove_item', { item: name })} onClick={onRemove}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}
