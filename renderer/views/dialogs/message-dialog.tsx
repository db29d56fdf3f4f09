import { useTranslation } from 'react-i18next'
import { capital, fullTime } from '../../logic/dates.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { useView } from '../../state/store.ts'
import { Facts } from '../details/person-details.tsx'

/** The ledger of one message: when it was written, sent, delivered and opened, and why it waits. */
export function MessageDialog({ conversation, id }: { readonly conversation: string; readonly id: string }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const message = useView((state) => state.threads.get(conversation)?.messages.find((other) => other.id === id))
  const person = usePerson(conversation)
  const port = useView((state) => state.host?.settings.port ?? 0)
  if (message === undefined) return null
  const own = message.direction === 'out'
  const time = (at: number | undefined): string => (at === undefined ? '' : fullTime(at, language))
  const reason = message.reason === undefined ? '' : ` · ${t(`reason.${message.reason}`, { name: person.name, port })}`
  const facts: readonly (readonly [string, string])[] = [
    [own ? t('message.at_out') : t('message.at_in'), time(message.at)],
    [t('message.state'), `${capital(t(`state.${message.state}`), language)}${reason}`],
    [t('message.sent_at'), time(message.sentAt)],
    [t('message.delivered_at'), time(message.deliveredAt)],
    [t('message.opened_at'), time(message.openedAt)],
    [t('message.attempts'), own ? new Intl.NumberFormat(language).format(message.attempts) : ''],
    [t('message.encoding'), message.encoding],
  ]
  return (
    <Dialog title={t('message.details_title')}>
      <div className="overflow-y-auto px-5 pt-3 pb-5">
        <Facts facts={facts.filter(([, value]) => value !== '')} />
      </div>
    </Dialog>
  )
}
