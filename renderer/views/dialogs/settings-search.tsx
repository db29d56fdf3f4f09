import { Search } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { foundSettings, settingPlaces } from '../../logic/settings-index.ts'
import { hasDesktop } from '../../platform.ts'
import { openSettings } from '../../state/actions.ts'

const places = settingPlaces(hasDesktop)
const focusable = 'input, button, textarea, [role="combobox"], [role="switch"], [role="slider"]'

/** What is labelled by that text on the page that is shown. */
function control(label: string): HTMLElement | null {
  const page = document.querySelector('[role="dialog"] [role="tabpanel"]:not([inert])')
  const named = [
    ...(page?.querySelectorAll<HTMLElement>('label, h3, p, span, button, input, section[aria-label]') ?? []),
  ].find((element) => element.textContent.trim() === label || element.getAttribute('aria-label') === label)
  if (named === undefined) return null
  if (named.matches(focusable)) return named
  const labelled = named instanceof HTMLLabelElement ? named.control : null
  const beside = named.id === '' ? null : (page?.querySelector<HTMLElement>(`[aria-labelledby="${named.id}"]`) ?? null)
  const found = labelled ?? beside
  if (found?.matches(focusable) === true) return found
  return (found ?? named.closest('section'))?.querySelector<HTMLElement>(focusable) ?? null
}

/** Frames: some pages ask the host first. */
const PATIENCE = 60

function goTo(label: string, frames = PATIENCE): void {
  const found = control(label)
  found?.focus()
  found?.scrollIntoView({ block: 'center' })
  if (found === null && frames > 0) requestAnimationFrame(() => goTo(label, frames - 1))
}

/** The field above the pages, and, while something is typed, the settings that are found in place of the pages. */
export function SettingsSearch({
  field,
  query,
  onQuery,
}: {
  readonly field: RefObject<HTMLInputElement | null>
  readonly query: string
  readonly onQuery: (query: string) => void
}) {
  const { t } = useTranslation()
  const found = foundSettings(places, query, t, (page) => t(`settings.${page}`))

  const go = ({ page, label }: (typeof found)[number]): void => {
    openSettings(page)
    onQuery('')
    goTo(t(label))
  }
  const step = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing) return
    const rows = [...document.querySelectorAll<HTMLElement>('[data-setting]')]
    const at = rows.findIndex((row) => row.matches(':focus'))
    if (event.key === 'Escape' && query !== '') {
      onQuery('')
      field.current?.focus()
    } else if (event.key === 'ArrowDown') rows[at + 1]?.focus()
    else if (event.key === 'ArrowUp') (rows[at - 1] ?? field.current)?.focus()
    else if (event.key === 'Enter' && at === -1) rows[0]?.click()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <search className="flex min-h-0 flex-col gap-1" onKeyDown={step}>
      <div className="relative">
        <Search size={16} className="pointer-events-none absolute top-2 left-2 text-muted" aria-hidden="true" />
        <input
          ref={field}
          type="search"
          aria-label={t('ease.search_settings')}
          placeholder={t('ease.search_settings')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          className="h-8 w-full rounded-sm border border-transparent bg-field pr-1 pl-8 text-sm focus-visible:outline-offset-0 in-data-[contrast=more]:border-edge"
          onChange={(event) => onQuery(event.target.value)}
        />
      </div>
      {query.trim() !== '' && (
        <ul aria-label={t('ease.found_settings')} className="flex min-h-0 flex-col gap-1 overflow-y-auto p-0.5">
          {found.length === 0 && <li className="px-2 py-1 text-sm text-muted">{t('ease.no_setting')}</li>}
          {found.map((place) => (
            <li key={place.label}>
              <button
                type="button"
                data-setting=""
                className="flex w-full flex-col rounded-sm px-2 py-1 text-left text-sm hover:bg-hover"
                onClick={() => go(place)}
              >
                <span>{t(place.label)}</span>
                <span className="text-xs text-muted">{t(`settings.${place.page}`)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </search>
  )
}
