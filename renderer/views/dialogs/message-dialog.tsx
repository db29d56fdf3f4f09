import { Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageDetails } from '../../../shared/api/reading-contract.ts'
import { capital, fileSize, fullTime } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { Facts } from '../../parts/facts.tsx'
import { copyText } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { usePerson } from '../../state/people.ts'
import { useView } from '../../state/store.ts'
import { MessageLedger } from './message-ledger.tsx'

/** The ledger of one message: when it was written, sent, delivered and opened, why it waits, and what went over the wire. */
export function MessageDialog({ conversation, id }: { readonly conversation: string; readonly id: string }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const message = useView((state) => state.threads.get(conversation)?.messages.find((other) => other.id === id))
  const person = usePerson(conversation)
  const port = useView((state) => state.host?.settings.port ?? 0)
  const [wire, setWire] = useState<MessageDetails>({ client: '', ledger: [] })
  const version = `${message?.attempts} ${message?.state} ${message?.reason}`
  useEffect(() => {
    // Each attempt may have another number or address, and each change is a line of the ledger.
    void version
    void call('messageDetails', { id }).then((found) => found.ok && setWire(found.value))
  }, [id, version])
  if (message === undefined) return null
  const own = message.direction === 'out'
  const time = (at: number | undefined): string => (at === undefined ? '' : fullTime(at, language))
  const reason = message.reason === undefined ? '' : ` · ${t(`reason.${message.reason}`, { name: person.name, port })}`
  const bytes = wire.bytes
  const facts = [
    [own ? t('message.at_out') : t('message.at_in'), time(message.at)],
    [t('message.state'), `${capital(t(`state.${message.state}`), language)}${reason}`],
    [t('message.sent_at'), time(message.sentAt)],
    [t('message.delivered_at'), time(message.deliveredAt)],
    [t('message.opened_at'), time(message.openedAt)],
    [t('message.attempts'), own ? new Intl.NumberFormat(language).format(message.attempts) : ''],
    [t('reading.next_try'), own && message.state === 'sent' ? time(message.retryAt) : ''],
    [t('reading.packet_number'), wire.packetNo ?? ''],
    [t('message.encoding'), message.encoding],
    [t('trust.fact_encryption'), message.encrypted === true ? t('trust.yes') : t('trust.no')],
    [t('trust.fact_signature'), message.signature === undefined ? '' : t(`trust.signature_${message.signature}`)],
    [t('details.address'), wire.address ?? ''],
    [t('details.client'), wire.client],
    [t('reading.version_field'), wire.version ?? ''],
    [t('reading.size'), bytes === undefined ? '' : fileSize(bytes, language)],
  ] as const
  const known = facts.filter(([, value]) => value !== '')
  return (
    <Dialog title={t('message.details_title')}>
      <div className="scroll-edges overflow-y-auto px-5 py-3">
        <Facts facts={known} />
        <MessageLedger entries={wire.ledger} />
      </div>
      <div className={dialogButtons}>
        <Button
          onClick={() =>
            void copyText(known.map(([name, value]) => `${name}: ${value}`).join('\n'), t('common.copied'))
          }
        >
          <Copy size={14} aria-hidden="true" />
          {t('reading.copy_details')}
        </Button>
      </div>
    </Dialog>
  )
}
