import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'

/** Why a message may not be from whom it seems to be; empty for most. */
export function protectionMark({ encrypted, signature, unprotected }: Message, t: TFunction): string {
  if (signature === 'bad') return t('trust.bad')
  if (unprotected !== true) return ''
  return encrypted === true ? t('trust.unsigned') : t('trust.unprotected')
}

/** Stands where the text of a message would be that nobody could decrypt. */
export function Unreadable({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  return <span className="text-muted italic">{t('trust.unreadable', { name: person.name })}</span>
}
