/**
 * Addresses in a text. Views make something to click of them, and the index of messages knows by the same rules which have any (`has:link`):
 * a change here needs a migration that indexes the messages anew.
 */
import { find } from 'linkifyjs'

/** Pieces of a message's text. A `link` opens only after its `target` was shown and confirmed. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'link'
      readonly start: number
      readonly text: string
      readonly target: string
      readonly type: 'web' | 'mail' | 'share'
    }

/** `\\server\share\folder with spaces` up to the end of the line or a character that no Windows path holds. */
const share = /\\\\[\p{L}\p{N}][\p{L}\p{N}._-]*(?:\\[^\\/:*?"<>|\r\n\t，。；！？、）】》]+)+\\?/gu

/** A longer text is shown without links: finding them must not cost more than showing the text. */
const LINKED_LENGTH = 20_000

interface Hit {
  readonly start: number
  readonly end: number
  readonly target: string
  readonly type: 'web' | 'mail' | 'share'
}

function shares(text: string): Hit[] {
  return [...text.matchAll(share)].map((match) => {
    const found = match[0].trimEnd()
    return { start: match.index, end: match.index + found.length, target: found, type: 'share' }
  })
}

/** Punctuation of East Asian sentences ends an address, and so does western punctuation that an East Asian character follows. */
const sentenceEnd =
  /[，。；：！？、（）【】《》「」『』“”‘’…]|[,;!?)](?=\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})/u

function addresses(text: string): Hit[] {
  const hits: Hit[] = []
  for (const found of find(text, { defaultProtocol: 'https' })) {
    const cut = found.value.search(sentenceEnd)
    const length = cut === -1 ? found.value.length : cut
    if (length === 0) continue
    const target = cut === -1 ? found.href : found.href.slice(0, found.href.length - (found.value.length - cut))
    if (found.type === 'email') hits.push({ start: found.start, end: found.start + length, target, type: 'mail' })
    else if (/^https?:\/\//i.test(target))
      hits.push({ start: found.start, end: found.start + length, target, type: 'web' })
  }
  return hits
}

export function textParts(text: string): readonly TextPart[] {
  if (text.length > LINKED_LENGTH) return [{ kind: 'text', text }]
  const taken = shares(text)
  const overlaps = (hit: Hit): boolean => taken.some((other) => hit.start < other.end && other.start < hit.end)
  const hits = [...taken, ...addresses(text).filter((hit) => !overlaps(hit))].sort((a, b) => a.start - b.start)
  const parts: TextPart[] = []
  let from = 0
  for (const hit of hits) {
    if (hit.start > from) parts.push({ kind: 'text', text: text.slice(from, hit.start) })
    parts.push({
      kind: 'link',
      start: hit.start,
      text: text.slice(hit.start, hit.end),
      target: hit.target,
      type: hit.type,
    })
    from = hit.end
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** No address is without one of these: most texts are done with here. */
const MAY_HAVE = /[.:@]|\\\\/

/** Whether views show anything in the text as a link. */
export const hasLink = (text: string): boolean =>
  MAY_HAVE.test(text) && textParts(text).some((part) => part.kind === 'link')
