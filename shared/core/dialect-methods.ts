/** The contract's methods about the programs of others. */
import type { Input } from '../engine/inputs.ts'
import { err, ok } from '../result.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'

export type DialectMethodName = 'askPerson'

export const dialectMethods = (
  people: Pick<People, 'record'>,
  engine: (input: Input) => void,
): MethodsNamed<DialectMethodName> => ({
  askPerson({ peer }) {
    const record = people.record(peer)
    if (record === undefined) return err({ code: 'peer-not-found' })
    if (record.presence === 'offline') return err({ code: 'peer-offline' })
    engine({ type: 'ask', peer })
    return ok({})
  },
})
