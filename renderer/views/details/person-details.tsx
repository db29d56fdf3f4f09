import { Copy, EllipsisVertical, FolderDown, MessageSquare, Pin, PinOff, Star } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { COUNTED, type PersonFacts } from '../../../shared/api/people-contract.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago, capital, fullTime } from '../../logic/dates.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button, IconButton, iconButton } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { ButtonMenu } from '../../parts/menu.tsx'
import { copyText, openDialog, toggleStarred } from '../../state/actions.ts'
import { focusComposer } from '../../state/focus.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { usePersonFacts } from '../../state/person-facts.ts'
import { useView } from '../../state/store.ts'
import { toggleTransfers } from '../../state/transfer-actions.ts'
import { ChatRetention } from '../history/storage-rules.tsx'
import { TrustDetails } from '../trust/trust-details.tsx'
import { usePersonEntries } from '../use-person-entries.tsx'
import { AlwaysAccept } from './always-accept.tsx'
import { JoinedEntries } from './joined-entries.tsx'
import { Alike, Confusable, Sightings } from './person-history.tsx'
import { AskProgram, useProgramFacts } from './program-facts.tsx'
import { detailsSection } from './section.ts'
import { SharedMedia } from './shared-media.tsx'

/** What is done most, in one row below the name. */
const deed = 'size-10! bg-field'

export function PersonDetails({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const pinned = useView((state) => state.conversations.get(person.id)?.pinned ?? false)
  const hasChat = useView((state) => state.conversations.has(person.id))
  const known = useView((state) => state.peers.has(person.id))
  const facts = usePersonFacts(person)
  const entriesOf = usePersonEntries()
  const { signature = '', note = '' } = person
  return (
    <div className="flex grow flex-col divide-y divide-line overflow-y-auto">
      <div className="flex flex-col items-center px-4 pt-2 pb-4 text-center">
        <Avatar peer={person} size="large" ring="border-surface" />
        <p className="mt-2 max-w-full text-lg font-semibold break-words">{person.name}</p>
        {signature !== '' && <p className="max-w-full text-sm break-words text-muted">{signature}</p>}
        {person.blocked === true && <p className="text-sm font-medium text-red">{t('person.blocked')}</p>}
        <div className="mt-3 flex flex-wrap justify-center gap-2">
          {person.blocked !== true && (
            <IconButton className={deed} label={t('person.message')} onClick={focusComposer}>
              <MessageSquare size={18} aria-hidden="true" />
            </IconButton>
          )}
          <IconButton className={deed} label={t('transfer.of_chat')} onClick={() => toggleTransfers(person.id)}>
            <FolderDown size={18} aria-hidden="true" />
          </IconButton>
          <IconButton className={deed} label={t('reading.starred_messages')} onClick={toggleStarred}>
            <Star size={18} aria-hidden="true" />
          </IconButton>
          <IconButton
            className={deed}
            label={pinned ? t('details.unpin') : t('details.pin')}
            onClick={() => void call('setPinned', { conversation: person.id, pinned: !pinned })}
          >
            {pinned ? <PinOff size={18} aria-hidden="true" /> : <Pin size={18} aria-hidden="true" />}
          </IconButton>
          <IconButton
            className={deed}
            label={t('person.copy_address')}
            onClick={() => void copyText(person.address, t('person.address_copied'))}
          >
            <Copy size={18} aria-hidden="true" />
          </IconButton>
          {known && (
            <ButtonMenu
              trigger={
                <button
                  type="button"
                  aria-label={t('person.more', { name: person.name })}
                  className={`${iconButton} ${deed}`}
                >
                  <EllipsisVertical size={18} aria-hidden="true" />
                </button>
              }
              entries={entriesOf(person).filter(({ key }) => key !== 'message' && key !== 'copy')}
            />
          )}
        </div>
      </div>
      {note !== '' && (
        <section aria-label={t('person.note')} className={detailsSection}>
          <p className="text-xs text-muted">{t('person.note')}</p>
          <p className="text-sm break-words whitespace-pre-wrap select-text">{note}</p>
          <Button kind="quiet" className="-ml-3" onClick={() => openDialog({ kind: 'note', peer: person.id })}>
            {t('person.edit_note')}
          </Button>
        </section>
      )}
      {facts !== undefined && <Alike person={person} alike={facts.alike} />}
      {facts !== undefined && <Confusable confusable={facts.confusable} />}
      <div className={detailsSection}>
        <Facts facts={useFacts(person, facts)} />
        <AskProgram person={person} />
      </div>
      {facts !== undefined && <Sightings person={person} sightings={facts.sightings} />}
      {facts !== undefined && <JoinedEntries person={person} joined={facts.joined} />}
      <TrustDetails person={person} />
      <AlwaysAccept person={person} />
      {hasChat && <ChatRetention key={`rule of ${person.id}`} chat={person.id} />}
      <SharedMedia key={person.id} id={person.id} />
    </div>
  )
}

function useFacts(person: Peer, facts: PersonFacts | undefined): readonly (readonly [string, string])[] {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const heard = {
    online: t('details.now'),
    away: t('details.away_now'),
    offline:
      person.lastHeard === 0
        ? t('people.never_heard')
        : `${ago(Math.min(person.lastHeard, minute), minute, language)} (${fullTime(person.lastHeard, language)})`,
  }[person.presence]
  const program = useProgramFacts(person)
  const counted = (count: number): string => {
    const number = new Intl.NumberFormat(language).format(count)
    return count >= COUNTED ? t('person.more_than', { count: number }) : number
  }
  const all: readonly (readonly [string, string])[] = [
    ...(person.alias === '' ? [] : [[t('details.alias'), person.alias] as const]),
    ...(person.nickname === undefined ? [] : [[t('person.nickname'), person.nickname] as const]),
    [t('details.group'), person.group],
    [t('details.user'), person.user],
    [t('details.host'), person.host],
    [t('details.address'), person.port === 0 ? person.address : `${person.address}:${person.port}`],
    [t('details.client'), person.client],
    ...program,
    [t('details.last_heard'), capital(heard, language)],
    ...(facts === undefined
      ? []
      : [
          [t('person.first_seen'), fullTime(facts.firstSeen, language)] as const,
          [t('person.messages'), counted(facts.messages)] as const,
          [t('person.files'), counted(facts.files)] as const,
          [t('person.encoding'), facts.encoding] as const,
        ]),
  ]
  return all.map(([name, value]) => [name, value === '' ? t('details.unknown') : value])
}
