import { Slider } from '@base-ui/react/slider'
import { Play } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { soundKinds } from '../../../shared/model/attention.ts'
import { soundNames } from '../../../shared/model/settings.ts'
import { IconButton } from '../../parts/button.tsx'
import { Select } from '../../parts/choice.tsx'
import { Switch } from '../../parts/switch.tsx'
import { playSound } from '../../state/sound.ts'
import { useSetting } from '../../state/use-setting.ts'

/** One sound for each kind of event, how loud, and whether also for what is on the screen. */
export function SoundSettings() {
  const { t } = useTranslation()
  const { value: sounds, error, change } = useSetting('sounds')
  return (
    <section aria-labelledby="sounds-title" className="flex flex-col gap-2">
      <h3 id="sounds-title" className="text-sm font-semibold">
        {t('attention.sounds')}
      </h3>
      {soundKinds.map((kind) => (
        <div key={kind} className="flex items-start gap-1">
          <div className="min-w-0 grow">
            <Select
              label={t(`attention.sound_${kind}`)}
              value={sounds[kind]}
              choices={soundNames.map((value) => ({ value, label: t(`attention.tone_${value}`) }))}
              onChange={(name) => {
                playSound(name, sounds.volume)
                void change((latest) => ({ ...latest, [kind]: name }))
              }}
            />
          </div>
          <IconButton
            label={t('attention.play', { name: t(`attention.sound_${kind}`) })}
            className="mt-[calc(var(--text-sm--line-height)+2px)]"
            disabled={sounds[kind] === 'none'}
            onClick={() => playSound(sounds[kind], sounds.volume)}
          >
            <Play size={16} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Volume
        value={sounds.volume}
        onChange={(volume) => {
          playSound(sounds.message, volume)
          return change((latest) => ({ ...latest, volume }))
        }}
      />
      <Switch
        label={t('attention.open_chat')}
        error={error}
        checked={sounds.inOpenChat}
        onChange={(inOpenChat) => void change((latest) => ({ ...latest, inOpenChat }))}
      />
    </section>
  )
}

function Volume({
  value,
  onChange,
}: {
  readonly value: number
  readonly onChange: (value: number) => Promise<boolean>
}) {
  const { t } = useTranslation()
  const [dragged, setDragged] = useState<number>()
  const shown = dragged ?? value
  const one = (next: number | readonly number[]): number => (typeof next === 'number' ? next : (next[0] ?? value))
  return (
    <Slider.Root
      value={shown}
      min={0}
      max={100}
      step={5}
      onValueChange={(next) => setDragged(one(next))}
      onValueCommitted={(next) => void onChange(one(next)).then(() => setDragged(undefined))}
      className="flex flex-col gap-2"
    >
      <span className="flex items-baseline justify-between text-sm">
        <Slider.Label className="font-medium">{t('attention.volume')}</Slider.Label>
        <span className="text-muted tabular-nums">{shown} %</span>
      </span>
      <Slider.Control className="flex h-6 items-center">
        <Slider.Track className="h-1 w-full rounded-full bg-edge">
          <Slider.Indicator className="rounded-full bg-fill" />
          <Slider.Thumb
            aria-label={t('attention.volume')}
            className="size-5 rounded-full border-2 border-fill bg-surface outline-offset-2 outline-focus has-focus-visible:outline-2"
          />
        </Slider.Track>
      </Slider.Control>
    </Slider.Root>
  )
}
