import { type FaceName, splitFaces } from '../../shared/model/faces.ts'
import { type TextPart, textParts } from '../../shared/model/links.ts'

/** A face in a text; `start` tells two of the same apart. */
export interface FacePart {
  readonly kind: 'face'
  readonly start: number
  readonly code: string
  readonly name: FaceName
}

/** Addresses first: a code inside of one is part of it. */
export function faceParts(text: string): readonly (TextPart | FacePart)[] {
  let start = 0
  return textParts(text).flatMap((part): readonly (TextPart | FacePart)[] => {
    const from = start
    start += part.text.length
    if (part.kind !== 'text') return [part]
    let at = from
    return splitFaces(part.text).map((piece): TextPart | FacePart => {
      if (typeof piece === 'string') {
        at += piece.length
        return { kind: 'text', text: piece }
      }
      const face: FacePart = { kind: 'face', start: at, code: piece.code, name: piece.name }
      at += piece.code.length
      return face
    })
  })
}
