import type { ApiError } from '../../shared/api/contract.ts'
import type { ReachProblem } from '../../shared/model/reach.ts'

const worded = [
  'invalid-setting',
  'invalid-input',
  'managed',
  'disconnected',
  'internal',
  'storage-failed',
  'token-unknown',
  'transfer-not-found',
  'not-finished',
  'not-here',
  'executable',
  'gone',
] as const
const addressProblems: readonly ReachProblem[] = ['syntax', 'order', 'not-local', 'too-large', 'too-many']

export type ErrorKey = `error.${(typeof worded)[number] | 'other'}` | `error.address-${ReachProblem}`

/** The key of the sentence for a failed call, and what to put into it. The host ends its detail on an address with what is wrong with it. */
export function errorKey(error: ApiError): { readonly key: ErrorKey; readonly detail: string } {
  const detail = error.detail ?? ''
  const last = detail.split(': ').at(-1)
  const address = addressProblems.find((problem) => problem === last)
  if (address !== undefined && (error.code === 'invalid-address' || error.code === 'invalid-setting'))
    return { key: `error.address-${address}`, detail }
  const found = worded.find((code) => code === error.code)
  return found === undefined
    ? { key: 'error.other', detail: detail === '' ? error.code : detail }
    : { key: `error.${found}`, detail }
}
