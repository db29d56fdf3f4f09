import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { MAX_PARTS } from '../../../shared/api/composing-contract.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { charactersLeft, type Room } from '../../logic/room.ts'
import { Button } from '../../parts/button.tsx'
import { focusComposer } from '../../state/focus.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import type { Sending } from './use-sending.ts'

/** From here on the room that is left is shown. */
const WARN_WITHIN = 300

/** By how much a text is too long, and for whom. */
export function overLimit({ name, over, size, limit }: Room, t: TFunction, language: string): string {
  const number = (value: number): string => value.toLocaleString(language)
  return t('composer.over_limit', { name, bytes: number(over), size: number(size), limit: number(limit) })
}

/** One line below the field: why it can't be sent and what can be done about it, or what will happen when it is. */
export function ComposerLine({ sending, person }: { readonly sending: Sending; readonly person: Peer }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { failed, room, refused, uploading, hasSomething, parts } = sending
  const line = (): string | null => {
    if (failed) return t('composer.failed')
    if (room !== undefined && room.over > 0) return overLimit(room, t, language)
    const left = room === undefined ? WARN_WITHIN : charactersLeft(room)
    if (left < WARN_WITHIN) return t('composer.near_limit', { count: left })
    if (refused > 0) return t('attach.refused', { count: refused })
    if (uploading > 0) return t('attach.uploading', { count: uploading })
    return person.presence === 'offline' && hasSomething ? t('composer.offline', { name: person.name }) : null
  }
  return (
    <>
      <p
        id="composer-line"
        className={`text-xs empty:hidden ${failed || parts !== undefined || refused > 0 ? 'text-red' : 'text-muted'} pt-1`}
        aria-live="polite"
      >
        {line()}
      </p>
      {parts !== undefined && <TooLong sending={sending} parts={parts.length} />}
    </>
  )
}

/** The two ways out, one click each. */
function TooLong({ sending, parts }: { readonly sending: Sending; readonly parts: number }) {
  const { t } = useTranslation()
  const then = (work: () => Promise<void>) => () => {
    void work()
    focusComposer()
  }
  return (
    <div className="flex flex-wrap gap-2 pt-2">
      <Button onClick={then(sending.sendAsFile)}>{t('composer.as_file')}</Button>
      {parts <= MAX_PARTS && <Button onClick={then(sending.sendParts)}>{t('composer.split', { count: parts })}</Button>}
    </div>
  )
}
