import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type QueryFilter, withoutFilter } from '../../../shared/model/search-query.ts'
import { focusSearch } from '../../state/focus.ts'
import { personOf } from '../../state/people.ts'
import { set, useView } from '../../state/store.ts'

/** The filters of the search, each of which a click takes out of the typed text. */
export function FilterChips({ query, filters }: { readonly query: string; readonly filters: readonly QueryFilter[] }) {
  const { t } = useTranslation()
  const finished = filters.filter((filter) => filter.kind !== 'unfinished')
  if (finished.length === 0) return null
  return (
    <ul aria-label={t('find.filters')} className="flex flex-wrap gap-1 px-3 pb-2">
      {finished.map((filter) => (
        <Chip key={filter.start} filter={filter} query={query} />
      ))}
    </ul>
  )
}

function Chip({ filter, query }: { readonly filter: QueryFilter; readonly query: string }) {
  const { t } = useTranslation()
  const peers = useView((state) => state.peers)
  const label = labelOf()

  function labelOf(): string {
    switch (filter.kind) {
      case 'from':
        return t('find.chip_from', { name: filter.me ? t('chat.you') : nameOf(filter.value) })
      case 'in':
        return t('find.chip_in', { name: nameOf(filter.value) })
      case 'has':
        return t('find.chip_has', { what: t(`find.has_${filter.value}`) })
      case 'before':
        return t('find.chip_before', { day: filter.value })
      case 'after':
        return t('find.chip_after', { day: filter.value })
      case 'on':
        return t('find.chip_on', { day: filter.value })
      case 'unfinished':
        return filter.value
    }
  }

  /** Of two people with one name, the filter names the id. */
  function nameOf(value: string): string {
    return peers.has(value) ? personOf(peers, value).name : value
  }

  return (
    <li className="flex max-w-full">
      <button
        type="button"
        aria-label={t('common.remove_item', { item: label })}
        className="flex min-h-6 max-w-full items-center gap-1 rounded-full border border-line bg-field py-0.5 pr-1.5 pl-2.5 text-xs hover:bg-hover"
        onClick={() => {
          set({ query: withoutFilter(query, filter) })
          focusSearch()
        }}
      >
        <span className="truncate">{label}</span>
        <X size={12} className="shrink-0 text-muted" aria-hidden="true" />
      </button>
    </li>
  )
}
