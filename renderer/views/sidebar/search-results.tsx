import { SearchX } from 'lucide-react'
import { type KeyboardEvent, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { listTime } from '../../logic/dates.ts'
import { filterPeople } from '../../logic/people.ts'
import { hitExcerpt } from '../../logic/preview.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Marked } from '../../parts/marked.tsx'
import { openChat } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { useMessageHits, useQuery } from '../../state/search.ts'
import { set, useView } from '../../state/store.ts'
import { rowLook } from './row.ts'

/** More people than this are found by typing on, not by scrolling. */
const SHOWN_PEOPLE = 50

const leaveSearch = (): void => set({ query: '' })

/** People and messages that contain what is typed. Arrow keys walk through both kinds as one list. */
export function SearchResults() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const query = useView((state) => state.query)
  const peers = useView((state) => state.peers)
  const messagesFirst = useView((state) => state.queryFor === 'messages')
  const { resolved } = useQuery(query)
  const { words } = resolved
  const people = useMemo(
    () => filterPeople(peers.values(), words, new Intl.Collator(language)),
    [peers, words, language],
  )
  const { hits, more } = useMessageHits(resolved.asks ? { words, filter: resolved.filter } : undefined)
  const settled = hits.asked?.words === words

  if (settled && people.length === 0 && hits.found.length === 0)
    return (
      <Empty icon={<SearchX size={40} strokeWidth={1.25} />} title={t('search.none_title')}>
        <p className="break-words">{t('search.none_text', { text: query.trim() })}</p>
      </Empty>
    )
  const hidden = people.length - SHOWN_PEOPLE
  const peopleGroup = people.length > 0 && (
    <Group key="people" title={t('search.people')}>
      {people.slice(0, SHOWN_PEOPLE).map((peer) => (
        <PersonHit key={peer.id} peer={peer} query={query} />
      ))}
      {hidden > 0 && <p className="px-4 py-1 text-xs text-muted">{t('search.more_people', { count: hidden })}</p>}
    </Group>
  )
  const messageGroup = hits.found.length > 0 && (
    <Group key="messages" title={t('search.messages')}>
      {hits.found.map((message) => (
        <MessageHit key={message.id} message={message} query={hits.asked?.words ?? ''} />
      ))}
    </Group>
  )
  return (
    <div className="min-h-0 grow overflow-y-auto" data-results="">
      <div role="listbox" aria-label={t('search.results')} tabIndex={-1}>
        {messagesFirst ? [messageGroup, peopleGroup] : [peopleGroup, messageGroup]}
      </div>
      {hits.hasMore && (
        <Button kind="quiet" className="mx-4 my-2" onClick={more}>
          {t('search.more_messages')}
        </Button>
      )}
    </div>
  )
}

/** Through all hits around the one that has the focus; above the first one is the field. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget.closest('[role="listbox"]')
  const options = [...(list?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])]
  const at = options.indexOf(event.currentTarget)
  if (event.key === 'ArrowDown') options[at + 1]?.focus()
  else if (event.key === 'ArrowUp')
    (options[at - 1] ?? list?.parentElement?.parentElement?.querySelector<HTMLElement>('input'))?.focus()
  else if (event.key === 'Enter' || event.key === ' ') options[at]?.click()
  else return
  event.preventDefault()
}

function Group({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <fieldset aria-label={title} className="min-w-0">
      <div className="px-4 pt-2 pb-1 text-xs font-semibold text-muted" aria-hidden="true">
        {title}
      </div>
      {children}
    </fieldset>
  )
}

function PersonHit({ peer, query }: { readonly peer: Peer; readonly query: string }) {
  const { t } = useTranslation()
  const line = [peer.group, peer.address, peer.host].filter((part) => part !== '').join(' · ')
  return (
    <div
      role="option"
      aria-selected={false}
      tabIndex={-1}
      onKeyDown={walk}
      data-drop={peer.id}
      className={`${rowLook(false)} h-auto! py-2`}
      onClick={() => {
        leaveSearch()
        void openChat(peer.id)
      }}
    >
      <Avatar peer={peer} ring="border-side group-hover:border-hover" />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate font-medium">
          <Marked text={peer.name} query={query} />
          <span className="sr-only">, {t(`presence.${peer.presence}`)}, </span>
        </span>
        <span className="truncate text-sm text-muted">
          <Marked text={line} query={query} />
        </span>
      </span>
    </div>
  )
}

/** One message that was found; also used for the hits inside one chat. */
export function MessageHit({
  message,
  query,
  onOpen,
}: {
  readonly message: Message
  readonly query: string
  readonly onOpen?: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const person = usePerson(message.conversation)
  const sender = message.direction === 'out' ? t('chat.you') : person.name
  const time = listTime(message.at, minute, language)
  const text = hitExcerpt(message, query)
  const open = onOpen ?? (() => void openChat(message.conversation, message.id))
  return (
    <div
      role="option"
      aria-selected={false}
      tabIndex={-1}
      onKeyDown={walk}
      className={`${rowLook(false)} h-auto! py-2`}
      onClick={open}
    >
      {onOpen === undefined && <Avatar peer={person} ring="border-side group-hover:border-hover" />}
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-baseline gap-2">
          <span className="grow truncate font-medium">{onOpen === undefined ? person.name : sender}</span>
          <time className="shrink-0 text-xs text-muted">{time}</time>
        </span>
        <span className="line-clamp-2 text-sm text-muted [overflow-wrap:anywhere]">
          {/* The clamped box makes blocks of its children: inside this one the marks stay part of their words. */}
          <span>
            {onOpen === undefined && message.direction === 'out' && `${t('chat.you')}: `}
            <Marked text={text} query={query} />
          </span>
        </span>
      </span>
    </div>
  )
}
