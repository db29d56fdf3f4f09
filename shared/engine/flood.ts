/** Token buckets: how much one source, or all together, may make us do. What is over is dropped and counted, never queued. */
import type { Millis } from './io.ts'

export interface Bucket {
  /** Takes one token if there is one. */
  take(now: Millis): boolean
}

export function createBucket(burst: number, perSecond: number): Bucket {
  let tokens = burst
  let filled: Millis | undefined
  return {
    take(now) {
      tokens = Math.min(burst, tokens + (Math.max(0, now - (filled ?? now)) * perSecond) / 1000)
      filled = now
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}

export interface Buckets {
  take(key: string, now: Millis): boolean
}

/** One bucket per key for the `size` keys seen last. */
export function createBuckets(size: number, burst: number, perSecond: number): Buckets {
  const buckets = new Map<string, Bucket>()
  let recent: { readonly key: string; readonly bucket: Bucket } | undefined

  function touch(key: string): Bucket {
    const bucket = buckets.get(key) ?? createBucket(burst, perSecond)
    buckets.delete(key)
    buckets.set(key, bucket)
    if (buckets.size > size) {
      const [oldest] = buckets.keys()
      if (oldest !== undefined) buckets.delete(oldest)
    }
    return bucket
  }

  return {
    take(key, now) {
      // Datagrams come in runs from one source: no need to move its bucket each time.
      if (recent?.key !== key) recent = { key, bucket: touch(key) }
      return recent.bucket.take(now)
    },
  }
}
