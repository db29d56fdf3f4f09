import { Slider } from '@base-ui/react/slider'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { languages, type Settings } from '../../../shared/model/settings.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/choice.tsx'
import { TextField } from '../../parts/field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { isMac } from '../../platform.ts'
import { openDialog } from '../../state/actions.ts'
import { useSetting } from '../../state/use-setting.ts'
import { LockSettings } from './lock-settings.tsx'
import { SpellingSettings } from './spelling-settings.tsx'

const themes = ['system', 'light', 'dark', 'high-contrast'] as const
const encodings = ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252'] as const
const NAME_LENGTH = 40

/** A line of text that is saved when the field is left or Enter is pressed. */
function SavedText({
  name,
  label,
  hint,
  required,
}: {
  readonly name: 'name' | 'group' | 'signature'
  readonly label: string
  readonly hint: string
  readonly required: boolean
}) {
  const { t } = useTranslation()
  const setting = useSetting(name)
  const [text, setText] = useState(setting.value)
  const missing = required && text.trim() === ''
  const save = (): void => {
    if (!missing && setting.locked === undefined && text.trim() !== setting.value) void setting.save(text.trim())
  }
  return (
    <TextField
      label={label}
      hint={hint}
      error={missing ? t('welcome.name_missing') : setting.error}
      locked={setting.locked}
      value={text}
      maxLength={NAME_LENGTH}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && save()}
    />
  )
}

export function IdentitySettings() {
  const { t } = useTranslation()
  return (
    <>
      <SavedText name="name" label={t('settings.name')} hint={t('settings.name_hint')} required />
      <SavedText name="group" label={t('settings.group')} hint={t('settings.group_hint')} required={false} />
      <SavedText name="signature" label={t('person.signature')} hint={t('person.signature_hint')} required={false} />
      <Button className="self-start" onClick={() => openDialog({ kind: 'my-picture' })}>
        {t('person.picture_me')}
      </Button>
    </>
  )
}

export function AppearanceSettings() {
  const { t } = useTranslation()
  const language = useSetting('language')
  const theme = useSetting('theme')
  const restoreChat = useSetting('restoreChat')
  return (
    <>
      <Select
        label={t('settings.language')}
        error={language.error}
        value={language.value}
        onChange={(value) => void language.save(value)}
        choices={[
          { value: 'system', label: t('settings.language_system') },
          ...languages.map((value) => ({ value, label: t(`language.${value}`) })),
        ]}
      />
      <Select
        label={t('settings.theme')}
        error={theme.error}
        value={theme.value}
        onChange={(value) => void theme.save(value)}
        choices={themes.map((value) => ({ value, label: t(`settings.theme_${value}`) }))}
      />
      <TextSize />
      <Switch
        label={t('comfort.restore_chat')}
        hint={t('comfort.restore_chat_hint')}
        error={restoreChat.error}
        checked={restoreChat.value}
        onChange={(checked) => void restoreChat.save(checked)}
      />
    </>
  )
}

function TextSize() {
  const { t } = useTranslation()
  const size = useSetting('textSize')
  const [dragged, setDragged] = useState<number>()
  const value = dragged ?? size.value
  const one = (next: number | readonly number[]): number => (typeof next === 'number' ? next : (next[0] ?? size.value))
  return (
    <Slider.Root
      value={value}
      min={85}
      max={150}
      step={5}
      onValueChange={(next) => setDragged(one(next))}
      onValueCommitted={(next) => void size.save(one(next)).then(() => setDragged(undefined))}
      className="flex flex-col gap-2"
    >
      <span className="flex items-baseline justify-between text-sm">
        <Slider.Label className="font-medium">{t('settings.text_size')}</Slider.Label>
        <span className="text-muted tabular-nums">{value} %</span>
      </span>
      <Slider.Control className="flex h-6 items-center">
        <Slider.Track className="h-1 w-full rounded-full bg-edge">
          <Slider.Indicator className="rounded-full bg-fill" />
          <Slider.Thumb
            aria-label={t('settings.text_size')}
            className="size-5 rounded-full border-2 border-fill bg-surface outline-offset-2 outline-focus has-focus-visible:outline-2"
          />
        </Slider.Track>
      </Slider.Control>
      {size.error !== undefined && <p className="text-xs text-red">{size.error}</p>}
    </Slider.Root>
  )
}

export function ChatSettings() {
  const { t } = useTranslation()
  const sendKey = useSetting('sendKey')
  const encoding = useSetting('legacyEncoding')
  const tellTyping = useSetting('tellTyping')
  const keys = { shift: isMac ? '⇧' : 'Shift', control: isMac ? '⌘' : 'Ctrl' }
  const choices: readonly { readonly value: Settings['sendKey']; readonly label: string; readonly hint: string }[] = [
    { value: 'enter', label: t('settings.send_enter'), hint: t('settings.send_enter_hint', keys) },
    { value: 'ctrl-enter', label: t('settings.send_ctrl', keys), hint: t('settings.send_ctrl_hint') },
  ]
  return (
    <>
      <Select
        label={t('settings.send_key')}
        hint={choices.find((choice) => choice.value === sendKey.value)?.hint}
        error={sendKey.error}
        value={sendKey.value}
        choices={choices}
        onChange={(value) => void sendKey.save(value)}
      />
      <Switch
        label={t('signal.tell')}
        error={tellTyping.error}
        checked={tellTyping.value}
        onChange={(checked) => void tellTyping.save(checked)}
      />
      <Select
        label={t('settings.encoding')}
        hint={t('settings.encoding_hint')}
        error={encoding.error}
        value={encoding.value}
        choices={encodings.map((value) => ({ value, label: t(`settings.encoding_${value}`) }))}
        onChange={(value) => void encoding.save(value)}
      />
      <SpellingSettings />
      <LockSettings />
    </>
  )
}
