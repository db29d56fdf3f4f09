import type { ApiError } from '../../shared/api/contract.ts'

const worded = [
  'invalid-setting',
  'invalid-address',
  'invalid-input',
  'disconnected',
  'internal',
  'storage-failed',
] as const
type Worded = (typeof worded)[number]

/** The key of the sentence for a failed call, and what to put into it. */
export function errorKey(error: ApiError): { readonly key: `error.${Worded | 'other'}`; readonly detail: string } {
  const found = worded.find((code) => code === error.code)
  return found === undefined
    ? { key: 'error.other', detail: error.detail ?? error.code }
    : { key: `error.${found}`, detail: error.detail ?? '' }
}
