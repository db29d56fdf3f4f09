import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inertText } from '../../../shared/model/inert.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { MessageText } from './message-text.tsx'

/** A long line without a space is expensive to lay out, and one message must not push all others off the screen. */
const SHOWN_CHARACTERS = 3_000
const SHOWN_LINES = 60
/** More than that is shown at once only in pieces: each costs the window less than a noticeable moment. */
const STEP_CHARACTERS = 10_000

/** Up to which place the text is shown, so that it has neither too many characters nor too many lines. */
function firstPart(text: string): number {
  let end = -1
  for (let line = 0; line < SHOWN_LINES; line += 1) {
    end = text.indexOf('\n', end + 1)
    if (end === -1 || end > SHOWN_CHARACTERS) return Math.min(text.length, SHOWN_CHARACTERS)
  }
  return end
}

/** The text of a message; of a very long one its beginning, and the rest when it is asked for. */
export function LongText({ text, faces }: { readonly text: string; readonly faces: boolean }) {
  const [more, setMore] = useState(0)
  const shown = firstPart(text) + more
  if (shown >= text.length) return <MessageText text={inertText(text)} faces={faces} />
  return <Beginning text={text} shown={shown} faces={faces} onMore={() => setMore(more + STEP_CHARACTERS)} />
}

function Beginning({
  text,
  shown,
  faces,
  onMore,
}: {
  readonly text: string
  readonly shown: number
  readonly faces: boolean
  readonly onMore: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  return (
    <>
      <MessageText text={`${inertText(text.slice(0, shown)).trimEnd()}…`} faces={faces} />{' '}
      <button
        type="button"
        className="rounded-xs font-medium text-accent-text underline-offset-2 hover:underline"
        onClick={onMore}
      >
        {t('comfort.show_more', { rest: (text.length - shown).toLocaleString(language) })}
      </button>
    </>
  )
}
