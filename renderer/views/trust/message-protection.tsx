import type { TFunction } from 'i18next'
import { Lock, LockOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { isPrivate } from '../../../shared/model/trust.ts'

/** Why a message may not be from whom it seems to be; empty for most. */
export function protectionMark({ encrypted, signature, unprotected }: Message, t: TFunction): string {
  if (signature === 'bad') return t('trust.bad')
  if (unprotected !== true) return ''
  return encrypted === true ? t('trust.unsigned') : t('trust.unprotected')
}

/** The chip above the chat says how it is now; a message shows only that it went another way. How an own one goes is known when it arrived. */
export function Protection({ message, person }: { readonly message: Message; readonly person: Peer }) {
  const { encrypted = false, state } = message
  if (encrypted === isPrivate(person.trust) || state === 'queued' || state === 'sent' || state === 'failed') return null
  const Icon = encrypted ? Lock : LockOpen
  return <Icon size="1em" aria-hidden="true" />
}

/** Stands where the text of a message would be that nobody could decrypt. */
export function Unreadable({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  return <span className="text-muted italic">{t('trust.unreadable', { name: person.name })}</span>
}
