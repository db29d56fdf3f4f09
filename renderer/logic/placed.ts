import type { Message } from '../../shared/model/message.ts'

/** A part of the text, or the message with those of its pictures that stand at that place. */
export type Piece = string | Message

export interface PlacedMessage {
  /** The message with what has no place in its text: it stands above. */
  readonly beside: Message
  readonly pieces: readonly Piece[]
}

/** Longer ones show their beginning first: their pictures stand above all of it. */
const MAX_TEXT = 3_000

/** The text in pieces with its pictures between them, or undefined where there is none within: before the first character is above it, too. */
export function placedMessage(message: Message): PlacedMessage | undefined {
  const { text, attachments } = message
  if (text === '' || text.length > MAX_TEXT || !attachments.some(({ place = 0 }) => place > 0)) return undefined
  const within = Map.groupBy(
    attachments.filter(({ place = 0 }) => place > 0),
    ({ place = 0 }) => Math.min(place, text.length),
  )
  const pieces: Piece[] = []
  let from = 0
  for (const place of [...within.keys()].sort((a, b) => a - b)) {
    const words = piece(text.slice(from, place))
    if (words !== '') pieces.push(words)
    pieces.push({ ...message, attachments: within.get(place) ?? [] })
    from = place
  }
  const rest = piece(text.slice(from))
  if (rest !== '') pieces.push(rest)
  return { beside: { ...message, attachments: attachments.filter(({ place = 0 }) => place === 0) }, pieces }
}

/** A picture is a line of its own: the line ends around it would be empty ones. */
const piece = (text: string): string => text.replace(/^\n/, '').replace(/\n$/, '')
