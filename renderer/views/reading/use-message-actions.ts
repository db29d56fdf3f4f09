import { useTranslation } from 'react-i18next'
import { inertText } from '../../../shared/model/inert.ts'
import type { Message } from '../../../shared/model/message.ts'
import { fullTime } from '../../logic/dates.ts'
import { copyText, deleteMessages } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { someoneOf } from '../../state/people.ts'
import { inOrder, setStarred } from '../../state/reading.ts'
import { clearSelection, hasWords } from '../../state/selection.ts'
import { now } from '../../state/store.ts'

export interface MessageActions {
  /** One as its text; several with who wrote them and when, as one reads a transcript. */
  readonly copy: (messages: readonly Message[]) => void
  readonly star: (messages: readonly Message[], starred: boolean) => void
  /** On this computer, with a way back. */
  readonly remove: (messages: readonly Message[]) => void
}

/** What menu, keys and the bar of a selection do alike. A selection is over afterwards. */
export function useMessageActions(): MessageActions {
  const { t } = useTranslation()
  const language = useLanguageTag()

  const line = (message: Message): string => {
    const name =
      message.direction === 'out'
        ? t('chat.you')
        : (message.sender?.name ?? someoneOf(now(), message.conversation).name)
    return `${name} (${fullTime(message.at, language)})\n${inertText(message.text)}`
  }
  return {
    copy(messages) {
      const [only, ...others] = inOrder(messages.filter(hasWords))
      if (only === undefined) return
      const text = others.length === 0 ? inertText(only.text) : [only, ...others].map(line).join('\n\n')
      void copyText(text, t('common.copied'))
      clearSelection()
    },
    star(messages, starred) {
      void setStarred(messages, starred)
      clearSelection()
    },
    remove(messages) {
      const count = messages.length
      if (count === 0) return
      deleteMessages(
        messages.map(({ id }) => id),
        { done: count === 1 ? t('message.deleted') : t('reading.deleted', { count }), undo: t('common.undo') },
      )
      clearSelection()
    },
  }
}
