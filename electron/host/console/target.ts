/**
 * Where bytes may be sent by hand. A page that fell into wrong hands has the console too: what listens on this computer for nobody but
 * its user must not be reached through it, so only a program that is bound to loopback itself, as in tests, speaks to loopback.
 */
import { networkInterfaces } from 'node:os'
import type { Endpoint } from '../../../shared/engine/io.ts'
import { isLocalAddress, plainAddress } from '../../../shared/model/local-address.ts'
import { parseReachEntry, singleAddress } from '../../../shared/model/reach.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { isLoopback } from '../net/interfaces.ts'

export type TargetProblem = 'invalid-address' | 'not-local' | 'own-address'

/** One address with a port, of the local network or among those that the user greets. */
export function targetOf(
  text: string,
  bind: string,
  configured: readonly Endpoint[],
  own: readonly string[] = ownAddresses(),
): Result<Endpoint, TargetProblem> {
  const parsed = parseReachEntry(text)
  if (!parsed.ok) return err(parsed.error === 'not-local' ? 'not-local' : 'invalid-address')
  const target = singleAddress(parsed.value, 0)
  if (target === undefined || target.port === 0) return err('invalid-address')
  const address = plainAddress(target.address)
  const isKnown = configured.some((each) => plainAddress(each.address) === address)
  if (!isLocalAddress(address) && !isKnown) return err('not-local')
  const isOurs = isLoopback(address) || bare(address) === '::1' || own.includes(bare(address))
  return isOurs && !isLoopback(bind) ? err('own-address') : ok({ address, port: target.port })
}

/** Without the zone of its interface. */
const bare = (address: string): string => address.replace(/%.*$/, '')

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map((info) => info.address))
