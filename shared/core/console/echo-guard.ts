/**
 * Decides whether an echo listener answers a datagram. The sender's address can be forged, so an answer may hit somebody who asked for
 * nothing: it never has more bytes than came, only a few a second leave, and none to a port where a service would answer in turn
 * (RFC 862, 863, 864 and their like) or where another echo may listen: two of them would throw one datagram back and forth for ever.
 */
import { endpointKey } from '../../engine/address.ts'
import { createBucket, createBuckets } from '../../engine/flood.ts'
import type { Endpoint, Millis } from '../../engine/io.ts'
import { isLocalAddress } from '../../model/local-address.ts'
import { latin1 } from '../../protocol/index.ts'

export type EchoVerdict = 'echo' | 'not-local' | 'service-port' | 'own-port' | 'too-large' | 'loop' | 'rate'

/** Below it are the well-known services (echo 7, chargen 19, DNS 53, NTP 123 …): no program that asks sends from there. */
const FIRST_FREE_PORT = 1_024
/** SSDP, IPMsg, WS-Discovery, mDNS, memcached: they answer what they get, or take it for a question. */
const SERVICES: ReadonlySet<number> = new Set([1_900, 2_425, 3_702, 5_353, 11_211])
/** Larger than what anybody tries by hand, and one frame or a few. */
export const MAX_ECHO = 8_192
/** A person who tries, or a script that pings once a second, needs fewer. */
const PER_SENDER = { burst: 10, perSecond: 10 }
const TOTAL = { burst: 30, perSecond: 30 }
/** Senders whose rate is remembered: a forged flood of them is held by the total. */
const MAX_SENDERS = 256
/** So often the same from the same within that time is no person: two echoes throw it back and forth. */
const SAME = 5
const SAME_WITHIN: Millis = 2_000
/** How long such a sender gets nothing. */
const SILENCE: Millis = 60_000
const SAMPLE = 128

export interface EchoGuard {
  /** `bytes`: what came; it would be sent back as it is. */
  judge(now: Millis, from: Endpoint, bytes: Uint8Array): EchoVerdict
}

/** `ports`: where the listener itself and the messenger listen now; the same number anywhere is as likely to be such a one. */
export function createEchoGuard(ports: () => readonly number[]): EchoGuard {
  const total = createBucket(TOTAL.burst, TOTAL.perSecond)
  const senders = createBuckets(MAX_SENDERS, PER_SENDER.burst, PER_SENDER.perSecond)
  const seen = new Map<string, { readonly sample: string; readonly since: Millis; readonly count: number }>()
  const silent = new Map<string, Millis>()

  const remember = <T>(map: Map<string, T>, key: string, value: T): void => {
    map.delete(key)
    map.set(key, value)
    const [oldest] = map.keys()
    if (map.size > MAX_SENDERS && oldest !== undefined) map.delete(oldest)
  }

  function isLoop(now: Millis, key: string, bytes: Uint8Array): boolean {
    const sample = `${bytes.length} ${latin1(bytes.subarray(0, SAMPLE))}`
    const before = seen.get(key)
    const goesOn = before !== undefined && before.sample === sample && now - before.since < SAME_WITHIN
    const count = goesOn ? before.count + 1 : 1
    remember(seen, key, { sample, since: goesOn ? before.since : now, count })
    if (count <= SAME) return false
    remember(silent, key, now + SILENCE)
    return true
  }

  return {
    judge(now, from, bytes) {
      if (!isLocalAddress(from.address)) return 'not-local'
      if (from.port < FIRST_FREE_PORT || SERVICES.has(from.port)) return 'service-port'
      if (ports().includes(from.port)) return 'own-port'
      if (bytes.length > MAX_ECHO) return 'too-large'
      const key = endpointKey(from)
      if (now < (silent.get(key) ?? 0) || isLoop(now, key, bytes)) return 'loop'
      return senders.take(from.address, now) && total.take(now) ? 'echo' : 'rate'
    },
  }
}

/** Where no echo may listen: the messenger's own port, and those where others expect a service. */
export const isReservedForEcho = (port: number, messenger: number): boolean =>
  port === messenger || port < FIRST_FREE_PORT || SERVICES.has(port)
