import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import type { Sending } from './use-sending.ts'

/** From here on the room that is left is shown. */
const WARN_WITHIN = 300

/** One line below the field: why it can't be sent, or what will happen when it is. */
export function ComposerLine({ sending, person }: { readonly sending: Sending; readonly person: Peer }) {
  const { t } = useTranslation()
  const { failed, left, refused, uploading, hasSomething } = sending
  const line = (): string | null => {
    if (failed) return t('composer.failed')
    if (left < 0) return t('composer.too_long', { count: -left })
    if (left < WARN_WITHIN) return t('composer.near_limit', { count: left })
    if (refused > 0) return t('attach.refused', { count: refused })
    if (uploading > 0) return t('attach.uploading', { count: uploading })
    return person.presence === 'offline' && hasSomething ? t('composer.offline', { name: person.name }) : null
  }
  return (
    <p
      id="composer-line"
      className={`text-xs empty:hidden ${failed || left < 0 || refused > 0 ? 'text-red' : 'text-muted'} pt-1`}
      aria-live="polite"
    >
      {line()}
    </p>
  )
}
