import { Cable, Container, House, type LucideIcon, ShieldHalf, Wifi } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { NetworkInterface } from '../../../shared/model/adapter.ts'
import { Button } from '../../parts/button.tsx'
import { Switch } from '../../parts/switch.tsx'
import { openDialog } from '../../state/actions.ts'
import { useInterfaces } from '../../state/interfaces.ts'
import { useView } from '../../state/store.ts'
import { useSetting } from '../../state/use-setting.ts'
import { networkText } from '../network-text.ts'

/** Where colleagues can be, who was heard there, and which of these Gezi uses. */
export function InterfaceSettings() {
  const { t } = useTranslation()
  const network = useView((state) => state.host?.network)
  const found = useInterfaces()
  if (network === undefined) return null
  return (
    <section aria-labelledby="interfaces-title" className="flex flex-col gap-2">
      <h3 id="interfaces-title" className="text-sm font-semibold">
        {t('adapters.title')}
      </h3>
      {network.state === 'online' ? (
        <p className="text-xs text-muted">
          {t('settings.listening', { address: network.address, port: network.port })}
        </p>
      ) : (
        <p className="text-sm text-red" role="status">
          {networkText(network, t)}
        </p>
      )}
      {found !== undefined && <InterfaceList interfaces={found.interfaces} />}
      <p className="text-xs text-muted">
        {found?.bound === undefined ? t('adapters.hint') : t('adapters.bound', { address: found.bound })}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => openDialog({ kind: 'doctor' })}>{t('reach.open')}</Button>
        <Button onClick={() => openDialog({ kind: 'console' })}>{t('console.open')}</Button>
      </div>
    </section>
  )
}

function InterfaceList({ interfaces }: { readonly interfaces: readonly NetworkInterface[] }) {
  const { t } = useTranslation()
  const denied = useSetting('deniedInterfaces')
  if (interfaces.length === 0) return <p className="text-sm">{t('adapters.none')}</p>
  const allow = (name: string, isAllowed: boolean): void =>
    void denied.change((names) => [...names.filter((other) => other !== name), ...(isAllowed ? [] : [name])])
  return (
    <ul aria-labelledby="interfaces-title" className="divide-y divide-line rounded-sm border border-line">
      {interfaces.map((each) => {
        const Icon = iconOf(each)
        return (
          <li key={each.name} className="flex items-start gap-3 px-3 py-2">
            <Icon size={16} className="mt-0.5 shrink-0 text-muted" aria-hidden="true" />
            <div className="min-w-0 grow break-words">
              <Switch
                label={each.name}
                hint={<Facts of={each} />}
                error={denied.error}
                locked={denied.locked}
                checked={each.isAllowed}
                onChange={(isAllowed) => allow(each.name, isAllowed)}
              />
              {denied.locked !== undefined && (
                <p className="text-xs text-muted">
                  <Facts of={each} />
                </p>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** Kind, addresses and people in one line that wraps. */
function Facts({ of: { kind, medium, product, addresses, isDefault, heard } }: { readonly of: NetworkInterface }) {
  const { t } = useTranslation()
  const nature = kind === 'lan' && medium !== 'unknown' ? t(`adapters.${medium}`) : t(`adapters.${kind}`)
  const words = [
    product === '' ? nature : `${nature} (${product})`,
    ...(isDefault ? [t('adapters.default')] : []),
    heard === 0 ? t('adapters.nobody') : t('adapters.heard', { count: heard }),
  ]
  return (
    <>
      <span className="block">{words.join(' · ')}</span>
      <span className="block tabular-nums select-text">{addresses.join(', ')}</span>
    </>
  )
}

const icons = { virtual: Container, vpn: ShieldHalf, loopback: House } as const

const iconOf = ({ kind, medium }: NetworkInterface): LucideIcon =>
  kind === 'lan' ? (medium === 'wifi' ? Wifi : Cable) : icons[kind]
