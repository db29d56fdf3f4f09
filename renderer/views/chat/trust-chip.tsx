import { Popover } from '@base-ui/react/popover'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { openDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { trustLook, useTrustText } from '../trust/trust-text.ts'

/** While a chat is open, whether he is still there is asked about so often. Milliseconds. */
const LOOK_EVERY = 45_000

/** The honest chip: who can read what is written here. Only its icon is left where space is short. */
export function TrustChip({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const { title, hint } = useTrustText(person)
  const { Icon, tone } = trustLook(person)
  const { id, trust } = person
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') void call('meet', { peer: id })
    }
    look()
    const looking = setInterval(look, LOOK_EVERY)
    return () => clearInterval(looking)
  }, [id])
  return (
    <Chip title={title} hint={hint} Icon={Icon} tone={tone} state={trust ?? 'plain'}>
      {trust !== undefined && (
        <Popover.Close render={<Button className="mt-2" />} onClick={() => openDialog({ kind: 'keys', peer: id })}>
          {t('trust.compare')}
        </Popover.Close>
      )}
    </Chip>
  )
}
