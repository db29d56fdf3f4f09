/** What the engine is to put on a message, from what the user asked for. */
import type { MessageOptions as Wished } from '../api/method.ts'
import type { MessageOptions } from '../engine/records.ts'

/** Undefined for an ordinary message. `several`: the same goes to others, too. */
export const optionsOf = (wished: Wished | undefined, several: boolean): MessageOptions | undefined => {
  const { sealed = false, locked = false } = wished ?? {}
  return sealed || locked || several ? { sealed, locked, multicast: several } : undefined
}
