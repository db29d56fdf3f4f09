import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyPurpose } from '../../../shared/api/bridge.ts'
import { acceleratorOf, isAttempt } from '../../logic/accelerator.ts'
import { TextField } from '../../parts/field.tsx'
import { isMac, takeKeys, takenKeys } from '../../platform.ts'
import { useOnce } from '../../state/hooks.ts'
import { useSetting } from '../../state/use-setting.ts'

const settings = { capture: 'captureKeys', raise: 'raiseKeys' } as const

/**
 * The field takes the keys themselves. Those that another program has are not saved; those of the settings that somebody else took
 * meanwhile are told as such.
 */
export function KeysField({ purpose, label }: { readonly purpose: KeyPurpose; readonly label: string }) {
  const { t } = useTranslation()
  const { value, error, save } = useSetting(settings[purpose])
  const isTaken = useOnce(takenKeys)?.includes(purpose) === true
  /** What came of what the user did here; undefined before. */
  const [state, setState] = useState<'fine' | 'refused' | 'weak'>()
  const use = async (keys: string): Promise<void> => {
    const works = await takeKeys(purpose, keys)
    setState(works ? 'fine' : 'refused')
    // What worked before works on.
    if (works) await save(keys)
    else await takeKeys(purpose, value)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const empties = event.key === 'Backspace' || event.key === 'Delete'
    const keys = empties ? '' : acceleratorOf(event, isMac)
    if (keys === undefined && !isAttempt(event)) return
    event.preventDefault()
    event.stopPropagation()
    if (keys === undefined) setState('weak')
    else void use(keys)
  }
  const problems = {
    fine: error,
    refused: t('picture.shortcut_taken'),
    taken: t('shell.keys_taken'),
    weak: t('shell.keys_weak'),
  } as const
  return (
    <TextField
      label={label}
      hint={t('picture.shortcut_hint')}
      error={problems[state ?? (isTaken ? 'taken' : 'fine')]}
      value={value === '' ? t('picture.shortcut_none') : value}
      readOnly
      onKeyDown={onKeyDown}
    />
  )
}
