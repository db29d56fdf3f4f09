import { Star, StarOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inertText } from '../../../shared/model/inert.ts'
import { isCovered, type Message } from '../../../shared/model/message.ts'
import { withoutQuote } from '../../../shared/model/quote.ts'
import { listTime } from '../../logic/dates.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { openChat } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { usePerson } from '../../state/people.ts'
import { setStarred } from '../../state/reading.ts'
import { useView } from '../../state/store.ts'

const PAGE = 50
/** Three lines hold less. */
const SHOWN = 240

/** The starred messages of the chat, or of all; each leads to its place. */
export function StarredPanel({ chat }: { readonly chat: string | undefined }) {
  const { t } = useTranslation()
  const [everywhere, setEverywhere] = useState(chat === undefined)
  const [found, setFound] = useState<{ readonly messages: readonly Message[]; readonly hasMore: boolean }>()
  const changes = useView((state) => state.starChanges)
  const scope = everywhere || chat === undefined ? {} : { conversation: chat }
  const conversation = scope.conversation

  useEffect(() => {
    let asked = true
    void changes
    void call('starredMessages', { ...(conversation !== undefined && { conversation }), limit: PAGE }).then((page) => {
      if (asked && page.ok) setFound(page.value)
    })
    return () => {
      asked = false
    }
  }, [conversation, changes])

  const more = (): void => {
    const before = found?.messages.at(-1)?.id
    if (before === undefined) return
    void call('starredMessages', { ...scope, before, limit: PAGE }).then((page) => {
      if (!page.ok) return
      setFound((first) => ({
        messages: [...(first?.messages ?? []), ...page.value.messages],
        hasMore: page.value.hasMore,
      }))
    })
  }

  return (
    <div className="flex min-h-0 grow flex-col">
      {chat !== undefined && (
        <fieldset className="flex shrink-0 gap-1 px-4 pb-2" aria-label={t('reading.starred_where')}>
          {[false, true].map((all) => (
            <Button
              key={String(all)}
              aria-pressed={everywhere === all}
              className="aria-pressed:bg-selected"
              onClick={() => setEverywhere(all)}
            >
              {all ? t('reading.starred_everywhere') : t('reading.starred_here')}
            </Button>
          ))}
        </fieldset>
      )}
      {found?.messages.length === 0 && (
        <Empty icon={<Star size={40} strokeWidth={1.25} />} title={t('reading.no_stars_title')}>
          <p>{t('reading.no_stars_text')}</p>
        </Empty>
      )}
      <ul className="min-h-0 grow overflow-y-auto pb-4" aria-label={t('reading.starred_messages')}>
        {found?.messages.map((message) => (
          <StarredMessage key={message.id} message={message} everywhere={conversation === undefined} />
        ))}
        {found?.hasMore === true && (
          <li>
            <Button kind="quiet" className="mx-4 my-2" onClick={more}>
              {t('search.more_messages')}
            </Button>
          </li>
        )}
      </ul>
    </div>
  )
}

function StarredMessage({ message, everywhere }: { readonly message: Message; readonly everywhere: boolean }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const person = usePerson(message.conversation)
  const own = message.direction === 'out'
  const who = own ? t('chat.you') : (message.sender?.name ?? person.name)
  const sender = everywhere && (own || message.sender !== undefined) ? `${who} → ${person.name}` : who
  const text = isCovered(message)
    ? t(message.locked ? 'sealed.locked' : 'sealed.sealed')
    : inertText(withoutQuote(message.text)).slice(0, SHOWN) || message.attachments.map(({ name }) => name).join(', ')
  return (
    <li className="flex items-start gap-1 pr-3 hover:bg-hover">
      <button
        type="button"
        className="min-w-0 grow py-2 pl-4 text-left"
        onClick={() => void openChat(message.conversation, message.id)}
      >
        <span className="flex items-baseline gap-2">
          <span className="grow truncate text-sm font-medium">{sender}</span>
          <time className="shrink-0 text-xs text-muted">{listTime(message.at, minute, language)}</time>
        </span>
        <span className="line-clamp-3 text-sm text-muted [overflow-wrap:anywhere]">{text}</span>
      </button>
      <IconButton label={t('reading.unstar')} className="mt-1 size-8" onClick={() => void setStarred([message], false)}>
        <StarOff size={16} aria-hidden="true" />
      </IconButton>
    </li>
  )
}
