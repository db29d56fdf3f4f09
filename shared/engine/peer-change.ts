/** What about a person is worth a write to disk, and a look, at once. */
import { endpointKey, endpointsOf } from './address.ts'
import type { PeerRecord } from './io.ts'

const TOLD = [
  ...(['presence', 'name', 'group', 'status', 'version', 'client', 'dialect'] as const),
  ...(['encoding', 'signature', 'info', 'absence', 'epoch'] as const),
] as const

export const differs = (a: PeerRecord, b: PeerRecord): boolean =>
  TOLD.some((key) => a[key] !== b[key]) ||
  a.capabilities.join(' ') !== b.capabilities.join(' ') ||
  (a.routes !== b.routes && placesOf(a) !== placesOf(b))

/** The minute in which each was last heard is near enough for a view. */
const placesOf = ({ routes = [] }: PeerRecord): string =>
  routes
    .map(({ endpoint, lastHeard, claimed }) => `${endpointKey(endpoint)} ${Math.floor(lastHeard / 60_000)} ${claimed}`)
    .join()

/** Whether he is to be found under other addresses, not only heard there at another time. */
export const hasOtherPlaces = (a: PeerRecord, b: PeerRecord): boolean =>
  a.routes !== b.routes && keysOf(a) !== keysOf(b)

const keysOf = (record: PeerRecord): string => endpointsOf(record).map(endpointKey).join()
