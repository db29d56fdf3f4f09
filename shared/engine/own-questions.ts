/** Who can be asked what only own peers understand (shared/protocol/own): it takes keys, so only who has some says so. */
import type { PeerRecord } from './io.ts'
import { isOwn } from './recognise.ts'

/** Token of the `GZ` key. */
export const OWN_QUESTIONS = 'ask1'

export const isAskable = (peer: Pick<PeerRecord, 'id' | 'dialect' | 'capabilities'>): boolean =>
  isOwn(peer) && peer.capabilities.includes(OWN_QUESTIONS)
