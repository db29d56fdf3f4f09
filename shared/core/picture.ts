/** The picture that somebody announces: a Gezi by a token of its hello, FeiQ by the number in its version field (protocol.md 7.1). */
import type { PeerRecord } from '../engine/io.ts'
import { DRAWN_PICTURES, type PictureChoice, pictureOfToken } from '../model/picture-choice.ts'
import { decodeFeiqVersion } from '../protocol/index.ts'

/** Empty when he announces none. FeiQ's number 0 is what everybody has who never chose. */
export function pictureOf({ version, capabilities }: Pick<PeerRecord, 'version' | 'capabilities'>): PictureChoice {
  for (const token of capabilities) {
    const picture = pictureOfToken(token)
    if (picture !== undefined) return picture
  }
  const avatar = decodeFeiqVersion(version)?.avatar ?? 0
  return avatar === 0 ? '' : `drawn:${avatar % DRAWN_PICTURES}`
}
