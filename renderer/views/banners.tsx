import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { guestPort } from '../../shared/model/guest-port.ts'
import type { Network, Storage } from '../../shared/model/state.ts'
import { Banner } from '../parts/banner.tsx'
import { Button } from '../parts/button.tsx'
import { openDialog, openSettings } from '../state/actions.ts'
import { useSettings } from '../state/hooks.ts'
import { call } from '../state/host.ts'
import { askPermission, useDelivery } from '../state/notify.ts'
import { usePolicy } from '../state/policy.ts'
import { useView } from '../state/store.ts'
import { useSetting } from '../state/use-setting.ts'
import { DoctorHint } from './doctor/doctor-hint.tsx'
import { networkText } from './network-text.ts'

type Guest = NonNullable<Extract<Network, { state: 'online' }>['guest']>

/** The permission that the user does not want to hear about. */
const DISMISSED = 'gezi.notifications.dismissed'

/** Lines across the window for what keeps the program from doing its work. Each says what is wrong and offers a way out. */
export function Banners() {
  const { t } = useTranslation()
  const lost = useView((state) => state.link === 'lost')
  const network = useView((state) => state.host?.network)
  const storage = useView((state) => state.host?.storage)
  const policyProblem = usePolicy()?.problem
  if (lost) return <Banner late>{t('banner.lost')}</Banner>
  return (
    <>
      {network !== undefined && network.state !== 'online' && (
        <Banner
          late={network.state === 'starting'}
          bad={network.state === 'failed'}
          actions={
            network.state !== 'starting' && (
              <>
                {network.state === 'failed' && network.reason.startsWith('port-') && <BeGuest />}
                <Button onClick={() => void call('reopenNetwork', {})}>{t('common.retry')}</Button>
                <Button kind="quiet" onClick={() => openDialog({ kind: 'doctor' })}>
                  {t('reach.open')}
                </Button>
                <Button kind="quiet" onClick={() => openSettings('network')}>
                  {t('common.settings')}
                </Button>
              </>
            )
          }
        >
          {networkText(network, t)}
        </Banner>
      )}
      {network?.state === 'online' && network.noFiles !== undefined && (
        <Banner>{t('banner.no_files', { port: network.port, detail: network.noFiles })}</Banner>
      )}
      {network?.state === 'online' && network.guest !== undefined && (
        <GuestBanner port={network.port} guest={network.guest} />
      )}
      {storage !== undefined && <StorageBanner storage={storage} />}
      {policyProblem !== undefined && <Banner bad>{t('policy.broken', policyProblem)}</Banner>}
      {network?.state === 'online' && <DoctorHint />}
      <MissedBanner />
    </>
  )
}

/** The way out for who does not want to wait for another program's end. */
function BeGuest() {
  const { t } = useTranslation()
  const taken = useSetting('whenPortTaken')
  if (taken.locked !== undefined || taken.value === 'guest') return null
  return <Button onClick={() => void taken.save('guest')}>{t('port.be_guest')}</Button>
}

/** What does not work on another port. Who read it need not see it again while nothing changes. */
function GuestBanner({ port, guest }: { readonly port: number; readonly guest: Guest }) {
  const { t } = useTranslation()
  const taken = useSetting('whenPortTaken')
  const [dismissed, setDismissed] = useState<number>()
  if (dismissed === port) return null
  const { usualPort: usual, holder } = guest
  const program = typeof holder === 'object' ? holder.program : t('reach.some_program')
  return (
    <Banner
      actions={
        <>
          {taken.locked === undefined && taken.value === 'guest' && (
            <Button onClick={() => void taken.save('wait')}>{t('port.wait_for', { port: usual })}</Button>
          )}
          <Button kind="quiet" onClick={() => setDismissed(port)}>
            {t('banner.dismiss')}
          </Button>
        </>
      }
    >
      {holder === 'reserved' ? t('port.guest_reserved', { port, usual }) : t('port.guest', { port, usual, program })}
      {port !== guestPort(usual) && ` ${t('port.far', { first: guestPort(usual) })}`}
    </Banner>
  )
}

function StorageBanner({ storage }: { readonly storage: Storage }) {
  const { t } = useTranslation()
  const [dismissed, setDismissed] = useState<string>()
  switch (storage.state) {
    case 'ok':
      return null
    case 'failing':
      return <Banner bad>{t(`banner.failing-${storage.reason}`, { detail: storage.detail })}</Banner>
    case 'salvaged':
      if (dismissed === storage.keptAs) return null
      return (
        <Banner
          actions={
            <Button kind="quiet" onClick={() => setDismissed(storage.keptAs)}>
              {t('banner.dismiss')}
            </Button>
          }
        >
          {storage.lost
            ? t('banner.salvaged', { count: storage.messages, file: storage.keptAs })
            : t('banner.salvaged_all', { file: storage.keptAs })}
        </Banner>
      )
  }
}

/** In a browser, once something should have been shown and was not allowed to be; dismissed for good in this browser. */
function MissedBanner() {
  const { t } = useTranslation()
  const { permission, missed } = useDelivery()
  const [dismissed, setDismissed] = useState(() => localStorage.getItem(DISMISSED) === permission)
  const wanted = useSettings().notifications !== 'off'
  if (!missed || !wanted || dismissed || permission === 'granted') return null
  const dismiss = (): void => {
    localStorage.setItem(DISMISSED, permission)
    setDismissed(true)
  }
  return (
    <Banner
      actions={
        <>
          {permission === 'default' ? (
            <Button onClick={() => void askPermission()}>{t('attention.allow')}</Button>
          ) : (
            <Button onClick={() => openSettings('notifications')}>{t('attention.how')}</Button>
          )}
          <Button kind="quiet" onClick={dismiss}>
            {t('attention.not_now')}
          </Button>
        </>
      }
    >
      {t('attention.missed')}
    </Banner>
  )
}
