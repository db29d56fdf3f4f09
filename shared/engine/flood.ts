/** Token buckets: how much one source, or all together, may make us do. What is over is dropped and counted, never queued. */
import type { Millis } from './io.ts'
import type { Limits } from './limits.ts'

export interface Bucket {
  /** Takes a token, or as many as it costs, if they are there. */
  take(now: Millis, cost?: number): boolean
}

export function createBucket(burst: number, perSecond: number): Bucket {
  const level = { tokens: burst, filled: undefined }
  return { take: (now, cost) => takeFrom(level, burst, perSecond, now, cost) }
}

interface Level {
  tokens: number
  filled: Millis | undefined
}

function takeFrom(level: Level, burst: number, perSecond: number, now: Millis, cost = 1): boolean {
  const gained = (Math.max(0, now - (level.filled ?? now)) * perSecond) / 1000
  const tokens = Math.min(burst, level.tokens + gained)
  const isEnough = tokens >= cost
  level.filled = now
  level.tokens = isEnough ? tokens - cost : tokens
  return isEnough
}

export interface Buckets {
  take(key: string, now: Millis, cost?: number): boolean
}

/**
 * One bucket per key for the `size` keys seen last, and up to as many that were seen before. In two generations, so that a datagram of somebody
 * known moves nothing: when the younger one is full it becomes the older, and what nobody asked for since is forgotten.
 */
export function createBuckets(size: number, burst: number, perSecond: number): Buckets {
  let younger = new Map<string, Level>()
  let older = new Map<string, Level>()

  function touch(key: string): Level {
    const known = younger.get(key)
    if (known !== undefined) return known
    if (younger.size >= size) {
      older = younger
      younger = new Map()
    }
    const level = older.get(key) ?? { tokens: burst, filled: undefined }
    younger.set(key, level)
    return level
  }

  return { take: (key, now, cost) => takeFrom(touch(key), burst, perSecond, now, cost) }
}

/** Of what strangers make us write: true where one address, and all of them together, may have so many bytes more. */
export type WriteBudget = (address: string, now: Millis, bytes: number) => boolean

export function createWriteBudget(limits: Limits): WriteBudget {
  const writers = createBuckets(limits.sources, limits.writtenBurst, limits.writtenPerSecond)
  const everybody = createBucket(limits.writtenBurstOfAll, limits.writtenPerSecondOfAll)
  return (address, now, bytes) => writers.take(address, now, bytes) && everybody.take(now, bytes)
}
