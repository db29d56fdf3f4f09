import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { LockedLine } from '../../parts/locked.tsx'
import { useSetting } from '../../state/use-setting.ts'
import { InterfaceSettings } from './interface-settings.tsx'
import { IntroductionSettings } from './introduction-settings.tsx'
import { ListSettings } from './list-settings.tsx'
import { PortSettings } from './port-settings.tsx'

export function NetworkSettings() {
  return (
    <>
      <InterfaceSettings />
      <PortSettings />
      <Peers />
      <IntroductionSettings />
      <ListSettings />
    </>
  )
}

/** Each line is checked by the host when it is added: it knows what it can greet. */
function Peers() {
  const { t } = useTranslation()
  const peers = useSetting('peers')
  const [text, setText] = useState('')
  const add = async (): Promise<void> => {
    const entry = text.trim()
    if (entry === '') return
    if (peers.value.includes(entry) || (await peers.save([...peers.value, entry]))) setText('')
  }
  return (
    <section aria-labelledby="peers-title" className="flex flex-col gap-1">
      <h3 id="peers-title" className="text-sm font-semibold">
        {t('settings.peers')}
      </h3>
      <p className="text-xs text-muted">
        {peers.locked === undefined ? t('settings.peers_hint') : <LockedLine text={peers.locked} />}
      </p>
      <ul className="rounded-sm border border-line">
        {peers.value.length === 0 && <li className="px-3 py-1.5 text-sm text-muted">{t('settings.peers_empty')}</li>}
        {peers.value.map((entry) => (
          <li key={entry} className="flex min-h-9 items-center border-b border-line pl-3 text-sm last:border-0">
            <span className="grow truncate tabular-nums">{entry}</span>
            {peers.locked === undefined && (
              <IconButton
                label={t('common.remove_item', { item: entry })}
                onClick={() => void peers.save(peers.value.filter((other) => other !== entry))}
              >
                <X size={16} aria-hidden="true" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {peers.locked === undefined && (
        <form
          className="flex items-start gap-2 pt-1"
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <div className="grow">
            <TextField
              label={t('settings.peer_new')}
              hint={t('add.example')}
              error={peers.error}
              value={text}
              maxLength={64}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <Button type="submit" className="mt-[calc(var(--text-sm--line-height)+4px)] shrink-0">
            {t('common.add')}
          </Button>
        </form>
      )}
    </section>
  )
}
