import { Vibrate } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { traits } from '../../../shared/model/dialect.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import type { MenuEntry } from '../../parts/menu.tsx'
import { shake } from '../../state/actions.ts'
import { useOff } from '../../state/policy.ts'

/** Where his program knows what it is, and he is there. */
export function useShakeEntry(person: Peer): readonly MenuEntry[] {
  const { t } = useTranslation()
  if (useOff('shake') !== undefined) return []
  if (!traits[person.dialect].signals || person.presence === 'offline') return []
  return [
    {
      key: 'shake',
      label: t('signal.shake'),
      icon: <Vibrate size={16} />,
      run: () => void shake(person.id, t('signal.too_soon')),
    },
  ]
}
