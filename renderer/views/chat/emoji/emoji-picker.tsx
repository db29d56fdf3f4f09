import { Clock } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { emojiGroups, findPicks, type Pick } from '../../../logic/emoji.ts'
import { FacePicture } from '../../../parts/face-picture.tsx'
import { fieldBox } from '../../../parts/field.tsx'
import { insertText } from '../../../state/insert.ts'
import { EmojiGrid } from './emoji-grid.tsx'
import { EmojiTones } from './emoji-tones.tsx'
import { type PickGroup, usePicks } from './use-picks.ts'

const signs: readonly { readonly name: PickGroup; readonly sign: string | undefined }[] = [
  { name: 'recent', sign: undefined },
  { name: 'faces', sign: undefined },
  ...emojiGroups,
]

/** A field to search, one kind at a time below it, and all by keyboard: ↓ goes into the grid, typing goes on in the field. */
export function EmojiPicker({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation()
  const { all, groups, loading, remember, recent } = usePicks()
  const [query, setQuery] = useState('')
  const [group, setGroup] = useState<PickGroup>(recent ? 'recent' : 'faces')
  const panel = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const searching = query.trim() !== ''
  const shown = searching ? findPicks(all, query) : groups[group]

  const pick = ({ text }: Pick, keepOpen: boolean): void => {
    insertText(text, { focus: !keepOpen })
    remember(text)
    if (!keepOpen) onDone()
  }

  const onFieldKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    const [first] = shown
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      panel.current?.querySelector<HTMLElement>('[data-cell="0"]')?.focus()
    } else if (event.key === 'Enter' && first !== undefined) {
      event.preventDefault()
      pick(first, event.shiftKey)
    }
  }

  const onTabKey = (event: KeyboardEvent<HTMLElement>): void => {
    const at = signs.findIndex(({ name }) => name === group)
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const next = step === undefined ? undefined : signs[(at + step + signs.length) % signs.length]
    if (next === undefined) return
    event.preventDefault()
    setGroup(next.name)
    event.currentTarget.querySelector<HTMLElement>(`[data-group="${next.name}"]`)?.focus()
  }

  return (
    <>
      <div className="flex items-center gap-1">
        <input
          ref={field}
          type="search"
          value={query}
          autoComplete="off"
          aria-label={t('emoji.search')}
          placeholder={t('emoji.search')}
          className={`${fieldBox} min-w-0`}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onFieldKey}
        />
        <EmojiTones />
      </div>
      <div
        role="tablist"
        aria-label={t('emoji.groups')}
        className={`flex justify-between py-1 ${searching ? 'opacity-50' : ''}`}
        onKeyDown={onTabKey}
      >
        {signs.map(({ name, sign }) => (
          <button
            key={name}
            type="button"
            role="tab"
            data-group={name}
            aria-selected={!searching && name === group}
            aria-controls="emoji-panel"
            aria-label={t(`emoji.group.${name}`)}
            title={t(`emoji.group.${name}`)}
            tabIndex={name === group ? 0 : -1}
            className="flex size-7 items-center justify-center rounded-sm text-muted grayscale hover:bg-hover aria-selected:bg-selected aria-selected:grayscale-0"
            onClick={() => {
              setQuery('')
              setGroup(name)
            }}
          >
            {name === 'recent' ? (
              <Clock size={16} aria-hidden="true" />
            ) : name === 'faces' ? (
              <FacePicture name="smile" className="size-4" />
            ) : (
              <span aria-hidden="true">{sign}</span>
            )}
          </button>
        ))}
      </div>
      <div
        ref={panel}
        id="emoji-panel"
        role="tabpanel"
        aria-label={t(`emoji.group.${group}`)}
        className="min-h-0 grow overflow-y-auto p-0.5"
      >
        {shown.length > 0 ? (
          <EmojiGrid
            key={searching ? query : group}
            picks={shown}
            onPick={pick}
            onLeave={() => field.current?.focus()}
          />
        ) : (
          <p className="p-4 text-center text-sm text-muted">
            {loading && group !== 'faces'
              ? t('emoji.loading')
              : searching
                ? t('emoji.none', { text: query.trim() })
                : t('emoji.recent_empty')}
          </p>
        )}
      </div>
      <p className="pt-1 text-xs text-muted">{t('emoji.hint')}</p>
    </>
  )
}
