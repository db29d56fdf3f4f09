/** The computer's interfaces as the doctor sees them: which kind, who was heard there, and which leads everywhere else. Pure. */
import type { NetworkInterfaceInfo } from 'node:os'
import { adapterKind } from '../../../shared/model/adapter.ts'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { isLoopback } from '../net/interfaces.ts'

type Adapter = DoctorReport['adapters'][number] & {
  /** Whether that address is in its network; its own address is not. */
  readonly reaches: (address: string) => boolean
}

/** Those that are used: all but loopback, or the one that we are bound to. Where colleagues are comes first. */
export function adaptersOf(
  system: NodeJS.Dict<readonly NetworkInterfaceInfo[]>,
  bind: string | undefined,
  heard: Iterable<string>,
  defaultInterface: string | undefined,
): readonly Adapter[] {
  const addresses = [...heard]
  // All of 127.0.0.0/8 is ours, but only 127.0.0.1 is listed.
  if (bind !== undefined && isLoopback(bind) && bind !== '127.0.0.1') {
    const reaches = (other: string): boolean => other !== bind && isLoopback(other)
    const common = { name: 'loopback', address: bind, kind: 'loopback', isDefault: false } as const
    return [{ ...common, heard: addresses.filter(reaches).length, reaches }]
  }
  return Object.entries(system)
    .flatMap(([name, infos = []]) =>
      infos
        .filter(({ family }) => family === 'IPv4')
        .filter(({ address, internal }) => (bind === undefined ? !internal : address === bind))
        .map(({ address, netmask }) => {
          const reaches = (other: string): boolean => other !== address && isWithin(other, address, netmask)
          return {
            name,
            address,
            kind: adapterKind(name, address),
            isDefault: name === defaultInterface,
            heard: addresses.filter(reaches).length,
            reaches,
          }
        }),
    )
    .sort((a, b) => RANK[a.kind] - RANK[b.kind] || b.heard - a.heard || (a.name < b.name ? -1 : 1))
}

const RANK = { lan: 0, vpn: 1, virtual: 2, loopback: 3 } as const

function isWithin(address: string, own: string, netmask: string): boolean {
  const mask = numberOf(netmask)
  return (numberOf(address) & mask) === (numberOf(own) & mask)
}

const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => ((number << 8) | Number(part)) >>> 0, 0)
