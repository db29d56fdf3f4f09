/** The contract's methods about typing and shakes. */

import type { Input } from '../engine/inputs.ts'
import type { Millis, PeerId } from '../engine/io.ts'
import { SHAKE_AGAIN } from '../engine/signals.ts'
import { traits } from '../model/dialect.ts'
import { err, ok } from '../result.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'

export type SignalMethodName = 'setTyping' | 'shake'

export function signalMethods(
  people: Pick<People, 'record'>,
  engine: (input: Input) => void,
): MethodsNamed<SignalMethodName> {
  const shakenAt = new Map<PeerId, Millis>()

  return {
    setTyping({ peer, typing }) {
      if (people.record(peer) === undefined) return err({ code: 'peer-not-found' })
      engine({ type: 'signal', peer, signal: typing ? 'typing' : 'typing-end' })
      return ok({})
    },
    shake({ peer }, now) {
      const record = people.record(peer)
      if (record === undefined) return err({ code: 'peer-not-found' })
      if (!traits[record.dialect].signals) return err({ code: 'not-able' })
      if (record.presence === 'offline') return err({ code: 'peer-offline' })
      if (Math.abs(now - (shakenAt.get(peer) ?? 0)) < SHAKE_AGAIN) return err({ code: 'too-soon' })
      shakenAt.delete(peer)
      shakenAt.set(peer, now)
      engine({ type: 'signal', peer, signal: 'shake' })
      return ok({})
    },
  }
}
