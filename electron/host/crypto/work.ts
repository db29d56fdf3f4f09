/** The jobs of the thread, on the codec and the primitives. Every failure of a stranger's cipher looks the same. */

import type { CipherDone, CipherWork } from '../../../shared/engine/cipher-work.ts'
import { type Cipher, decryptBody, encryptBody, verifyBody } from '../../../shared/protocol/index.ts'

export function perform(work: CipherWork, cipher: Cipher): CipherDone {
  const { ticket } = work
  if (work.type === 'encrypt') return { type: 'encrypted', ticket, body: encryptBody(work, cipher) }
  const body = decryptBody(work.body, work.packetNo, cipher)
  if (!body.ok) return { type: 'decrypted', ticket, plain: undefined }
  const { plaintext, clear } = body.value
  const signature = verifyBody(body.value, work.sender, cipher)
  return { type: 'decrypted', ticket, plain: { plaintext, clear, signature, proof: body.value.signature } }
}
