import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_PRESET, MAX_PRESETS } from '../../../shared/model/settings.ts'
import { moved } from '../../logic/presets.ts'
import { oneLine } from '../../logic/preview.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { fieldBox, TextField } from '../../parts/field.tsx'
import { useSetting } from '../../state/use-setting.ts'

const SHOWN = 40

/** The quick phrases: add, change in place, remove, and move by buttons or with Alt and the arrow keys. */
export function PresetSettings() {
  const { t } = useTranslation()
  const { value, error, save } = useSetting('presets')
  const [added, setAdded] = useState('')
  const [said, setSaid] = useState('')

  const move = (at: number, step: 1 | -1): void => {
    const next = moved(value, at, step)
    if (next === value) return
    setSaid(t('presets.moved', { position: at + step + 1, text: oneLine(value[at] ?? '').slice(0, SHOWN) }))
    void save([...next]).then(() => document.querySelector<HTMLElement>(`[data-preset="${at + step}"]`)?.focus())
  }
  return (
    <section aria-label={t('presets.list')} className="flex flex-col gap-2">
      <p className="text-xs text-muted">{t('presets.hint')}</p>
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          const phrase = added.trim()
          if (phrase === '' || value.includes(phrase)) return
          void save([...value, phrase]).then((saved) => saved && setAdded(''))
        }}
      >
        <div className="grow">
          <TextField
            label={t('presets.add')}
            placeholder={t('presets.placeholder')}
            error={error}
            value={added}
            maxLength={MAX_PRESET}
            disabled={value.length >= MAX_PRESETS}
            onChange={(event) => setAdded(event.target.value)}
          />
        </div>
        <Button
          type="submit"
          className="mt-[calc(var(--text-sm--line-height)+4px)] shrink-0"
          disabled={added.trim() === ''}
        >
          {t('common.add')}
        </Button>
      </form>
      {value.length === 0 && <p className="text-sm text-muted">{t('presets.empty')}</p>}
      <ol className="flex flex-col gap-1">
        {value.map((preset, at) => (
          <Phrase
            key={preset}
            preset={preset}
            at={at}
            last={at === value.length - 1}
            onMove={(step) => move(at, step)}
            onChange={(text) =>
              text === preset || value.includes(text)
                ? undefined
                : void save(value.map((other) => (other === preset ? text : other)))
            }
            onRemove={() => void save(value.filter((other) => other !== preset))}
          />
        ))}
      </ol>
      <p className="sr-only" aria-live="polite">
        {said}
      </p>
    </section>
  )
}

function Phrase({
  preset,
  at,
  last,
  onMove,
  onChange,
  onRemove,
}: {
  readonly preset: string
  readonly at: number
  readonly last: boolean
  readonly onMove: (step: 1 | -1) => void
  readonly onChange: (text: string) => void
  readonly onRemove: () => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(preset)
  const shown = oneLine(preset).slice(0, SHOWN)
  return (
    <li className="flex items-center gap-1">
      <textarea
        value={text}
        rows={1}
        data-preset={at}
        maxLength={MAX_PRESET}
        aria-label={t('presets.phrase', { position: at + 1 })}
        className={`${fieldBox} max-h-24 min-w-0 resize-none [field-sizing:content]`}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => (text.trim() === '' ? setText(preset) : onChange(text.trim()))}
        onKeyDown={(event) => {
          if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
          event.preventDefault()
          onMove(event.key === 'ArrowUp' ? -1 : 1)
        }}
      />
      <IconButton label={t('presets.up', { text: shown })} disabled={at === 0} onClick={() => onMove(-1)}>
        <ArrowUp size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('presets.down', { text: shown })} disabled={last} onClick={() => onMove(1)}>
        <ArrowDown size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('common.remove_item', { item: shown })} onClick={onRemove}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </li>
  )
}
