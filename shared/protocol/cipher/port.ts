/** What the codec needs of a crypto library: primitives only. Which bytes go in, and what the results mean, is decided in this folder. */

/** RSA; both numbers big-endian on the wire (protocol.md 5.1). */
export interface PublicKey {
  /** 128 or 256 bytes, the highest bit set. */
  readonly modulus: Uint8Array
  readonly exponent: number
}

/** Bits. We own a key of each size: 1024 for FeiQ and IPMsg 2, 2048 for all others. */
export type KeySize = 1024 | 2048

export type Hash = 'sha1' | 'sha256'
export type BlockCipher = 'aes-256' | 'blowfish'

/** Our own private keys stay behind the port. Nothing here throws for what a peer sends. */
export interface Cipher {
  readonly own: Readonly<Record<KeySize, PublicKey>>
  randomBytes(length: number): Uint8Array
  digest(hash: Hash, bytes: Uint8Array): Uint8Array
  /** PKCS#1 v1.5 type 2; as long as the modulus. Undefined if the key is unusable. */
  encryptFor(key: PublicKey, secret: Uint8Array): Uint8Array | undefined
  /**
   * The secret of `length` bytes in a PKCS#1 v1.5 block for our own key. Whatever is wrong with the block, the answer is as long, made
   * of the block and of the private key alone: whoever sends blocks to learn which are well-formed sees the same garbage decrypt every time.
   */
  decryptSecret(size: KeySize, block: Uint8Array, length: number): Uint8Array
  /** PKCS#1 v1.5 with our own key of 2048 bits. */
  sign(hash: Hash, bytes: Uint8Array): Uint8Array
  verify(key: PublicKey, hash: Hash, bytes: Uint8Array, signature: Uint8Array): boolean
  /**
   * CBC over whole blocks (16 bytes of AES, 8 of Blowfish), padding left to the caller. `key`: 32 bytes of AES; 4 to 56 of Blowfish.
   * `iv`: one block.
   */
  encryptBlocks(cipher: BlockCipher, key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array
  decryptBlocks(cipher: BlockCipher, key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array
  /** AES-256-CTR, both ways the same: call after call continues the stream. `counter`: 16 bytes, one big-endian number. */
  counterStream(key: Uint8Array, counter: Uint8Array): (bytes: Uint8Array) => Uint8Array
}

export const keySize = (key: PublicKey): number => key.modulus.length * 8
