/** The same formats by another program in another language, `feiq-peer.py`. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('feiq-peer.py', import.meta.url))

export const feiqPeer = (verb: 'encode' | 'decode' | 'png', input: Uint8Array): Uint8Array =>
  Uint8Array.from(execFileSync('python3', [PROGRAM, verb], { input, maxBuffer: 0x10000000 }))

/** Numbers that look random and are the same every time (mulberry32). */
export function noise(seed: number, length: number, values = 256): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % values
  })
}
