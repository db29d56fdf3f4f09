/** Behind which interface an address is, by the networks that the interfaces are in. Pure. */
import { BlockList } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

export type System = NodeJS.Dict<readonly NetworkInterfaceInfo[]>

export interface Subnets {
  /** Whose network has it; undefined for addresses that only a router knows. */
  interfaceOf(address: string): string | undefined
  /** Whose own address it is. */
  ownerOf(address: string): string | undefined
}

interface Subnet {
  readonly name: string
  readonly own: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefix: number
  readonly list: BlockList
}

export function subnetsOf(system: System): Subnets {
  const subnets = Object.entries(system)
    .flatMap(([name, infos = []]) => infos.map((info) => subnetOf(name, info)))
    .toSorted((a, b) => b.prefix - a.prefix)
  /** Windows writes the number of an interface where others write its name. */
  const names = new Map(
    Object.entries(system).flatMap(([name, infos = []]) =>
      infos.flatMap((info) => (info.family === 'IPv6' && info.scopeid !== 0 ? [[String(info.scopeid), name]] : [])),
    ),
  )
  const within = (plain: string, family: Subnet['family']): string | undefined =>
    subnets.find((each) => each.family === family && each.list.check(plain, family))?.name

  /** A zone says it already. */
  const lookUp = (address: string, of: (plain: string) => string | undefined): string | undefined => {
    const [plain = '', zone] = address.split('%')
    if (zone === undefined) return of(plain)
    return system[zone] === undefined ? names.get(zone) : zone
  }

  return {
    interfaceOf: (address) => lookUp(address, (plain) => within(plain, familyOf(plain))),
    ownerOf: (address) => lookUp(address, (plain) => subnets.find(({ own }) => own === plain)?.name),
  }
}

const familyOf = (address: string): Subnet['family'] => (address.includes(':') ? 'ipv6' : 'ipv4')

function subnetOf(name: string, { address, cidr, family }: NetworkInterfaceInfo): Subnet {
  const own = familyOf(address)
  const prefix = Number(cidr?.split('/')[1] ?? (family === 'IPv4' ? 32 : 128))
  const list = new BlockList()
  list.addSubnet(address, prefix, own)
  return { name, own: address, family: own, prefix, list }
}
