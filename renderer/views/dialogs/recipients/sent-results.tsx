import { RotateCw } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Outcome, outcomes } from '../../../logic/recipients.ts'
import { Avatar } from '../../../parts/avatar.tsx'
import { Button, IconButton } from '../../../parts/button.tsx'
import { dialogButtons } from '../../../parts/dialog.tsx'
import { closeDialog } from '../../../state/actions.ts'
import { call } from '../../../state/host.ts'
import { usePerson } from '../../../state/people.ts'
import { useSent } from '../../../state/sent.ts'
import { MessageTicks } from '../../chat/message-ticks.tsx'

const arrived = ({ state }: Outcome): boolean => state === 'delivered' || state === 'opened'

const missed = ({ failed }: Outcome): number => (failed.length > 0 ? 1 : 0)

async function retry(messages: readonly string[]): Promise<void> {
  for (const id of messages) await call('retryMessage', { id })
}

/** What became of each message while one looks; each is in its own chat from now on. */
export function SentResults() {
  const { t } = useTranslation()
  const messages = useSent((state) => state.messages)
  // Who was not reached stands first, where there is no need to scroll to him.
  const people = useMemo(() => outcomes(messages).toSorted((a, b) => missed(b) - missed(a)), [messages])
  const failed = people.flatMap((person) => person.failed)
  return (
    <>
      <p className="px-5 pt-2 text-sm text-muted" role="status">
        {t('recipients.arrived', { done: people.filter(arrived).length, total: people.length })}
      </p>
      <ul aria-label={t('recipients.results')} className="max-h-96 min-h-0 overflow-y-auto px-5 pt-2">
        {people.map((outcome) => (
          <Result key={outcome.person} outcome={outcome} />
        ))}
      </ul>
      <div className={dialogButtons}>
        {failed.length > 0 && <Button onClick={() => void retry(failed)}>{t('message.retry')}</Button>}
        <Button kind="primary" onClick={closeDialog}>
          {t('common.done')}
        </Button>
      </div>
    </>
  )
}

function Result({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation()
  const { state, failed } = outcome
  const person = usePerson(outcome.person)
  return (
    <li className="flex min-h-9 items-center gap-2 border-b border-line text-sm last:border-0">
      <Avatar peer={person} size="small" ring="border-overlay" />
      <span className="grow truncate">{person.name}</span>
      <span className={`flex items-center gap-1 ${state === 'failed' ? 'text-red' : 'text-muted'}`}>
        <MessageTicks state={state} />
        {t(`state.${state}`)}
      </span>
      {failed.length > 0 && (
        <IconButton label={t('recipients.retry', { name: person.name })} onClick={() => void retry(failed)}>
          <RotateCw size={16} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}
