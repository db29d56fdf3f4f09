/** The computer's interfaces as the doctor sees them: which kind, who was heard there, and which leads everywhere else. Pure. */
import type { NetworkInterfaceInfo } from 'node:os'
import { adapterKind, RANK } from '../../../shared/model/adapter.ts'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { ANY_ADDRESS, ipv4Interfaces, ipv6Interfaces, numberOf, usedInterfaces } from '../net/interfaces.ts'

type Adapter = DoctorReport['adapters'][number] & {
  /** Whether that address is in its network; its own address is not. */
  readonly reaches: (address: string) => boolean
}

/** Those that are used (usedInterfaces). Where colleagues are comes first. */
export function adaptersOf(
  system: NodeJS.Dict<readonly NetworkInterfaceInfo[]>,
  bind: string | undefined,
  heard: Iterable<string>,
  defaultInterface: string | undefined,
): readonly Adapter[] {
  const addresses = [...heard]
  const infos = Object.values(system).flatMap((each) => each ?? [])
  const used = usedInterfaces(bind ?? ANY_ADDRESS, ipv4Interfaces(system))
  const six = bind === undefined ? ipv6Interfaces(system) : []
  const alone = six.filter(({ name, loopback }) => !loopback && !used.some((each) => each.name === name))
  // One row for each: its other addresses are no other way.
  const others = alone.filter(({ name }, at) => alone.findIndex((each) => each.name === name) === at)
  return [...used, ...others]
    .map(({ name, address }) => {
      const netmask = infos.find((info) => info.address === address)?.netmask ?? LOOPBACK_MASK
      const zone = six.find((each) => each.name === name)?.zone ?? name
      const reaches = (other: string): boolean =>
        other.includes(':')
          ? other.endsWith(`%${zone}`) && !six.some((each) => each.address === other)
          : other !== address && !address.includes(':') && isWithin(other, address, netmask)
      return {
        name,
        address,
        kind: adapterKind(name, address),
        isDefault: name === defaultInterface,
        heard: addresses.filter(reaches).length,
        reaches,
      }
    })
    .sort((a, b) => RANK[a.kind] - RANK[b.kind] || b.heard - a.heard || (a.name < b.name ? -1 : 1))
}

/** Of 127.0.0.0/8, of which only one address is listed. */
const LOOPBACK_MASK = '255.0.0.0'

function isWithin(address: string, own: string, netmask: string): boolean {
  const mask = numberOf(netmask)
  return (numberOf(address) & mask) === (numberOf(own) & mask)
}
