import { Popover } from '@base-ui/react/popover'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { trustLook, useTrustText } from '../trust/trust-text.ts'

/** The honest chip: who can read what is written here. Only its icon is left where space is short. */
export function TrustChip({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const { title, hint } = useTrustText(person)
  const { Icon, tone } = trustLook(person)
  const { id, trust } = person
  useEffect(() => {
    void call('meet', { peer: id })
  }, [id])
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={title}
        data-trust={trust ?? 'plain'}
        className="flex h-6 shrink-0 items-center gap-1 rounded-full border border-line px-2 text-xs text-muted hover:bg-hover"
      >
        <Icon size={12} className={tone} aria-hidden="true" />
        <span className="hidden @min-[34rem]:inline">{title}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} collisionPadding={8} className="z-40">
          <Popover.Popup className="fade surface-overlay flex max-w-80 flex-col items-start gap-1 p-3 text-sm">
            <Popover.Title className="font-semibold">{title}</Popover.Title>
            <Popover.Description className="text-muted">{hint}</Popover.Description>
            {trust !== undefined && (
              <Popover.Close
                render={<Button className="mt-2" />}
                onClick={() => openDialog({ kind: 'keys', peer: id })}
              >
                {t('trust.compare')}
              </Popover.Close>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
