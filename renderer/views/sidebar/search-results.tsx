import { SearchX } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { filterPeople } from '../../logic/people.ts'
import { loadPinyin } from '../../logic/pinyin.ts'
import { Empty } from '../../parts/empty.tsx'
import { useMarksInChat } from '../../state/find.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { someoneOf } from '../../state/people.ts'
import { type Asked, useFileHits, useMessageHits, useQuery } from '../../state/search.ts'
import { useView } from '../../state/store.ts'
import { FilterChips } from './search-chips.tsx'
import { FileFound, Hit, MessageHit, PersonHit } from './search-hits.tsx'

/** Of each kind that stands above another one; `more` shows as many again. */
const FEW = 5
const FILES_WITHOUT_WORDS: ReadonlySet<string> = new Set(['file', 'image', 'folder'])

/** The dictionary of readings comes with the first search; then what is typed is looked up once more. */
function usePinyin(): boolean {
  const [loaded, setLoaded] = useState(false)
  useEffect(() => {
    void loadPinyin().then(() => setLoaded(true))
  }, [])
  return loaded
}

/** People, messages and files that contain what is typed. Arrow keys walk through all kinds as one list. */
export function SearchResults() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const query = useView((state) => state.query)
  const peers = useView((state) => state.peers)
  const conversations = useView((state) => state.conversations)
  const groups = useView((state) => state.groups)
  const messagesFirst = useView((state) => state.queryFor === 'messages')
  const pinyin = usePinyin()
  const { parsed, resolved } = useQuery(query)
  const { words, filter, asks, unknown } = resolved
  const filtered = parsed.filters.length > 0
  const people = useMemo(() => {
    if (filtered || words === '') return []
    // Also groups, and those whom only an old chat remembers.
    const others = [...conversations.keys()]
      .filter((id) => !peers.has(id))
      .map((id) => someoneOf({ peers, groups }, id))
    // Read again when the readings are there.
    return pinyin || words !== ''
      ? filterPeople([...peers.values(), ...others], words, new Intl.Collator(language))
      : []
  }, [peers, groups, conversations, words, filtered, language, pinyin])
  const asked: Asked | undefined = asks ? { words, filter } : undefined
  const namesFiles = words !== '' || (filter.has ?? []).some((has) => FILES_WITHOUT_WORDS.has(has))
  const { hits, more } = useMessageHits(asked)
  const { hits: files, more: moreFiles } = useFileHits(namesFiles ? asked : undefined)
  useMarksInChat(words)
  const settled = !asks || JSON.stringify(hits.asked) === JSON.stringify(asked)

  const peopleGroup = people.length > 0 && (
    <Group key="people" title={t('search.people')} count={people.length} step={words}>
      {(shown) => people.slice(0, shown).map((peer) => <PersonHit key={peer.id} peer={peer} query={words} />)}
    </Group>
  )
  const messageGroup = hits.found.length > 0 && (
    <Group key="messages" title={t('search.messages')}>
      {() => (
        <>
          {hits.found.map((message) => (
            <MessageHit key={message.id} message={message} query={hits.asked?.words ?? ''} />
          ))}
          {hits.hasMore && <More label={t('search.more_messages')} onOpen={more} />}
        </>
      )}
    </Group>
  )
  const fileGroup = namesFiles && files.found.length > 0 && (
    <Group
      key="files"
      title={t('find.files')}
      count={files.found.length}
      step={words}
      onMore={files.hasMore ? moreFiles : undefined}
    >
      {(shown) =>
        files.found
          .slice(0, shown)
          .map((hit) => (
            <FileFound key={`${hit.message}.${hit.attachment.index}`} hit={hit} query={files.asked?.words ?? ''} />
          ))
      }
    </Group>
  )
  const isEmpty = people.length === 0 && hits.found.length === 0 && files.found.length === 0
  return (
    <>
      <FilterChips query={query} filters={parsed.filters} />
      {isEmpty && settled && asks ? (
        <Empty icon={<SearchX size={40} strokeWidth={1.25} />} title={t('search.none_title')}>
          <p className="break-words">
            {unknown.length > 0
              ? t('find.nobody', { name: unknown[0] })
              : filtered
                ? t('find.none_filtered')
                : t('search.none_text', { text: words })}
          </p>
        </Empty>
      ) : (
        <div className="min-h-0 grow overflow-y-auto pb-2" data-results="">
          {!isEmpty && (
            <div role="listbox" aria-label={t('search.results')} tabIndex={-1}>
              {messagesFirst || filtered
                ? [messageGroup, fileGroup, peopleGroup]
                : [peopleGroup, fileGroup, messageGroup]}
            </div>
          )}
          {!asks && <p className="px-4 py-2 text-sm text-muted">{t('find.unfinished')}</p>}
        </div>
      )}
    </>
  )
}

/** `count`: of all that are known; a few of them are shown, more on demand. `step`: what starts it anew. */
function Group({
  title,
  count = 0,
  step = '',
  onMore,
  children,
}: {
  readonly title: string
  readonly count?: number
  readonly step?: string
  readonly onMore?: (() => void) | undefined
  readonly children: (shown: number) => ReactNode
}) {
  const { t } = useTranslation()
  const [shown, setShown] = useState({ step, count: FEW })
  const now = shown.step === step ? shown.count : FEW
  return (
    <fieldset aria-label={title} className="min-w-0">
      <div className="px-4 pt-2 pb-1 text-xs font-semibold text-muted" aria-hidden="true">
        {title}
      </div>
      {children(now)}
      {(count > now || onMore !== undefined) && (
        <More
          label={t('find.more', { kind: title })}
          onOpen={() => {
            setShown({ step, count: now + FEW * 4 })
            if (count <= now + FEW * 4) onMore?.()
          }}
        />
      )}
    </fieldset>
  )
}

const More = ({ label, onOpen }: { readonly label: string; readonly onOpen: () => void }) => (
  <Hit onOpen={onOpen} className="text-sm font-medium text-accent-text">
    {label}
  </Hit>
)
