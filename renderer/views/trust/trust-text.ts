import { Lock, LockOpen, type LucideIcon, ShieldAlert, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { isPrivate } from '../../../shared/model/trust.ts'

/** How it looks. Yellow and not red: something is to be looked at, nothing is lost. */
export function trustLook({ trust, otherCard }: Pick<Peer, 'trust' | 'otherCard'>): {
  readonly Icon: LucideIcon
  readonly tone: string
} {
  switch (trust) {
    case undefined:
    case 'plain-chosen':
      return { Icon: LockOpen, tone: 'text-muted' }
    case 'encrypted':
      return otherCard ? { Icon: ShieldAlert, tone: 'text-amber' } : { Icon: Lock, tone: 'text-muted' }
    case 'compared':
      return otherCard ? { Icon: ShieldAlert, tone: 'text-amber' } : { Icon: ShieldCheck, tone: 'text-accent-text' }
    case 'changed':
    case 'downgraded':
      return { Icon: ShieldAlert, tone: 'text-amber' }
  }
}

/** What is done with the next message to him, in a few words and in a sentence. */
export function useTrustText({ name, client, trust, clearFiles }: Peer): {
  readonly title: string
  readonly hint: string
} {
  const { t } = useTranslation()
  if (clearFiles === true && isPrivate(trust)) {
    return { title: t('file_trust.title'), hint: t('file_trust.hint', { name }) }
  }
  switch (trust) {
    case undefined:
      return {
        title: t('chat.readable'),
        hint: t('chat.readable_hint', { client: client === '' ? t('chat.this_program') : client }),
      }
    case 'plain-chosen':
      return { title: t('trust.plain'), hint: t('trust.plain_hint', { name }) }
    case 'encrypted':
      return { title: t('trust.encrypted', { name }), hint: t('trust.encrypted_hint') }
    case 'compared':
      return { title: t('trust.compared'), hint: t('trust.compared_hint') }
    case 'changed':
      return { title: t('trust.changed'), hint: t('trust.changed_hint', { name }) }
    case 'downgraded':
      return { title: t('trust.downgraded'), hint: t('trust.downgraded_hint', { name }) }
  }
}
