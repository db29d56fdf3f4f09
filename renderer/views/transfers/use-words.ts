import { useTranslation } from 'react-i18next'
import { defaultSettings } from '../../../shared/model/settings.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { useView } from '../../state/store.ts'
import type { Words } from './transfer-text.ts'

export function useWords(peer: string): Words {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { name } = usePerson(peer)
  const port = useView((state) => state.host?.settings.port ?? defaultSettings.port)
  return { t, language, name, port }
}
