/** Keeps in mind who holds the port that should be ours. To ask takes the system's tools, so it is done seldom and beside everything else. */
import type { PortHolder } from '../../../shared/model/state.ts'
import { findPortHolder } from './port-holder.ts'

export interface HolderWatch {
  readonly holder: PortHolder | undefined
  /** The port is still held: asks again, unless that was done lately. */
  look(port: number): void
  tick(): void
  /** The port is ours, or is no longer wanted. */
  forget(): void
  /** Resolves when the last question is answered. */
  settled(): Promise<void>
}

/** One program may follow another: half a minute, in ticks of the LAN (lan.ts). */
const ASK_AGAIN_TICKS = 10

export type FindHolder = (port: number, address: string) => Promise<PortHolder | undefined>

/** `changed`: the holder is another one than before. */
export function createHolderWatch(
  address: string,
  changed: () => void,
  find: FindHolder = (port, at) => findPortHolder(port, at).then(shown),
): HolderWatch {
  let holder: PortHolder | undefined
  let ticks = 0
  /** Answers to older questions do not count. */
  let question = 0
  let answer: Promise<void> = Promise.resolve()

  return {
    get holder() {
      return holder
    },
    look(port) {
      if (ticks > 0) return
      ticks = ASK_AGAIN_TICKS
      question += 1
      const asked = question
      answer = find(port, address).then((found) => {
        if (asked !== question) return
        holder = found
        changed()
      })
    },
    tick() {
      ticks = Math.max(0, ticks - 1)
    },
    forget() {
      holder = undefined
      ticks = 0
      question += 1
    },
    settled: () => answer,
  }
}

/** The number of its process is nobody's business. */
const shown = (found: Awaited<ReturnType<typeof findPortHolder>>): PortHolder | undefined =>
  typeof found === 'object' ? { program: found.program } : found
