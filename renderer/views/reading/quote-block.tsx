import { useTranslation } from 'react-i18next'
import { inertName, inertText } from '../../../shared/model/inert.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { Quote } from '../../../shared/model/quote.ts'
import { useSaid } from '../../state/face-words.ts'
import { usePerson } from '../../state/people.ts'
import { jumpToQuoted } from '../../state/reading.ts'

/** More than three lines are never seen of it. */
const SHOWN = 400

/** What a message answers: a stranger's text, so it is shown as text and looked for only when somebody wants to go there. */
export function QuoteBlock({ message, quote }: { readonly message: Message; readonly quote: Quote }) {
  const { t } = useTranslation()
  const name = quote.name === undefined ? '' : inertName(quote.name)
  const said = useSaid()
  const { dialect } = usePerson(message.conversation)
  const text = said(inertText(quote.text.slice(0, SHOWN)), message.direction, dialect)
  return (
    <button
      type="button"
      aria-label={t('reading.go_to_quoted', { text: name === '' ? text : `${name}: ${text}` })}
      className="mb-1 block w-full min-w-0 cursor-pointer rounded-sm border-l-[3px] border-accent bg-surface/60 py-1 pr-2 pl-2 text-left text-sm text-muted hover:bg-surface"
      onClick={() => void jumpToQuoted(message, t('reading.quoted_not_found'))}
    >
      {name !== '' && <span className="block truncate font-medium text-accent-text">{name}</span>}
      <span className="line-clamp-3 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>
    </button>
  )
}
