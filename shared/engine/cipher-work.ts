/** What the engine asks of the host's crypto, and the answers. The tickets are the engine's; the order of the answers does not matter. */
import type { DecryptedBody, PublicKey, SignatureState } from '../protocol/index.ts'

export type CipherWork =
  | {
      readonly type: 'decrypt'
      readonly ticket: number
      readonly body: Uint8Array
      /** As it stands in the header. */
      readonly packetNo: string
      /** With which the signature is verified, if it is known. */
      readonly sender: PublicKey | undefined
    }
  | {
      readonly type: 'encrypt'
      readonly ticket: number
      readonly plaintext: Uint8Array
      readonly packetNo: string
      /** A capability word of `chooseScheme`. */
      readonly scheme: number
      readonly key: PublicKey
    }

export type CipherDone =
  | {
      readonly type: 'decrypted'
      readonly ticket: number
      /** Undefined whatever was wrong with it: who sent it is not told, and nothing here depends on it. */
      readonly plain:
        | {
            readonly plaintext: Uint8Array
            readonly clear: Uint8Array
            readonly signature: SignatureState
            /** For who finds out only from the plaintext whose signature it has to be. */
            readonly proof?: DecryptedBody['signature']
          }
        | undefined
    }
  | {
      readonly type: 'encrypted'
      readonly ticket: number
      /** Ends with NUL. Undefined: the key is none. */
      readonly body: Uint8Array | undefined
    }
