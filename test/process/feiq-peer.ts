/** The same formats by another program in another language, `feiq-peer.py`. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('feiq-peer.py', import.meta.url))

export const feiqPeer = (verb: 'encode' | 'decode' | 'png', input: Uint8Array): Uint8Array =>
  Uint8Array.from(execFileSync('python3', [PROGRAM, verb], { input, maxBuffer: 0x10000000 }))
