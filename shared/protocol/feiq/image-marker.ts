/** Where a picture stands in FeiQ's text: `/~#>64ea4edd<B~` (a bitmap), `/~#>64ea4edd<G~` (a face of one's own) (protocol.md 7.4). */

export interface ImageMarker {
  /** Eight lower-case hex digits: the id of the chunks. */
  readonly id: string
  readonly kind: 'bitmap' | 'face'
}

/** FeiQ keeps what moves with the faces; `type`: as in the media type. */
export const imageMarker = (id: string, type: string | undefined): ImageMarker => ({
  id,
  kind: type === 'gif' ? 'face' : 'bitmap',
})

const LETTER: Readonly<Record<ImageMarker['kind'], string>> = { bitmap: 'B', face: 'G' }

export const encodeImageMarker = ({ id, kind }: ImageMarker): string => `/~#>${id}<${LETTER[kind]}~`

/** More pictures than a message of 8 kB, the longest that FeiQ reads, would show; further markers stay text. */
const MAX_MARKERS = 64

/** A picture within a text. */
export interface PlacedImage {
  readonly id: string
  /** How much of the text, without markers, stands before it. */
  readonly place: number
}

/** The text without its markers, and its pictures in order, each once. */
export function takeImageMarkers(text: string): { readonly text: string; readonly images: readonly PlacedImage[] } {
  const images = new Map<string, PlacedImage>()
  let words = ''
  for (const part of splitImageMarkers(text)) {
    if (typeof part === 'string') words += part
    else if (!images.has(part.id)) images.set(part.id, { id: part.id, place: words.length })
  }
  return { text: words, images: [...images.values()] }
}

/** The text and its pictures in order; no empty texts. */
export function splitImageMarkers(text: string): (string | ImageMarker)[] {
  const parts: (string | ImageMarker)[] = []
  let [end, markers] = [0, 0]
  for (const match of text.matchAll(/\/~#>([0-9A-Fa-f]{8})<([BG])~/g)) {
    if (++markers > MAX_MARKERS) break
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push({ id: (match[1] ?? '').toLowerCase(), kind: match[2] === 'G' ? 'face' : 'bitmap' })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}
