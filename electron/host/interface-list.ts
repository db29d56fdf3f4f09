/** The computer's network interfaces as their page shows them (shared/api/interfaces-contract.ts). */
import { networkInterfaces } from 'node:os'
import type { ApiError } from '../../shared/api/contract.ts'
import { interfacesContract } from '../../shared/api/interfaces-contract.ts'
import { parseInput } from '../../shared/api/method.ts'
import type { Messenger } from '../../shared/core/messenger.ts'
import { adapterOf, type NetworkInterface, RANK } from '../../shared/model/adapter.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Gate } from './net/gate.ts'
import { type Hardware, readHardware } from './net/hardware.ts'
import { ANY_ADDRESS } from './net/interfaces.ts'
import type { System } from './net/subnets.ts'
import { localAddressTo } from './net/way.ts'

export interface InterfaceListParts {
  readonly bind: string
  readonly messenger: Pick<Messenger, 'people' | 'settings'>
  readonly gate: Pick<Gate, 'interfaceOf'>
}

export interface InterfaceList {
  /** Undefined for other methods. */
  call(method: string, input: unknown): Promise<Result<unknown, ApiError>> | undefined
}

/** What is behind an interface stays; a page that is open asks every few seconds. Milliseconds. */
const HARDWARE_AGE = 60_000
/** Documentation's own network (RFC 5737), which nobody is in: the way there is the way to everywhere else. Nothing is sent. */
const ELSEWHERE = '192.0.2.1'

export function createInterfaceList({ bind, messenger, gate }: InterfaceListParts): InterfaceList {
  let hardware: { readonly at: number; readonly found: Promise<ReadonlyMap<string, Hardware>> } | undefined

  const read = (): Promise<ReadonlyMap<string, Hardware>> => {
    if (hardware === undefined || performance.now() - hardware.at > HARDWARE_AGE)
      hardware = { at: performance.now(), found: readHardware() }
    return hardware.found
  }

  async function list(): Promise<Result<unknown, ApiError>> {
    const system = networkInterfaces()
    const [found, own] = await Promise.all([read(), localAddressTo(ELSEWHERE)])
    const people = messenger.people().filter(({ presence }) => presence !== 'offline')
    const interfaces = describeInterfaces({
      ...{ system, bind, hardware: found, denied: messenger.settings.deniedInterfaces },
      defaultAddress: own,
      heardOn: people.map(({ endpoint }) => gate.interfaceOf(endpoint.address)),
    })
    return ok({ interfaces, ...(bind !== ANY_ADDRESS && { bound: bind }) })
  }

  return {
    call(method, input) {
      if (method !== 'listInterfaces') return undefined
      const parsed = parseInput(interfacesContract.listInterfaces.input, input)
      return parsed.ok ? list() : Promise.resolve(parsed)
    },
  }
}

export interface InterfaceEvidence {
  readonly system: System
  readonly bind: string
  readonly hardware: ReadonlyMap<string, Hardware>
  readonly denied: readonly string[]
  /** From which address what is in no network of ours is reached. */
  readonly defaultAddress: string | undefined
  /** Of each person online the interface over which he is reached; undefined behind a router. */
  readonly heardOn: readonly (string | undefined)[]
}

/** Where colleagues are comes first. The loopback interface is only there when it is all that we are bound to. */
export function describeInterfaces(evidence: InterfaceEvidence): readonly NetworkInterface[] {
  const { system, bind, hardware, denied, defaultAddress, heardOn } = evidence
  const all = Object.entries(system).flatMap(([name, infos = []]) => {
    const [first] = infos
    if (first === undefined) return []
    const addresses = infos.map(({ address, cidr }) => cidr ?? address)
    const isOwn = (address: string): boolean => infos.some((info) => info.address === address)
    const isBound = bind === ANY_ADDRESS || isOwn(bind) || (bind.startsWith('127.') && first.internal)
    const isDefault = defaultAddress !== undefined && isOwn(defaultAddress)
    const isAllowed = !denied.includes(name)
    const heard = heardOn.filter((on) => (on ?? (isDefault ? name : undefined)) === name).length
    const { address, mac } = first
    const facts = { name, address, mac, ...hardware.get(name) }
    // On it nobody else is heard: it matters only to whom it is all.
    if (first.internal && (bind === ANY_ADDRESS || !isBound)) return []
    return [{ name, addresses, ...adapterOf(facts), isDefault, heard, isAllowed, isUsed: isAllowed && isBound }]
  })
  return all.toSorted((a, b) => RANK[a.kind] - RANK[b.kind] || b.heard - a.heard || (a.name < b.name ? -1 : 1))
}
