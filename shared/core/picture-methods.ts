/** The contract's methods about pictures, on parsed input. */
import { ok } from '../result.ts'
import type { MethodsNamed } from './methods.ts'
import type { Store } from './ports.ts'

export type PictureMethodName = 'picturesOf'

export const pictureMethods = ({ store }: { readonly store: Store }): MethodsNamed<PictureMethodName> => ({
  picturesOf(query) {
    const { pictures, next } = store.pictures(query)
    return ok({ pictures, ...(next !== undefined && { next }) })
  },
})
