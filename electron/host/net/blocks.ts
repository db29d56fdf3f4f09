/**
 * A few large buffers that go round between a socket and a file: fresh ones for every read would cost page faults and garbage, and an
 * unbounded number would let a fast network outrun a slow disk into memory.
 */

/** Large enough that the cost of a system call vanishes (1 MiB moved 1.4 times as much as 64 KiB). */
export const BLOCK_BYTES = 1024 * 1024
/** One being filled, one on its way, one to spare: 3 MiB a transfer. */
export const BLOCKS = 3

export interface BlockPool {
  readonly free: number
  /** Undefined when all are out. */
  take(): Buffer | undefined
  release(block: Buffer): void
  /** Resolves with a block as soon as there is one. */
  wait(): Promise<Buffer>
}

export function createBlockPool(count = BLOCKS, bytes = BLOCK_BYTES): BlockPool {
  const blocks: Buffer[] = []
  const waiting: ((block: Buffer) => void)[] = []
  let made = 0
  const take = (): Buffer | undefined => {
    const block = blocks.pop()
    if (block !== undefined || made === count) return block
    made++
    return Buffer.allocUnsafeSlow(bytes)
  }
  return {
    get free() {
      return blocks.length + (count - made)
    },
    take,
    release(block) {
      const next = waiting.shift()
      if (next === undefined) blocks.push(block)
      else next(block)
    },
    wait() {
      const block = take()
      return block === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(block)
    },
  }
}
