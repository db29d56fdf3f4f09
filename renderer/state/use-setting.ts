import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings, SettingsPatch } from '../../shared/model/settings.ts'
import { errorKey } from '../logic/errors.ts'
import { useSettings } from './hooks.ts'
import { call } from './host.ts'
import { useLocked } from './policy.ts'

/** One setting: what it is, how to change it, who locked it, and the line that says why the last change was refused. Saved at once. */
export function useSetting<K extends keyof Settings>(key: K) {
  const { t } = useTranslation()
  const value = useSettings()[key]
  const locked = useLocked(key)
  const [error, setError] = useState<string>()
  /** What was asked for last, until the host says it back: two changes in a row are both meant. */
  const asked = useRef<Settings[K]>(undefined)
  useEffect(() => {
    if (JSON.stringify(value) === JSON.stringify(asked.current)) asked.current = undefined
  }, [value])
  const save = async (next: Settings[K]): Promise<boolean> => {
    const patch: SettingsPatch = { [key]: next }
    const saved = await call('setSettings', patch)
    if (saved.ok) {
      setError(undefined)
      return true
    }
    const problem = errorKey(saved.error)
    setError(t(problem.key, { detail: problem.detail === '' ? String(next) : problem.detail }))
    return false
  }
  /** Of a setting with parts: `next` gets what the others are by then. */
  const change = async (next: (latest: Settings[K]) => Settings[K]): Promise<boolean> => {
    asked.current = next(asked.current ?? value)
    const saved = await save(asked.current)
    if (!saved) asked.current = undefined
    return saved
  }
  return { value, error, locked, save, change } as const
}
