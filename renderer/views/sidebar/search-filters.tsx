import { Popover } from '@base-ui/react/popover'
import { SlidersHorizontal } from 'lucide-react'
import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type ParsedQuery, withFilter, withoutFilter } from '../../../shared/model/search-query.ts'
import { type FilterKind, hasKinds } from '../../../shared/model/search-words.ts'
import { dayText, startOfDay } from '../../logic/days.ts'
import { fieldBox } from '../../parts/field.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { useQuery } from '../../state/search.ts'
import { now, set, useView } from '../../state/store.ts'

const dates = ['on', 'after', 'before'] as const

/** Writes the filter into the typed text, instead of another one of its kind; an empty value takes it out. */
function choose(parsed: ParsedQuery, kind: FilterKind, value: string): void {
  let { query } = now()
  for (const filter of parsed.filters.toReversed()) if (filter.kind === kind) query = withoutFilter(query, filter)
  set({ query: value === '' ? query : withFilter(query, kind, value) })
}

/** The pickers for what can also be typed. */
export function FilterButton() {
  const { t } = useTranslation()
  const query = useView((state) => state.query)
  const { parsed } = useQuery(query)
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={t('find.filter')}
        title={t('find.filter')}
        className="absolute top-1 right-4 flex size-6 items-center justify-center rounded-sm text-muted hover:text-text data-popup-open:text-accent-text"
      >
        <SlidersHorizontal size={14} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" collisionPadding={8} className="z-40">
          <Popover.Popup className="fade surface-overlay flex w-72 max-w-(--available-width) flex-col gap-2 p-3 text-sm">
            <Popover.Title className="font-semibold">{t('find.filter')}</Popover.Title>
            <PersonPicker kind="from" parsed={parsed} />
            <PersonPicker kind="in" parsed={parsed} />
            <HasPicker parsed={parsed} />
            {dates.map((kind) => (
              <DayPicker key={kind} kind={kind} parsed={parsed} />
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function PersonPicker({ kind, parsed }: { readonly kind: 'from' | 'in'; readonly parsed: ParsedQuery }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const id = useId()
  const peers = useView((state) => state.peers)
  const choices = useMemo(() => {
    const collator = new Intl.Collator(language, { numeric: true })
    const people = [...peers.values()].sort((a, b) => collator.compare(a.name, b.name))
    const names = new Map<string, number>()
    for (const { name } of people) names.set(name, (names.get(name) ?? 0) + 1)
    return people.map((peer) => ({
      value: names.get(peer.name) === 1 ? peer.name : peer.id,
      label: names.get(peer.name) === 1 ? peer.name : `${peer.name} (${peer.address})`,
    }))
  }, [peers, language])
  const current = parsed.filters.find((filter) => filter.kind === kind)
  const value = current?.kind === kind ? (current.me ? 'me' : current.value) : ''
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="w-20 shrink-0">
        {t(`find.${kind}`)}
      </label>
      <select
        id={id}
        className={`${fieldBox} min-w-0 grow`}
        value={value}
        onChange={(event) => choose(parsed, kind, event.target.value)}
      >
        <option value="">{t(kind === 'from' ? 'find.anybody' : 'find.any_chat')}</option>
        {kind === 'from' && <option value="me">{t('chat.you')}</option>}
        {value !== '' && value !== 'me' && choices.every((choice) => choice.value !== value) && (
          <option value={value}>{value}</option>
        )}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  )
}

function HasPicker({ parsed }: { readonly parsed: ParsedQuery }) {
  const { t } = useTranslation()
  return (
    <fieldset className="flex items-start gap-2" aria-label={t('find.has')}>
      <span className="w-20 shrink-0 pt-1" aria-hidden="true">
        {t('find.has')}
      </span>
      <div className="flex flex-wrap gap-1">
        {hasKinds.map((has) => {
          const chosen = parsed.filters.find((filter) => filter.kind === 'has' && filter.value === has)
          return (
            <button
              key={has}
              type="button"
              aria-pressed={chosen !== undefined}
              className="min-h-7 rounded-full border border-edge px-2.5 text-xs hover:bg-hover aria-pressed:border-transparent aria-pressed:bg-fill aria-pressed:text-on-fill"
              onClick={() =>
                set(({ query }) => ({
                  query: chosen === undefined ? withFilter(query, 'has', has) : withoutFilter(query, chosen),
                }))
              }
            >
              {t(`find.has_${has}`)}
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}

function DayPicker({ kind, parsed }: { readonly kind: (typeof dates)[number]; readonly parsed: ParsedQuery }) {
  const { t } = useTranslation()
  const id = useId()
  const current = parsed.filters.find((filter) => filter.kind === kind)
  const value = current?.kind === kind ? dayText(startOfDay(current.period.first)) : ''
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="w-20 shrink-0">
        {t(`find.${kind}`)}
      </label>
      <input
        id={id}
        type="date"
        className={`${fieldBox} min-w-0 grow`}
        value={value}
        onChange={(event) => choose(parsed, kind, event.target.value)}
      />
    </div>
  )
}
