/** The way to a newer program. Its state comes with the feed; each method begins a step and answers at once. */
import { method, Nothing } from './method.ts'

const errors = ['not-able', 'no-source', 'wrong-step'] as const

export const updateContract = {
  /** Looks whether the configured place has a newer one. `not-able`: this program is updated in another way. */
  checkUpdates: method(Nothing, Nothing, errors),
  /** Fetches what was found. */
  downloadUpdate: method(Nothing, Nothing, errors),
  /** Starts the installer of what was fetched; the program ends. */
  installUpdate: method(Nothing, Nothing, errors),
} as const

export const updateMethods = [
  'checkUpdates',
  'downloadUpdate',
  'installUpdate',
] as const satisfies readonly (keyof typeof updateContract)[]
export type UpdateMethodName = keyof typeof updateContract
