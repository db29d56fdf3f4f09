/** Carries introductions between the engine, which decides, and the questions of own peers (own-peers.ts). */
import { introductionsFor } from '../../shared/core/introducing.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Millis, PeerRecord } from '../../shared/engine/io.ts'
import { err, ok } from '../../shared/result.ts'
import type { OwnPeers } from './own-peers.ts'

export interface IntroducingParts {
  readonly ownPeers: OwnPeers
  readonly people: () => readonly PeerRecord[]
  readonly engine: (input: Input) => void
  readonly now: () => Millis
  /** A bug of ours. */
  readonly report: (error: unknown) => void
  /** The user, or whoever manages the computer, wants them. */
  readonly isOn: () => boolean
}

/** What to do with the engine's events. */
export function createIntroducing(parts: IntroducingParts): (events: readonly EngineEvent[]) => void {
  const { ownPeers, people, engine, now, isOn, report } = parts

  ownPeers.answer('introduce', (request, asker) => {
    if (!isOn()) return err('refused')
    engine({ type: 'introduction-offered', by: asker.person.id, known: request.known })
    return ok(introductionsFor(people(), request, asker, now()))
  })

  return (events) => {
    for (const event of events) {
      if (event.type !== 'introduction-wanted') continue
      const { of: by, request } = event
      void ownPeers.ask(by, 'introduce', request).then((answer) => {
        if (!answer.ok) return
        const { introduced: addresses, more } = answer.value
        engine({ type: 'introduced', by, addresses, more })
      }, report)
    }
  }
}
