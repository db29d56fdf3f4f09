import { useTranslation } from 'react-i18next'
import { inertText } from '../../shared/model/inert.ts'
import { isCovered, type Message } from '../../shared/model/message.ts'
import { useAnnouncement } from '../state/announce.ts'
import { personOf } from '../state/people.ts'
import { useView } from '../state/store.ts'
import { endText } from './transfers/transfer-text.ts'
import { useWords } from './transfers/use-words.ts'

/** Read out long texts only in part: the rest is there when the user goes to the message. */
const SPOKEN = 280

const spokenText = (message: Message, t: ReturnType<typeof useTranslation>['t']): string => {
  if (!isCovered(message)) return inertText(message.text)
  return message.locked ? t('sealed.locked') : t('sealed.sealed')
}

/** Invisible; says each incoming message and each end of a transfer once. */
export function LiveRegion() {
  const { t } = useTranslation()
  const message = useAnnouncement((state) => state.message)
  const name = useView((state) => (message === undefined ? '' : personOf(state.peers, message.conversation).name))
  const text = message === undefined ? '' : spokenText(message, t).slice(0, SPOKEN)
  const file = message?.attachments[0]?.name ?? ''
  return (
    <div className="sr-only" aria-live="polite" data-testid="announcements">
      <Ended />
      {message !== undefined && <p key={message.id}>{t('chat.announce', { name, text: text === '' ? file : text })}</p>}
    </div>
  )
}

function Ended() {
  const transfer = useAnnouncement((state) => state.transfer)
  const words = useWords(transfer?.peer ?? '')
  return transfer === undefined ? null : <p key={`${transfer.id}/${transfer.state}`}>{endText(transfer, words)}</p>
}
