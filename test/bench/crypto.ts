/**
 * What decrypting costs everybody else: fifty messages of RSA-2048, AES-256 and SHA-256 a second, verified, for ten seconds, in the host's
 * thread for it; and how long the loop of the program is held up meanwhile.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { createCipher, generateKeys } from '../../electron/host/cipher.ts'
import { createCipherThread } from '../../electron/host/crypto/thread.ts'
import type { CipherDone } from '../../shared/engine/cipher-work.ts'
import { chooseScheme, encryptBody, OWN_CAPABILITY } from '../../shared/protocol/index.ts'
import { atMost, median, type Report } from './figure.ts'

const PER_SECOND = 50
const SECONDS = 10
const NANOSECONDS = 1e6

export async function benchCrypto(report: Report): Promise<void> {
  const [ours, theirs] = await Promise.all([generateKeys(), generateKeys()])
  const sender = createCipher(theirs)
  const key = createCipher(ours).own[2048]
  const choice = chooseScheme(OWN_CAPABILITY, key)
  if (choice.type !== 'scheme') throw new Error('no scheme')
  const plaintext = new Uint8Array(Buffer.from(`${'一条消息 '.repeat(40)}\0`))
  const bodies = Array.from({ length: PER_SECOND * SECONDS }, (_, at) => {
    const body = encryptBody({ plaintext, packetNo: String(1_780_000_000 + at), scheme: choice.scheme, key }, sender)
    if (body === undefined) throw new Error('the key is none')
    return body
  })
  const asked = new Map<number, number>()
  const took: number[] = []
  let good = 0
  const finished = Promise.withResolvers<void>()
  const thread = createCipherThread(
    ours,
    (done: CipherDone) => {
      took.push(performance.now() - (asked.get(done.ticket) ?? 0))
      if (done.type === 'decrypted' && done.plain?.signature === 'good') good++
      if (took.length === bodies.length) finished.resolve()
    },
    finished.reject,
  )
  const loop = monitorEventLoopDelay({ resolution: 1 })
  const began = performance.now()
  loop.enable()
  for (const [at, body] of bodies.entries()) {
    asked.set(at, performance.now())
    thread.run({ type: 'decrypt', ticket: at, body, packetNo: String(1_780_000_000 + at), sender: sender.own[2048] })
    await delay(Math.max(0, began + ((at + 1) * 1_000) / PER_SECOND - performance.now()))
  }
  await finished.promise
  loop.disable()
  await thread.close()
  if (good !== bodies.length) throw new Error(`${bodies.length - good} messages were not verified`)
  report(atMost(`loop p99 with ${PER_SECOND} decryptions a second`, loop.percentile(99) / NANOSECONDS, 'ms', 20))
  report({ name: 'loop, longest', value: loop.max / NANOSECONDS, unit: 'ms' })
  report({ name: 'a message decrypted and verified, median', value: median(took), unit: 'ms' })
}
