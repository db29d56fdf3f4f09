/** The padding of the block ciphers and their initial vectors (protocol.md 5.3, 7.5, 7.7). */
import { concatBytes, latin1Bytes } from '../text.ts'
import type { BlockCipher } from './port.ts'

export const BLOCK: Readonly<Record<BlockCipher, number>> = { 'aes-256': 16, blowfish: 8 }

/** PKCS#7: always at least one byte. */
export function pad(bytes: Uint8Array, block: number): Uint8Array {
  const length = block - (bytes.length % block)
  return concatBytes([bytes, new Uint8Array(length).fill(length)])
}

/** Undefined if the padding is none. */
export function unpad(blocks: Uint8Array, block: number): Uint8Array | undefined {
  const length = blocks.at(-1) ?? 0
  if (length === 0 || length > block || length > blocks.length) return undefined
  const end = blocks.length - length
  return blocks.subarray(end).every((byte) => byte === length) ? blocks.subarray(0, end) : undefined
}

/**
 * The ASCII digits of the packet number as they stand in the header, cut or filled with zero bytes to one block. It is the initial vector
 * of messages with PACKETNO_IV and the first counter of encrypted bodies of files.
 */
export function packetNumberBlock(packetNo: string, length: number): Uint8Array {
  const block = new Uint8Array(length)
  block.set(latin1Bytes(packetNo).subarray(0, length))
  return block
}
