/**
 * How often, and to whom, we answer what nobody has to answer: hellos, GETINFO, strangers, absence. A forged source address turns every answer
 * into a shot at somebody else (protocol.md 11.2), so answers are counted per source and over all, and go only to addresses of a LAN: private
 * and link-local ones, those near one of ours, and those that the user configured. Acknowledgements of messages are no courtesy and not here.
 */
import { isLocal, isSameSite } from './address.ts'
import type { Context } from './context.ts'
import { createBucket, createBuckets } from './flood.ts'

export interface Answers {
  /** Counts an answer to this address; false when it must not be given. */
  allow(address: string): boolean
}

export function createAnswers(context: Context): Answers {
  const { limits } = context
  const everybody = createBucket(limits.answers, limits.answersPerSecond)
  const sources = createBuckets(limits.sources, limits.answersPerSource, limits.answersPerSourcePerSecond)

  function isNear(address: string): boolean {
    const { reach } = context
    if (reach === undefined) return false
    if (isLocal(address) || reach.own.some((own) => isSameSite(own.address, address))) return true
    return reach.configured.some((configured) => configured.address === address)
  }

  return {
    allow: (address) => isNear(address) && sources.take(address, context.now) && everybody.take(context.now),
  }
}
