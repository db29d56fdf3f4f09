import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { focusComposer } from '../../state/focus.ts'
import { set, useView } from '../../state/store.ts'
import { FilterButton } from './search-filters.tsx'

const leave = (): void => {
  set({ query: '' })
  focusComposer()
}

/** Down goes into the results, Enter opens the first one, Esc empties the field and goes back to the composer. */
export function SearchField() {
  const { t } = useTranslation()
  const query = useView((state) => state.query)
  const field = useRef<HTMLInputElement>(null)
  const firstResult = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-results] [role="option"]')
  return (
    <search className="relative block px-3 pb-2">
      <Search size={16} className="pointer-events-none absolute top-2 left-5 text-muted" aria-hidden="true" />
      <input
        ref={field}
        type="search"
        aria-label={t('sidebar.search')}
        placeholder={t('sidebar.search_placeholder')}
        data-focus="search"
        autoComplete="off"
        spellCheck={false}
        value={query}
        className="h-8 w-full rounded-sm border border-transparent bg-field pr-14 pl-8 text-sm focus-visible:outline-offset-0 in-data-[contrast=more]:border-edge"
        onChange={(event) => set({ query: event.target.value })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            event.stopPropagation()
            leave()
          } else if (event.key === 'ArrowDown') {
            event.preventDefault()
            firstResult()?.focus()
          } else if (event.key === 'Enter') {
            // Where the chat is open already its composer has the keyboard at once, and would take the key for a line break.
            event.preventDefault()
            firstResult()?.click()
          }
        }}
      />
      <FilterButton />
      {query !== '' && (
        <button
          type="button"
          aria-label={t('sidebar.clear_search')}
          className="absolute top-1 right-10 flex size-6 items-center justify-center rounded-sm text-muted hover:text-text"
          onClick={() => {
            set({ query: '' })
            field.current?.focus()
          }}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </search>
  )
}
