import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { guestPort } from '../../../shared/model/guest-port.ts'
import { defaultSettings } from '../../../shared/model/settings.ts'
import { Select } from '../../parts/choice.tsx'
import { TextField } from '../../parts/field.tsx'
import { useSetting } from '../../state/use-setting.ts'

const answers = ['wait', 'guest'] as const

/** Our port, and what happens while another program holds it. */
export function PortSettings() {
  const { t } = useTranslation()
  const port = useSetting('port')
  const other = useSetting('guestPort')
  const taken = useSetting('whenPortTaken')
  return (
    <>
      <PortField
        setting={port}
        label={t('settings.port')}
        hint={t('settings.port_hint', { port: defaultSettings.port })}
        shown={String}
      />
      <Select
        label={t('port.when_taken')}
        hint={t(`port.when_${taken.value}`)}
        error={taken.error}
        locked={taken.locked}
        value={taken.value}
        onChange={(value) => void taken.save(value)}
        choices={answers.map((value) => ({ value, label: t(`port.choice_${value}`) }))}
      />
      {taken.value === 'guest' && (
        <PortField
          setting={other}
          label={t('port.other')}
          hint={t('port.other_hint', { port: port.value, first: guestPort(port.value) })}
          shown={(value) => (value === 0 ? '' : String(value))}
        />
      )}
    </>
  )
}

function PortField({
  setting,
  label,
  hint,
  shown,
}: {
  readonly setting: ReturnType<typeof useSetting<'port' | 'guestPort'>>
  readonly label: string
  readonly hint: string
  readonly shown: (value: number) => string
}) {
  const [text, setText] = useState(shown(setting.value))
  const isEmpty = text.trim() === '' && shown(0) !== ''
  const save = (): void => {
    const value = Number(text)
    if (!isEmpty && setting.locked === undefined && value !== setting.value) void setting.save(value)
  }
  return (
    <TextField
      label={label}
      hint={hint}
      error={setting.error}
      locked={setting.locked}
      inputMode="numeric"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
    />
  )
}
