import { Tabs } from '@base-ui/react/tabs'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogText, dialogButtons } from '../../parts/dialog.tsx'
import { switchOff, switchOn, usePackets } from '../../state/packet-console.ts'
import { useOff } from '../../state/policy.ts'
import { EchoPage } from './echo-page.tsx'
import { PacketsPage } from './packets-page.tsx'
import { SendPage } from './send-page.tsx'

const pages = { packets: PacketsPage, send: SendPage, echo: EchoPage } as const
const names = ['packets', 'send', 'echo'] as const

/** What comes and goes on the messenger's port, for whoever wants to know exactly. Off until it is switched on, and with the dialog. */
export function ConsoleDialog() {
  const { t } = useTranslation()
  const isOn = usePackets(({ session }) => session !== undefined)
  useEffect(() => switchOff, [])
  if (!isOn) return <Off />
  return (
    <Dialog title={t('console.title')} width="full">
      <Tabs.Root defaultValue="packets" className="flex min-h-0 grow flex-col">
        <Tabs.List className="flex shrink-0 flex-wrap gap-1 px-5 pt-1" aria-label={t('console.pages')} activateOnFocus>
          {names.map((name) => (
            <Tabs.Tab
              key={name}
              value={name}
              className="min-h-8 rounded-sm px-2 py-1 text-sm text-muted hover:bg-hover data-active:bg-selected data-active:text-text"
            >
              {t(`console.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {names.map((name) => {
          const Page = pages[name]
          return (
            <Tabs.Panel key={name} value={name} keepMounted className="flex min-h-0 grow flex-col -outline-offset-2">
              <Page />
            </Tabs.Panel>
          )
        })}
      </Tabs.Root>
    </Dialog>
  )
}

function Off() {
  const { t } = useTranslation()
  const refused = useOff('packet-console')
  const problem = usePackets((state) => state.problem)
  return (
    <Dialog title={t('console.title')}>
      <DialogText label={t('console.title')}>
        <p className="text-sm">{t('console.intro')}</p>
        <p className="rounded-md bg-amber-soft px-4 py-3 text-sm">{t('console.privacy')}</p>
        {(refused ?? problem) !== undefined && (
          <p role="status" className="text-sm text-red">
            {refused ?? t('console.ended')}
          </p>
        )}
      </DialogText>
      <div className={dialogButtons}>
        <Button kind="primary" disabled={refused !== undefined} onClick={() => void switchOn()}>
          {t('console.switch_on')}
        </Button>
      </div>
    </Dialog>
  )
}
