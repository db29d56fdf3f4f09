/**
 * Keeps packets from interfaces that the user switched off. One socket serves all interfaces and does not say over which a packet came, so
 * the address decides: that of an interface's own network at once, any other by the way that the system would take to it. That way is asked
 * for once and kept for a while; a packet waits for the answer, and there is no more than a bounded number of questions.
 */

import { type Subnets, type System, subnetsOf } from './subnets.ts'
import { localAddressTo } from './way.ts'

export interface Gate {
  /** Names of interfaces that neither send nor take; and the interfaces as they are now. */
  rule(denied: readonly string[], system: System): void
  allows(name: string): boolean
  /** Does it when the address is reached over an allowed interface: at once while that is known, later, or never. */
  through(address: string, work: () => void): void
  /** A connection to this address of ours. */
  admits(own: string): boolean
  /** The address is reached over an allowed interface. */
  reaches(address: string): Promise<boolean>
  /** Known without a question. */
  interfaceOf(address: string): string | undefined
}

/** Addresses in other networks whose way is kept in mind; routes change with the interfaces, which makes it forget. */
const MAX_WAYS = 4_096
/** Questions at once; beyond it packets are dropped as on a full line. */
const MAX_ASKED = 64

export function createGate(wayTo: (address: string) => Promise<string | undefined> = localAddressTo): Gate {
  let denied: ReadonlySet<string> = new Set()
  let subnets: Subnets = subnetsOf({})
  let known = ''
  const ways = new Map<string, string | undefined>()
  const asked = new Map<string, Promise<void>>()

  const isOpen = (name: string | undefined): boolean => name === undefined || !denied.has(name)

  function ask(address: string): Promise<void> | undefined {
    const asking = asked.get(address)
    if (asking !== undefined || asked.size >= MAX_ASKED) return asking
    const answer = wayTo(address).then((own) => {
      asked.delete(address)
      const [oldest] = ways.keys()
      if (ways.size >= MAX_WAYS && oldest !== undefined) ways.delete(oldest)
      ways.set(address, own === undefined ? undefined : subnets.ownerOf(own))
    })
    asked.set(address, answer)
    return answer
  }

  return {
    rule(names, system) {
      denied = new Set(names)
      const now = JSON.stringify(system)
      if (now === known) return
      known = now
      subnets = subnetsOf(system)
      ways.clear()
    },
    allows: isOpen,
    through(address, work) {
      // Groups are said into each interface by itself (multicast.ts, ipv6.ts).
      if (denied.size === 0 || isMulticast(address) || isOwnComputer(address)) return work()
      const near = subnets.interfaceOf(address)
      const decide = (): void => {
        if (isOpen(near ?? ways.get(address))) work()
      }
      if (near !== undefined || ways.has(address)) decide()
      else void ask(address)?.then(decide)
    },
    async reaches(address) {
      if (denied.size === 0 || isOwnComputer(address)) return true
      if (subnets.interfaceOf(address) === undefined && !ways.has(address)) await ask(address)
      return isOpen(subnets.interfaceOf(address) ?? ways.get(address))
    },
    admits: (own) => denied.size === 0 || isOpen(subnets.ownerOf(own.replace(/^::ffff:/, ''))),
    interfaceOf: (address) => subnets.interfaceOf(address) ?? ways.get(address),
  }
}

const isMulticast = (address: string): boolean => /^(?:22[4-9]|23\d)\.|^ff/i.test(address)
const isOwnComputer = (address: string): boolean => address.startsWith('127.') || address === '::1'
