/** A short name for a message's bytes: two 32-bit hashes (FNV-1a with different primes). It tells repeats apart, not forgeries. */

/** NULs at the end do not count: IPMsg adds 64 of them to its last repeats (protocol.md 1.2). */
export function digest(bytes: Uint8Array): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let i = 0; i < end; i++) {
    const byte = bytes[i]!
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x85ebca6b)
    b ^= b >>> 13
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}
