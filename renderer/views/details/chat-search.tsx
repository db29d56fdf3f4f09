import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { useMarksInChat, useStepping } from '../../state/find.ts'
import { type Asked, useCountedHits, useQuery } from '../../state/search.ts'
import { jumpToMessage } from '../../state/threads.ts'
import { MessageHit } from '../sidebar/search-hits.tsx'

/** Hits from the end of what is loaded at which the next page is asked for. */
const AHEAD = 3

/** Up from there leads back to the field. */
const firstHit = (field: HTMLElement): HTMLElement | null | undefined =>
  field.closest('[data-pane]')?.querySelector<HTMLElement>('[role="option"]')

/** Search inside one chat: its own field and hits; the focus stays where it is while the chat moves to the hit. */
export function ChatSearch({ id, person }: { readonly id: string; readonly person: Peer }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [position, setPosition] = useState(-1)
  const { words, filter, asks } = useQuery(query).resolved
  const asked: Asked | undefined = asks ? { words, filter: { ...filter, chats: [id] } } : undefined
  const { hits, more } = useCountedHits(asked)
  const { found } = hits
  useMarksInChat(words)

  const go = useCallback(
    (index: number): void => {
      const message = found[index]
      if (message === undefined) return
      setPosition(index)
      void jumpToMessage(id, message.id)
      if (index >= found.length - AHEAD) more()
    },
    [found, id, more],
  )
  const step = useCallback(
    (direction: 'older' | 'newer') => go(direction === 'older' ? position + 1 : Math.max(0, position - 1)),
    [go, position],
  )
  useStepping(step)

  const settled = asks && JSON.stringify(hits.asked) === JSON.stringify(asked)
  const total = Math.max(hits.total?.count ?? 0, found.length)
  const isMore = hits.total === undefined ? hits.hasMore : hits.total.more
  const totalText = isMore ? t('search.hits_more', { count: total }) : t('search.hits', { count: total })

  return (
    <>
      <div className="flex shrink-0 flex-col gap-1 px-4 pb-2">
        <div className="relative">
          <Search size={16} className="pointer-events-none absolute top-2 left-2 text-muted" aria-hidden="true" />
          <input
            type="search"
            aria-label={t('search.in_chat')}
            data-focus="find"
            autoComplete="off"
            spellCheck={false}
            value={query}
            className="h-8 w-full rounded-sm border border-transparent bg-field pr-2 pl-8 text-sm focus-visible:outline-offset-0 in-data-[contrast=more]:border-edge"
            onChange={(event) => {
              setQuery(event.target.value)
              setPosition(-1)
            }}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return
              if (event.key === 'Enter') step(event.shiftKey ? 'newer' : 'older')
              else if (event.key === 'ArrowDown') firstHit(event.currentTarget)?.focus()
              else return
              event.preventDefault()
            }}
          />
        </div>
        <div className="flex min-h-8 items-center gap-1 text-xs text-muted">
          <span className="grow tabular-nums" aria-live="polite">
            {settled &&
              total > 0 &&
              (position === -1
                ? totalText
                : t('search.position', { position: position + 1, total: isMore ? `${total}+` : total }))}
          </span>
          {/* Hits are newest first: the next one stands further up in the chat. */}
          <IconButton
            label={t('search.next')}
            className="size-8"
            disabled={position + 1 >= found.length}
            onClick={() => step('older')}
          >
            <ChevronUp size={16} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={t('search.previous')}
            className="size-8"
            disabled={position <= 0}
            onClick={() => step('newer')}
          >
            <ChevronDown size={16} aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      <div className="min-h-0 grow overflow-y-auto px-0 pb-4">
        {!asks && <p className="px-4 text-sm text-muted">{t('search.in_chat_hint', { name: person.name })}</p>}
        {settled && found.length === 0 && (
          <p className="px-4 text-sm break-words text-muted">
            {words === '' ? t('find.none_filtered') : t('search.none_messages', { text: words })}
          </p>
        )}
        {asks && found.length > 0 && (
          <div role="listbox" aria-label={t('search.results')} tabIndex={-1}>
            {found.map((message, index) => (
              <MessageHit key={message.id} message={message} query={hits.asked?.words ?? ''} onOpen={() => go(index)} />
            ))}
          </div>
        )}
        {asks && hits.hasMore && (
          <Button kind="quiet" className="mx-4 my-2" onClick={more}>
            {t('search.more_messages')}
          </Button>
        )}
      </div>
    </>
  )
}
