/** What whoever manages this computer decided: settings that cannot be changed here, things that are switched off. */
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { type Feature, isLocked, type PolicyView } from '../../shared/model/policy.ts'
import type { SettingKey } from '../../shared/model/settings.ts'
import { useSettings } from './hooks.ts'
import { now, useView } from './store.ts'

export const usePolicy = (): PolicyView | undefined => useView((state) => state.host?.about.policy)

/** The sentence that says who decided about a setting; undefined while it is the user's own. */
export function useLocked(key: SettingKey): string | undefined {
  const { t } = useTranslation()
  const policy = usePolicy()
  const settings = useSettings()
  if (policy === undefined || !isLocked(key, settings, policy)) return undefined
  return policy.problem === undefined ? t('policy.locked', { who: policy.managedBy }) : t('policy.locked_broken')
}

/** The sentence that says who switched it off; undefined while it is on. */
export function useOff(feature: Feature): string | undefined {
  useTranslation()
  return usePolicy() === undefined ? undefined : offNow(feature)
}

export function offNow(feature: Feature): string | undefined {
  const policy = now().host?.about.policy
  if (policy?.off.includes(feature) !== true) return undefined
  return policy.problem === undefined
    ? i18next.t('policy.off', { who: policy.managedBy })
    : i18next.t('policy.off_broken')
}
