import { Popover } from '@base-ui/react/popover'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago } from '../../logic/dates.ts'
import { deleteMessages, editMessage, openDialog } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'

const link = 'rounded-xs font-medium text-accent-text underline-offset-2 hover:underline'

/** The line below an own message that failed or waits. Nothing ever interrupts; waiting is said once for a group. */
export function MessageTrouble({
  message,
  person,
  last,
}: {
  readonly message: Message
  readonly person: Peer
  readonly last: boolean
}) {
  const failed = message.state === 'failed'
  if (message.direction === 'in' || !(failed || (message.state === 'queued' && message.reason !== undefined && last)))
    return null
  return <Trouble message={message} person={person} failed={failed} />
}

function Trouble({
  message,
  person,
  failed,
}: {
  readonly message: Message
  readonly person: Peer
  readonly failed: boolean
}) {
  const { t } = useTranslation()
  return (
    <p className={`flex flex-wrap justify-end gap-x-2 px-1 pt-0.5 text-xs ${failed ? 'text-red' : 'text-muted'}`}>
      <span className="inline-block first-letter:uppercase">{t(`state.${message.state}`)}</span>
      {failed && message.reason !== 'too-long' && (
        <button type="button" className={link} onClick={() => void call('retryMessage', { id: message.id })}>
          {t('message.retry')}
        </button>
      )}
      {failed && (
        <button
          type="button"
          className={link}
          onClick={() => void editMessage(message, { lost: t('message.edit_lost') })}
        >
          {t('message.edit')}
        </button>
      )}
      {failed && (
        <button
          type="button"
          className={link}
          onClick={() => deleteMessages([message.id], { done: t('message.deleted'), undo: t('common.undo') })}
        >
          {t('message.delete')}
        </button>
      )}
      {(message.reason === 'key-changed' || message.reason === 'not-encrypted') && (
        <button type="button" className={link} onClick={() => openDialog({ kind: 'keys', peer: person.id })}>
          {t('trust.look')}
        </button>
      )}
      <Why message={message} person={person} />
    </p>
  )
}

function Why({ message, person }: { readonly message: Message; readonly person: Peer }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const port = useView((state) => state.host?.settings.port ?? 0)
  return (
    <Popover.Root>
      <Popover.Trigger className={link}>{t('message.why')}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} collisionPadding={8} align="end" className="z-40">
          <Popover.Popup className="fade surface-overlay flex max-w-80 flex-col gap-1 p-3 text-sm">
            <Popover.Title className="font-semibold">
              {message.state === 'failed' ? t('message.why_failed') : t('message.why_waiting')}
            </Popover.Title>
            <Popover.Description>
              {t(`reason.${message.reason ?? 'unknown'}`, { name: person.name, port })}
            </Popover.Description>
            <p className="text-muted">
              {person.lastHeard > 0 &&
                t('reach.last_heard', {
                  name: person.name,
                  when: ago(Math.min(person.lastHeard, Date.now()), Date.now(), language),
                  address: person.address,
                })}{' '}
              {message.attempts > 0 && t('message.attempts', { count: message.attempts })}{' '}
              {message.retryAt !== undefined &&
                t('message.next_try', { when: ago(message.retryAt, Date.now(), language) })}
            </p>
            <Popover.Close
              className={`self-start ${link}`}
              onClick={() => openDialog({ kind: 'doctor', peer: person.id })}
            >
              {t('reach.open')}
            </Popover.Close>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
