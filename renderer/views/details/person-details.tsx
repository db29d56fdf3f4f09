import { FolderDown, Pencil, Pin, Star } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago, capital, fullTime } from '../../logic/dates.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { openDialog, toggleStarred } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'
import { toggleTransfers } from '../../state/transfer-actions.ts'
import { AlwaysAccept } from './always-accept.tsx'

export function PersonDetails({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const pinned = useView((state) => state.conversations.get(person.id)?.pinned ?? false)
  const heard = {
    online: t('details.now'),
    away: t('details.away_now'),
    offline:
      person.lastHeard === 0
        ? t('people.never_heard')
        : `${ago(Math.min(person.lastHeard, minute), minute, language)} (${fullTime(person.lastHeard, language)})`,
  }[person.presence]
  const fields: readonly (readonly [string, string])[] = [
    ...(person.alias === '' ? [] : [[t('details.alias'), person.alias] as const]),
    [t('details.group'), person.group],
    [t('details.user'), person.user],
    [t('details.host'), person.host],
    [t('details.address'), person.port === 0 ? person.address : `${person.address}:${person.port}`],
    [t('details.client'), person.client],
    [t('details.last_heard'), capital(heard, language)],
  ]
  return (
    <div className="flex grow flex-col gap-4 overflow-y-auto px-4 pb-6">
      <div className="flex flex-col items-center gap-2 pt-2 text-center">
        <Avatar peer={person} size="large" ring="border-surface" />
        <p className="text-lg font-semibold break-words">{person.name}</p>
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        <Button onClick={() => openDialog({ kind: 'alias', peer: person.id })}>
          <Pencil size={14} aria-hidden="true" />
          {person.alias === '' ? t('details.edit_alias') : t('details.change_alias')}
        </Button>
        <Button onClick={() => void call('setPinned', { conversation: person.id, pinned: !pinned })}>
          <Pin size={14} aria-hidden="true" />
          {pinned ? t('details.unpin') : t('details.pin')}
        </Button>
        <Button onClick={() => toggleTransfers(person.id)}>
          <FolderDown size={14} aria-hidden="true" />
          {t('transfer.of_chat')}
        </Button>
        <Button onClick={toggleStarred}>
          <Star size={14} aria-hidden="true" />
          {t('reading.starred_messages')}
        </Button>
      </div>
      <AlwaysAccept person={person} />
      <Facts facts={fields} />
    </div>
  )
}

/** Pairs of a name and a value that can be selected and copied. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  const { t } = useTranslation()
  return (
    <dl className="flex flex-col divide-y divide-line rounded-md border border-line">
      {facts.map(([name, value]) => (
        <div key={name} className="px-3 py-2">
          <dt className="text-xs text-muted">{name}</dt>
          <dd className="text-sm break-words select-text">{value === '' ? t('details.unknown') : value}</dd>
        </div>
      ))}
    </dl>
  )
}
