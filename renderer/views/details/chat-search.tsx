import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { useCountedHits } from '../../state/search.ts'
import { jumpToMessage } from '../../state/threads.ts'
import { MessageHit } from '../sidebar/search-results.tsx'

/** Search inside one chat: its own field and hits; the focus stays here while the chat moves to the hit. */
export function ChatSearch({ id, person }: { readonly id: string; readonly person: Peer }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [position, setPosition] = useState(-1)
  const words = query.trim()
  const { hits, more } = useCountedHits(words === '' ? undefined : { words, filter: { chats: [id] } })
  const count = hits.found.length

  const go = (index: number): void => {
    const message = hits.found[index]
    if (message === undefined) return
    setPosition(index)
    void jumpToMessage(id, message.id)
    if (index >= count - 3) more()
  }
  const settled = hits.asked !== undefined && hits.asked.words === words
  const total = hits.hasMore ? t('search.hits_more', { count }) : t('search.hits', { count })

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
              if (event.nativeEvent.isComposing || event.key !== 'Enter') return
              event.preventDefault()
              go(event.shiftKey ? Math.max(0, position - 1) : position + 1)
            }}
          />
        </div>
        <div className="flex min-h-8 items-center gap-1 text-xs text-muted">
          <span className="grow" aria-live="polite">
            {settled &&
              count > 0 &&
              (position === -1 ? total : t('search.position', { position: position + 1, total: count }))}
          </span>
          {/* Hits are newest first: the next one stands further up in the chat. */}
          <IconButton
            label={t('search.next')}
            className="size-8"
            disabled={position + 1 >= count}
            onClick={() => go(position + 1)}
          >
            <ChevronUp size={16} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={t('search.previous')}
            className="size-8"
            disabled={position <= 0}
            onClick={() => go(position - 1)}
          >
            <ChevronDown size={16} aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      <div className="min-h-0 grow overflow-y-auto px-0 pb-4">
        {query.trim() === '' && (
          <p className="px-4 text-sm text-muted">{t('search.in_chat_hint', { name: person.name })}</p>
        )}
        {settled && count === 0 && (
          <p className="px-4 text-sm break-words text-muted">{t('search.none_messages', { text: words })}</p>
        )}
        {count > 0 && (
          <div role="listbox" aria-label={t('search.results')} tabIndex={-1}>
            {hits.found.map((message, index) => (
              <MessageHit key={message.id} message={message} query={hits.asked?.words ?? ''} onOpen={() => go(index)} />
            ))}
          </div>
        )}
        {hits.hasMore && (
          <Button kind="quiet" className="mx-4 my-2" onClick={more}>
            {t('search.more_messages')}
          </Button>
        )}
      </div>
    </>
  )
}
