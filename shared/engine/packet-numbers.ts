/**
 * Our packet numbers: Unix seconds, or the last one plus one, strictly increasing over restarts and below 2^31 (protocol.md 1.7). iptux
 * acknowledges a message with a lower number than the last and throws it away, so a number must never come again: blocks of them are
 * reserved on disk before use.
 */
import type { Millis } from './io.ts'

/** At most one write to disk per 256 packets, and per 256 s of an idle day. */
const BLOCK = 256
/** Some versions of IPMsg print the number as a signed 32-bit one. */
const END = 2 ** 31

export interface PacketNumbers {
  next(now: Millis): number
}

/** `used`: the end of the last block that was reserved. `reserve` must be durable before anything that follows is sent. */
export function createPacketNumbers(used: number, reserve: (upTo: number) => void): PacketNumbers {
  let last = used
  let reserved = used
  return {
    next(now) {
      const seconds = Math.floor(now / 1000)
      const wanted = Math.max(seconds < END ? seconds : 0, last + 1)
      // Only a clock that once stood in 2038 gets here; beginning anew is the lesser evil.
      if (wanted >= END) reserved = 0
      last = wanted < END ? wanted : 1
      if (last > reserved) {
        reserved = Math.min(last + BLOCK - 1, END - 1)
        reserve(reserved)
      }
      return last
    },
  }
}
