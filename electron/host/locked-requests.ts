/**
 * Encrypted requests for files (protocol.md 4.6), on their way in: decrypted in the thread that has the keys, no faster than it can. Whose
 * signature it has to be is known once it is decrypted and names an offer; the core says so.
 */
import { createBuckets } from '../../shared/engine/flood.ts'
import type { Millis } from '../../shared/engine/io.ts'
import { LIMITS } from '../../shared/engine/limits.ts'
import { bodyCounter, decodeEncryptedRequest, type LockedRequest } from '../../shared/protocol/index.ts'
import { counterStream } from './cipher.ts'
import type { HostKeys } from './crypto/own-keys.ts'
import type { Asked } from './net/file-server.ts'
import { createTurns } from './net/turns.ts'

/** Of all addresses together: messages wait for the same thread. More wait for their turn, no more than there are connections. */
const MAX_AT_WORK = 64

/** Undefined for a request that is none, whatever is wrong with it, and for one too many of an address. */
export function createRequestLocks(
  keys: Pick<HostKeys, 'open'>,
  now: () => Millis,
): (request: LockedRequest, address: string) => Promise<Asked | undefined> {
  const sources = createBuckets(LIMITS.sources, LIMITS.decryptionBurst, LIMITS.decryptionsPerSecond)
  const turns = createTurns({ all: MAX_AT_WORK, each: MAX_AT_WORK })

  return async ({ kind, header }, address) => {
    if (!sources.take(address, now())) return undefined
    await turns.take(address)
    const opened = await keys.open(header.body, header.packetNo).finally(() => turns.giveBack(address))
    const decoded = opened && decodeEncryptedRequest(opened.plaintext, kind, header.packetNo)
    if (opened === undefined || decoded?.ok !== true) return undefined
    const { packetNo, fileId, offset, bodyKey, requestNo, extra } = decoded.value
    const body = bodyKey && { key: bodyKey, cipher: counterStream(bodyKey, bodyCounter(requestNo)) }
    return {
      request: { kind, readings: [{ packetNo, fileId }], offset, extra, header },
      lock: { requestNo, isSignedWith: opened.isSignedWith, body },
    }
  }
}
