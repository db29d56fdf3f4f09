import { Check, Users, X } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Choice, choices, toggled } from '../../../logic/recipients.ts'
import { Avatar } from '../../../parts/avatar.tsx'
import { fieldBox } from '../../../parts/field.tsx'
import { useLanguageTag } from '../../../state/hooks.ts'
import { personOf } from '../../../state/people.ts'
import { useView } from '../../../state/store.ts'

/** More rows than anybody reads: typing narrows them. */
const MOST_SHOWN = 200
const RECIPIENT_FIELD = 'recipient-field'
const optionId = (at: number): string => `recipient-${at}`

/** Parts of a column: the chosen people as chips, a field, and below it who fits, which gives way where room is short; ↑ and ↓ choose, Enter puts in or out, Backspace takes the last chip. */
export function PeoplePicker({
  field,
  chosen,
  onChange,
}: {
  /** Has the keyboard first. */
  readonly field: RefObject<HTMLInputElement | null>
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const peers = useView((state) => state.peers)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const shown = useMemo(
    () => choices(peers.values(), query, new Intl.Collator(language, { numeric: true })).slice(0, MOST_SHOWN),
    [peers, query, language],
  )
  const active = Math.min(at, shown.length - 1)

  const toggle = (choice: Choice): void => {
    onChange(toggled(chosen, choice))
    setQuery('')
    setAt(0)
  }
  const go = (to: number): void => {
    setAt(to)
    document.getElementById(optionId(to))?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return
    const choice = shown[active]
    if (event.key === 'ArrowDown') go(Math.min(shown.length - 1, active + 1))
    else if (event.key === 'ArrowUp') go(Math.max(0, active - 1))
    else if (event.key === 'Enter' && choice !== undefined) toggle(choice)
    else if (event.key === 'Backspace' && query === '') onChange(chosen.slice(0, -1))
    else return
    event.preventDefault()
  }

  const list = { role: 'listbox', 'aria-label': t('recipients.people'), 'aria-multiselectable': true } as const
  return (
    <>
      <label htmlFor={RECIPIENT_FIELD} className="flex gap-2 text-sm font-medium">
        {t('recipients.to')}
        <span className="font-normal text-muted" aria-live="polite">
          {chosen.length > 0 && t('recipients.count', { count: chosen.length })}
        </span>
      </label>
      {chosen.length > 0 && (
        <ul
          aria-label={t('recipients.chosen')}
          className="-mt-2 flex max-h-18 shrink-0 flex-wrap gap-1 overflow-y-auto p-0.5"
        >
          {chosen.map((id) => (
            <Chip key={id} id={id} onRemove={() => onChange(chosen.filter((other) => other !== id))} />
          ))}
        </ul>
      )}
      <input
        ref={field}
        id={RECIPIENT_FIELD}
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="recipient-list"
        aria-activedescendant={shown.length > 0 ? optionId(active) : undefined}
        aria-label={t('recipients.search')}
        placeholder={t('recipients.search')}
        autoComplete="off"
        value={query}
        className={`${fieldBox} -mt-2 shrink-0`}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div
        id="recipient-list"
        {...list}
        className="-mt-2 min-h-20 shrink basis-48 overflow-y-auto rounded-sm border border-line p-1"
      >
        {shown.length === 0 && <p className="p-3 text-center text-sm text-muted">{t('recipients.nobody')}</p>}
        {shown.map((choice, index) => (
          <Row
            key={choice.key}
            id={optionId(index)}
            choice={choice}
            active={index === active}
            selected={isChosen(choice, chosen)}
            onToggle={() => toggle(choice)}
          />
        ))}
      </div>
    </>
  )
}

const isChosen = (choice: Choice, chosen: readonly string[]): boolean =>
  choice.kind === 'person' ? chosen.includes(choice.peer.id) : choice.people.every(({ id }) => chosen.includes(id))

function Row({
  id,
  choice,
  active,
  selected,
  onToggle,
}: {
  readonly id: string
  readonly choice: Choice
  readonly active: boolean
  readonly selected: boolean
  readonly onToggle: () => void
}) {
  const { t } = useTranslation()
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={`flex min-h-9 items-center gap-2 rounded-sm px-2 py-0.5 text-sm hover:bg-hover ${active ? 'bg-selected' : ''} ${choice.kind === 'person' ? 'pl-4' : 'font-medium'}`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onToggle}
      onKeyDown={(event) => event.key === 'Enter' && onToggle()}
    >
      {choice.kind === 'group' ? (
        <>
          <Users size={16} className="text-muted" aria-hidden="true" />
          <span className="grow truncate">
            {t('recipients.group', {
              name: choice.name === '' ? t('people.no_group') : choice.name,
              count: choice.people.length,
            })}
          </span>
        </>
      ) : (
        <>
          <Avatar peer={choice.peer} size="small" ring={active ? 'border-selected' : 'border-overlay'} />
          <span className="grow truncate">
            {choice.peer.name}
            <span className="text-muted">
              {' '}
              · {[choice.peer.group, choice.peer.address].filter(Boolean).join(' · ')}
            </span>
          </span>
        </>
      )}
      {selected && <Check size={16} className="shrink-0 text-accent-text" aria-hidden="true" />}
    </div>
  )
}

function Chip({ id, onRemove }: { readonly id: string; readonly onRemove: () => void }) {
  const { t } = useTranslation()
  const name = useView((state) => personOf(state.peers, id).name)
  return (
    <li className="flex max-w-48 items-center rounded-full bg-field pl-3 text-sm">
      <span className="truncate">{name}</span>
      <button
        type="button"
        aria-label={t('common.remove_item', { item: name })}
        className="flex size-7 shrink-0 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-text"
        onClick={onRemove}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  )
}
