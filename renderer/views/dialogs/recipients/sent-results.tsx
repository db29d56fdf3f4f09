import { RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Message, MessageState } from '../../../../shared/model/message.ts'
import { Avatar } from '../../../parts/avatar.tsx'
import { Button, IconButton } from '../../../parts/button.tsx'
import { dialogButtons } from '../../../parts/dialog.tsx'
import { closeDialog } from '../../../state/actions.ts'
import { call } from '../../../state/host.ts'
import { usePerson } from '../../../state/people.ts'
import { useView } from '../../../state/store.ts'
import { MessageTicks } from '../../chat/message-ticks.tsx'

const arrived = (state: MessageState | undefined): boolean => state === 'delivered' || state === 'opened'

/** What became of each message while one looks; each is in its own chat from now on. */
export function SentResults({ messages }: { readonly messages: readonly Message[] }) {
  const { t } = useTranslation()
  const conversations = useView((state) => state.conversations)
  // The newest message of a chat carries its state.
  const stateOf = ({ conversation, id, state }: Message): MessageState => {
    const last = conversations.get(conversation)?.last
    return last?.id === id ? last.state : state
  }
  const states = messages.map(stateOf)
  return (
    <>
      <p className="px-5 pt-2 text-sm text-muted" role="status">
        {t('recipients.arrived', { done: states.filter(arrived).length, total: messages.length })}
      </p>
      <ul aria-label={t('recipients.results')} className="max-h-96 overflow-y-auto px-5 pt-2">
        {messages.map((message, at) => (
          <Result key={message.id} message={message} state={states[at] ?? message.state} />
        ))}
      </ul>
      <div className={dialogButtons}>
        <Button kind="primary" onClick={closeDialog}>
          {t('common.done')}
        </Button>
      </div>
    </>
  )
}

function Result({ message, state }: { readonly message: Message; readonly state: MessageState }) {
  const { t } = useTranslation()
  const person = usePerson(message.conversation)
  return (
    <li className="flex min-h-9 items-center gap-2 border-b border-line text-sm last:border-0">
      <Avatar peer={person} size="small" ring="border-overlay" />
      <span className="grow truncate">{person.name}</span>
      <span className={`flex items-center gap-1 ${state === 'failed' ? 'text-red' : 'text-muted'}`}>
        <MessageTicks state={state} />
        {t(`state.${state}`)}
      </span>
      {state === 'failed' && (
        <IconButton
          label={t('recipients.retry', { name: person.name })}
          onClick={() => void call('retryMessage', { id: message.id })}
        >
          <RotateCw size={16} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}
