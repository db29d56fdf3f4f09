import { useMemo } from 'react'
import { hasFaces } from '../../../shared/model/faces.ts'
import { isCovered, type Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { readQuote } from '../../../shared/model/quote.ts'
import type { Piece } from '../../logic/placed.ts'
import { isOnlyEmoji, isOnlyFaces } from '../../logic/timeline.ts'
import { QuoteBlock } from '../reading/quote-block.tsx'
import { FileCards } from './file-cards.tsx'
import { LongText } from './long-text.tsx'
import { MessageCover } from './message-cover.tsx'

/** Nothing but one to three faces: they are shown large. */
export const isLarge = (text: string, faces: boolean): boolean => (faces ? isOnlyFaces(text) : isOnlyEmoji(text))

/** What a message says: its cover until it is opened, what it answers, and its words. */
export function MessageBody({
  message,
  person,
  pieces,
}: {
  readonly message: Message
  readonly person: Peer
  /** Where pictures stand within the text. */
  readonly pieces: readonly Piece[] | undefined
}) {
  const { quote, answer } = useMemo(() => readQuote(message.text), [message.text])
  if (isCovered(message)) return <MessageCover message={message} />
  if (message.text === '') return null
  const faces = hasFaces(message.direction, person.dialect)
  if (pieces !== undefined) return <PlacedText pieces={pieces} faces={faces} />
  const large = isLarge(answer, faces)
  return (
    <>
      {quote !== undefined && <QuoteBlock message={message} quote={quote} />}
      <span
        data-text=""
        className={`break-words whitespace-pre-wrap [overflow-wrap:anywhere] ${large ? 'text-[2.5em] leading-tight' : ''}`}
      >
        <LongText text={answer} faces={faces} />
      </span>
    </>
  )
}

/** Words and pictures in the order in which their sender wrote them. */
function PlacedText({ pieces, faces }: { readonly pieces: readonly Piece[]; readonly faces: boolean }) {
  return (
    <div data-text="" className="break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
      {pieces.map((piece) =>
        typeof piece === 'string' ? (
          <span key={piece}>
            <LongText text={piece} faces={faces} />
          </span>
        ) : (
          <FileCards key={piece.attachments[0]?.index} message={piece} />
        ),
      )}
    </div>
  )
}
