import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { completions } from '../../logic/presets.ts'
import { oneLine } from '../../logic/preview.ts'
import { useSettings } from '../../state/hooks.ts'
import { replaceBefore } from '../../state/insert.ts'

const LIST = 'preset-completion'
const optionId = (at: number): string => `${LIST}-${at}`

/** What fits behind a `/` at the start of the text; ↑ and ↓ choose, Enter or Tab takes, Esc leaves the text as it is. */
export function useCompletion(text: string) {
  const { presets } = useSettings()
  const [left, setLeft] = useState<string>()
  const [at, setAt] = useState(0)
  const found = left === text ? [] : completions(text, presets)
  const chosen = Math.min(at, found.length - 1)

  const take = (preset: string): void => {
    replaceBefore(0, preset)
    setAt(0)
  }

  /** True when the key was one of the list. */
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const preset = found[chosen]
    if (preset === undefined || event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return false
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
    switch (event.key) {
      case 'ArrowDown':
        setAt((chosen + 1) % found.length)
        break
      case 'ArrowUp':
        setAt((chosen - 1 + found.length) % found.length)
        break
      case 'Enter':
      case 'Tab':
        take(preset)
        break
      case 'Escape':
        setLeft(text)
        break
      default:
        return false
    }
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  const field =
    found.length === 0
      ? {}
      : ({ 'aria-autocomplete': 'list', 'aria-controls': LIST, 'aria-activedescendant': optionId(chosen) } as const)
  return { found, chosen, take, onKeyDown, field }
}

/** Lies over the chat, above the field. */
export function Completion({
  found,
  chosen,
  onTake,
}: {
  readonly found: readonly string[]
  readonly chosen: number
  readonly onTake: (preset: string) => void
}) {
  const { t } = useTranslation()
  if (found.length === 0) return null
  const list = { role: 'listbox', 'aria-label': t('presets.completion') }
  return (
    <div id={LIST} {...list} className="surface-overlay absolute inset-x-0 bottom-full z-20 mb-2 flex flex-col p-1">
      {found.map((preset, at) => (
        <div
          key={preset}
          id={optionId(at)}
          role="option"
          tabIndex={-1}
          aria-selected={at === chosen}
          className="min-h-8 truncate rounded-sm px-2 py-1.5 text-sm hover:bg-hover aria-selected:bg-selected"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(preset)}
          onKeyDown={(event) => event.key === 'Enter' && onTake(preset)}
        >
          {oneLine(preset)}
        </div>
      ))}
    </div>
  )
}
