/** Methods about the programs of others. */
import { z } from 'zod'
import { Id, method, Nothing } from './method.ts'

export const dialectContract = {
  /**
   * Asks his program what it is, and where he is away why. What it answers comes as a change of `peer` (his absence) and in the next
   * `personFacts` (`info`); many answer nothing.
   */
  askPerson: method(z.object({ peer: Id }), Nothing, ['peer-not-found', 'peer-offline']),
}
