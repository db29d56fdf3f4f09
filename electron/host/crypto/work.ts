/** The jobs of the thread, on the codec and the primitives. Every failure of a stranger's cipher looks the same. */

import type { CipherDone, CipherWork } from '../../../shared/engine/cipher-work.ts'
import { type Cipher, decryptBody, encryptBody, verifyBody } from '../../../shared/protocol/index.ts'

/** The host's own: the engine signs nothing by itself. */
export interface SignWork {
  readonly type: 'sign'
  readonly ticket: number
  readonly bytes: Uint8Array
}

export interface SignDone {
  readonly type: 'signed'
  readonly ticket: number
  /** Undefined: the thread ended meanwhile. */
  readonly signature: Uint8Array | undefined
}

export type ThreadWork = CipherWork | SignWork
export type ThreadDone = CipherDone | SignDone

export const performAny = (work: ThreadWork, cipher: Cipher): ThreadDone =>
  work.type === 'sign'
    ? { type: 'signed', ticket: work.ticket, signature: cipher.sign('sha256', work.bytes) }
    : perform(work, cipher)

export function perform(work: CipherWork, cipher: Cipher): CipherDone {
  const { ticket } = work
  if (work.type === 'encrypt') return { type: 'encrypted', ticket, body: encryptBody(work, cipher) }
  const body = decryptBody(work.body, work.packetNo, cipher)
  if (!body.ok) return { type: 'decrypted', ticket, plain: undefined }
  const { plaintext, clear } = body.value
  const signature = verifyBody(body.value, work.sender, cipher)
  return { type: 'decrypted', ticket, plain: { plaintext, clear, signature, proof: body.value.signature } }
}
