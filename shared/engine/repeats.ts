/**
 * Which messages were seen before (protocol.md 3.2, 11.2). The store knows for ever; this is its short memory, so that a repeat that comes while
 * the acknowledgement is under way costs no disk. A receipt is a message that the store has not confirmed yet.
 */
import type { Endpoint, Millis, PeerId } from './io.ts'
import type { Limits } from './limits.ts'

export interface Receipt {
  readonly peer: PeerId
  readonly repeatKey: string
  readonly from: Endpoint
  readonly packetNo: string
  readonly acknowledge: boolean
  /** Whether somebody who is away answers it by himself. */
  readonly answerable: boolean
  readonly at: Millis
  /** Another key by which the same datagram is recognised before anybody decrypts it; the store does not know it. */
  readonly alias?: string | undefined
}

export interface Repeats {
  /** `stored`: acknowledge it again. `pending`: the store is at it. */
  recognise(peer: PeerId, repeatKey: string, since: Millis, now: Millis): 'stored' | 'pending' | 'new'
  /** Undefined when too many wait for the store. */
  open(receipt: Receipt): number | undefined
  /** The store has it. */
  close(receipt: number, now: Millis): Receipt | undefined
  /** What is stored is recognised by this key, too. */
  also(peer: PeerId, alias: string, now: Millis): void
  merged(from: PeerId, into: PeerId): void
}

export function createRepeats(limits: Limits): Repeats {
  const receipts = new Map<number, Receipt>()
  const pending = new Map<string, number>()
  /** When each was first stored, oldest first. */
  const stored = new Map<string, Millis>()
  let last = 0

  const key = (peer: PeerId, repeatKey: string): string => `${repeatKey} ${peer}`

  function remove(number: number): Receipt | undefined {
    const receipt = receipts.get(number)
    if (receipt === undefined) return undefined
    receipts.delete(number)
    const name = key(receipt.peer, receipt.repeatKey)
    if (pending.get(name) === number) pending.delete(name)
    return receipt
  }

  function forgetOld(now: Millis): void {
    for (const [name, at] of stored) {
      if (stored.size <= limits.rememberedMessages && now - at < limits.rememberFor) return
      stored.delete(name)
    }
  }

  return {
    recognise(peer, repeatKey, since, now) {
      const name = key(peer, repeatKey)
      const at = stored.get(name)
      if (at !== undefined && at >= since) return 'stored'
      const number = pending.get(name)
      const receipt = number === undefined ? undefined : receipts.get(number)
      return receipt !== undefined && now - receipt.at < limits.receiptPatience ? 'pending' : 'new'
    },
    open(receipt) {
      const name = key(receipt.peer, receipt.repeatKey)
      // The store failed with the one before.
      remove(pending.get(name) ?? 0)
      if (receipts.size >= limits.pendingReceipts) {
        const [oldest] = receipts
        if (oldest === undefined || receipt.at - oldest[1].at < limits.receiptPatience) return undefined
        remove(oldest[0])
      }
      const number = ++last
      receipts.set(number, receipt)
      pending.set(name, number)
      return number
    },
    close(number, now) {
      const receipt = remove(number)
      if (receipt === undefined) return undefined
      const name = key(receipt.peer, receipt.repeatKey)
      stored.delete(name)
      stored.set(name, receipt.at)
      if (receipt.alias !== undefined) stored.set(key(receipt.peer, receipt.alias), receipt.at)
      forgetOld(now)
      return receipt
    },
    also(peer, alias, now) {
      stored.set(key(peer, alias), now)
      forgetOld(now)
    },
    merged(from, into) {
      const suffix = ` ${from}`
      for (const [name, at] of [...stored]) {
        if (!name.endsWith(suffix)) continue
        stored.delete(name)
        stored.set(`${name.slice(0, -suffix.length)} ${into}`, at)
      }
    },
  }
}
