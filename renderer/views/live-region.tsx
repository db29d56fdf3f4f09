import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dialect } from '../../shared/model/dialect.ts'
import { inertText } from '../../shared/model/inert.ts'
import { isCovered, type Message } from '../../shared/model/message.ts'
import { withoutQuote } from '../../shared/model/quote.ts'
import { useAnnouncement } from '../state/announce.ts'
import { useSaid } from '../state/face-words.ts'
import { someoneOf } from '../state/people.ts'
import { now } from '../state/store.ts'
import { systemText } from './chat/system-text.ts'
import { endText } from './transfers/transfer-text.ts'
import { useWords } from './transfers/use-words.ts'

/** Read out long texts only in part: the rest is there when the user goes to the message. */
const SPOKEN = 280

const spokenText = (message: Message, dialect: Dialect, said: ReturnType<typeof useSaid>, t: TFunction): string => {
  if (message.system !== undefined) return systemText(message, t)
  if (message.shake) return t('signal.shake_line')
  if (!isCovered(message)) {
    const text = withoutQuote(message.text).slice(0, SPOKEN * 2)
    return inertText(said(text, message.direction, dialect))
  }
  return message.locked ? t('sealed.locked') : t('sealed.sealed')
}

/** Invisible; says each incoming message and each end of a transfer once. */
export function LiveRegion() {
  const messages = useAnnouncement((state) => state.messages)
  return (
    <div className="sr-only" aria-live="polite" data-testid="announcements">
      <Ended />
      {messages.map((message) => (
        <Incoming key={message.id} message={message} />
      ))}
    </div>
  )
}

function Incoming({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const withFaces = useSaid()
  // What was said stays as it was said: a person who changes his name is not announced again.
  const [said] = useState(() => {
    const { name, dialect } = someoneOf(now(), message.sender?.peer ?? message.conversation)
    const text = spokenText(message, dialect, withFaces, t).slice(0, SPOKEN)
    return t('chat.announce', { name, text: text === '' ? (message.attachments[0]?.name ?? '') : text })
  })
  return <p>{said}</p>
}

function Ended() {
  const transfer = useAnnouncement((state) => state.transfer)
  const words = useWords(transfer?.peer ?? '')
  return transfer === undefined ? null : <p key={`${transfer.id}/${transfer.state}`}>{endText(transfer, words)}</p>
}
