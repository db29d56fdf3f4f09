/** Questions about the routes of a record, and what is being found out about them. */

import type { Packet } from '../protocol/index.ts'
import { isSameEndpoint, spareRoutes } from './address.ts'
import type { Peer } from './directory.ts'
import type { Endpoint, Millis, PeerRecord, Route } from './io.ts'
import type { Description } from './recognise.ts'

export const isInUse = ({ record, routed }: Peer, at: Endpoint): boolean =>
  routed && isSameEndpoint(record.endpoint, at)

/** One that he confirmed. */
export const isSpare = ({ record }: Peer, at: Endpoint): boolean =>
  spareRoutes(record).some(({ endpoint }) => isSameEndpoint(endpoint, at))

export function without({ record }: Peer, ...gone: readonly Endpoint[]): readonly Route[] {
  return (record.routes ?? []).filter(({ endpoint }) => !gone.some((each) => isSameEndpoint(each, endpoint)))
}

/** Programs that count from 1 at each start (iptux) never come so far; the others count from the seconds since 1970. */
const COUNTS_SECONDS = 1_000_000_000
/** Seconds. Clocks of colleagues differ; a number that is further ahead of ours says nothing of others, for anybody can write it. */
const AHEAD = 60

/** Whether it is the number of a packet of earlier. */
export const isOld = (number: number, { highestPacketNo }: Pick<PeerRecord, 'highestPacketNo'>, now: Millis): boolean =>
  number >= COUNTS_SECONDS && number <= highestPacketNo && highestPacketNo <= now / 1_000 + AHEAD

interface Claim {
  readonly endpoint: Endpoint
  readonly said: Description
  readonly packet: Packet
  /** Its number is lower than one that he has used: a packet of earlier, or another program. */
  readonly isOld: boolean
}

export interface Check {
  readonly claims: Map<string, Claim>
  asked: number
  /** Who speaks from the route in use meanwhile; a packet of his that is no hello does not say yet what he calls himself. */
  inUse: 'nobody' | 'he' | 'another'
}
