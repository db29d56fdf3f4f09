import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'
import { useView } from './store.ts'

export const useSettings = (): Settings => useView((state) => state.host?.settings ?? defaultSettings)

/** The tag for `Intl`, the same language in which the texts are. */
export const useLanguageTag = (): string => useTranslation().i18n.language

/** What the desktop program is asked for once, when the part is shown; undefined until it is there. `ask` stays the same. */
export function useOnce<T>(ask: () => Promise<T>): T | undefined {
  const [answer, setAnswer] = useState<T>()
  useEffect(() => {
    let gone = false
    void ask().then((found) => gone || setAnswer(found))
    return () => {
      gone = true
    }
  }, [ask])
  return answer
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}

/** The time, new each minute: "yesterday" and "5 minutes ago" stay true while the window stands open. */
export function useMinute(): number {
  const [time, setTime] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setTime(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return time
}

/** The user can see and use the window: only then does looking at a message mean reading it. */
export const useAttention = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      window.addEventListener('focus', changed)
      window.addEventListener('blur', changed)
      document.addEventListener('visibilitychange', changed)
      return () => {
        window.removeEventListener('focus', changed)
        window.removeEventListener('blur', changed)
        document.removeEventListener('visibilitychange', changed)
      }
    },
    () => document.visibilityState === 'visible' && document.hasFocus(),
  )
