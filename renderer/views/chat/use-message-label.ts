import type { TFunction } from 'i18next'
import { useShallow } from 'zustand/react/shallow'
import { hasFaces, withFaceWords } from '../../../shared/model/faces.ts'
import { inertText } from '../../../shared/model/inert.ts'
import { isCovered, type Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { readQuote } from '../../../shared/model/quote.ts'
import { faceName } from '../../locales/face-names.ts'
import { clock, fileSize } from '../../logic/dates.ts'
import { useView } from '../../state/store.ts'
import { stateText } from '../transfers/transfer-text.ts'
import { protectionMark } from '../trust/message-protection.tsx'
import { systemText } from './system-text.ts'

/** Who wants to hear of all hundred files goes through their cards. */
const SPOKEN_FILES = 5
/** Enough to know which message is meant. */
const SPOKEN_QUOTE = 80

/** Nobody can interrupt a screen reader for long; the text itself is read in the bubble. */
const SPOKEN_CHARACTERS = 1_000

/** A row asks for them once, not each of its parts: a screen has dozens of rows. */
export interface Words {
  readonly t: TFunction
  /** For `Intl`. */
  readonly language: string
}

/** Everything a screen reader says when the focus is on the message. */
export function useMessageLabel(message: Message, person: Peer, { t, language }: Words): string {
  const { direction, at, state } = message
  const spoken = message.attachments.slice(0, SPOKEN_FILES)
  const more = message.attachments.length - spoken.length
  // Only the states: bytes change all the time, and nobody wants to hear that.
  const states = useView(
    useShallow((view) => spoken.map(({ index }) => view.transfers.get(`${message.id}.${index}`)?.state)),
  )
  const files = spoken.flatMap(({ kind, name, size }, place) => {
    const of = states[place]
    const file = t('file.label', { kind: t(`file.${kind}`), name, size: fileSize(size, language) })
    return of === undefined ? [file] : [file, stateText(direction, of, { t, name: person.name })]
  })
  const { quote, answer } = readQuote(message.text)
  const text = [
    isCovered(message)
      ? t(message.locked ? 'sealed.locked' : 'sealed.sealed')
      : hasFaces(direction, person.dialect)
        ? withFaceWords(inertText(answer.slice(0, SPOKEN_CHARACTERS)), (name) => faceName(name, language))
        : inertText(answer.slice(0, SPOKEN_CHARACTERS)),
    quote === undefined
      ? ''
      : t('reading.answering', { text: inertText(quote.text.slice(0, SPOKEN_QUOTE)).replace(/\s+/g, ' ') }),
    ...files,
    more > 0 ? t('transfer.items_more', { count: more }) : '',
    message.starred === true ? t('reading.starred') : '',
    message.unreadable === true ? t('trust.unreadable', { name: person.name }) : '',
    protectionMark(message, t),
  ]
    .filter((part) => part !== '')
    .join(', ')
  const time = clock(at, language)
  if (message.system !== undefined) return t('group.line_label', { text: systemText(message, t), time })
  if (message.shake)
    return direction === 'in'
      ? t('signal.shaken_by', { name: person.name, time })
      : t('signal.shaken', { name: person.name, time })
  return direction === 'in'
    ? t('message.label', { sender: person.name, text, time })
    : t('message.label_state', { sender: t('chat.you'), text, time, state: t(`state.${state}`) })
}
