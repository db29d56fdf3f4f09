import { useTranslation } from 'react-i18next'
import type { StorageReport } from '../../../shared/model/history.ts'
import { clearChat } from '../../state/clear-chat.ts'
import { useHistory } from '../../state/history.ts'
import { usePerson } from '../../state/people.ts'
import { Confirm } from './confirm.tsx'

/** The page is about space: chats beyond these take hardly any. */
const SHOWN = 20

export function StorageChats({ report }: { readonly report: StorageReport | undefined }) {
  const { t } = useTranslation()
  const busy = useHistory(({ job }) => job?.state === 'running')
  if (report === undefined || report.chats.length === 0) return null
  return (
    <section aria-labelledby="largest-title" className="flex flex-col gap-2">
      <h3 id="largest-title" className="text-sm font-semibold">
        {t('storage_page.largest')}
      </h3>
      <ul className="rounded-sm border border-line text-sm">
        {report.chats.slice(0, SHOWN).map(({ conversation, messages }) => (
          <Chat key={conversation} conversation={conversation} messages={messages} busy={busy} />
        ))}
      </ul>
    </section>
  )
}

function Chat({
  conversation,
  messages,
  busy,
}: {
  readonly conversation: string
  readonly messages: number
  readonly busy: boolean
}) {
  const { t } = useTranslation()
  const { name } = usePerson(conversation)
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line px-3 py-1.5 last:border-0">
      <span className="min-w-0 grow truncate">{name}</span>
      <span className="text-muted tabular-nums">{t('history.count', { count: messages })}</span>
      <Confirm
        label={t('storage_page.delete')}
        name={t('storage_page.delete_of', { name })}
        question={t('history.clear_question', { name, count: messages })}
        action={t('history.clear_action')}
        disabled={busy}
        run={() => clearChat(conversation, false, { done: t('history.clearing', { name }), undo: t('common.undo') })}
      />
    </li>
  )
}
