/** Questions about the routes of a record. */
import { endpointKey } from './address.ts'
import type { Peer } from './directory.ts'
import type { Endpoint, Route } from './io.ts'

export const isInUse = ({ record, routed }: Peer, at: Endpoint): boolean =>
  routed && endpointKey(record.endpoint) === endpointKey(at)

/** One that he confirmed. */
export const isSpare = ({ record }: Peer, at: Endpoint): boolean =>
  record.routes?.some(({ endpoint, claimed }) => claimed !== true && endpointKey(endpoint) === endpointKey(at)) === true

export function without({ record }: Peer, ...gone: readonly Endpoint[]): readonly Route[] {
  const keys = new Set(gone.map(endpointKey))
  return (record.routes ?? []).filter(({ endpoint }) => !keys.has(endpointKey(endpoint)))
}
