/** What kind of network interface this is: where colleagues are, or where only this computer's own guests and tunnels are. */
import { z } from 'zod'

export const AdapterKind = z.enum(['lan', 'virtual', 'vpn', 'loopback'])
export type AdapterKind = z.infer<typeof AdapterKind>

export const Medium = z.enum(['cable', 'wifi', 'unknown'])
export type Medium = z.infer<typeof Medium>

/** One interface of this computer, as its page shows it. */
export const NetworkInterface = z.object({
  /** The system's name, which stays: by it an interface is switched off. */
  name: z.string(),
  /** With the length of the network's part: `192.168.1.5/24`. */
  addresses: z.array(z.string()),
  kind: AdapterKind,
  medium: Medium,
  /** Whose it is, `VMware`, `Docker`, `WireGuard`; empty for a real one and where it can't be told. */
  product: z.string(),
  /** It leads everywhere else. */
  isDefault: z.boolean(),
  /** People online who are reached through it. */
  heard: z.number().int(),
  isAllowed: z.boolean(),
  /** Gezi listens there: it is allowed, and we are not bound to another address. */
  isUsed: z.boolean(),
})
export type NetworkInterface = z.infer<typeof NetworkInterface>

/** What is known of an interface without asking its network. */
export interface AdapterFacts {
  readonly name: string
  readonly address: string
  /** Six hex numbers with colons; zeros where there is none. */
  readonly mac?: string
  /** The driver's or device's own name. */
  readonly description?: string
  readonly medium?: Medium
  /** The system says that it is a tunnel, or that no hardware is behind it. */
  readonly nature?: 'tunnel' | 'software' | undefined
}

export interface Adapter {
  readonly kind: AdapterKind
  readonly medium: Medium
  readonly product: string
}

/** By names that Linux, macOS and Windows give to the switches of virtual machines and containers, and by their drivers' names. */
const VIRTUAL: readonly (readonly [RegExp, string])[] = [
  [/^vmnet|vmware/i, 'VMware'],
  [/^vboxnet|virtualbox/i, 'VirtualBox'],
  [/\bwsl\b/i, 'WSL'],
  [/vethernet|hyper-v virtual ethernet|default switch/i, 'Hyper-V'],
  [/^(docker|br-[0-9a-f]{6,}|veth)|docker/i, 'Docker'],
  [/^virbr/, 'libvirt'],
  [/^(lxc|lxdbr)/, 'LXC'],
  [/^(podman|cni|flannel)/, 'Podman'],
  [/^vnic\d|parallels/i, 'Parallels'],
  [/wi-?fi direct|loopback adapter|bluetooth|^awdl|^llw|^bridge\d{3}/i, ''],
]
const VPN: readonly (readonly [RegExp, string])[] = [
  [/tailscale/i, 'Tailscale'],
  [/^zt[0-9a-z]{6,}|zerotier/i, 'ZeroTier'],
  [/^wg|nordlynx|wireguard/i, 'WireGuard'],
  [/openvpn|tap-windows|wintun/i, 'OpenVPN'],
  [/sangfor|easyconnect|深信服/i, 'Sangfor'],
  [/anyconnect|cisco (secure|systems vpn)/i, 'Cisco'],
  [/fortinet|forticlient/i, 'Fortinet'],
  [/globalprotect|pangp/i, 'GlobalProtect'],
  [/^(tun|tap|ppp|utun|ipsec|gpd|vpn)|\bvpn\b|ppp adapter|wan miniport/i, ''],
]
/** Of the host's own end of virtual switches; network cards of virtual machines, which are their LAN, have others. */
const VIRTUAL_MACS: readonly (readonly [RegExp, string])[] = [
  [/^00:50:56:c0:00/i, 'VMware'],
  [/^0a:00:27/i, 'VirtualBox'],
  [/^02:42:/i, 'Docker'],
]
const WIFI = /wi-?fi|wireless|802\.11|wlan|^wl[opx]|airport|无线|無線/i

const CABLE = /ethernet|gigabit|gbe\b|^e(th\d|n[opsx])|以太|乙太|イーサネット/i

const NO_MAC = '00:00:00:00:00:00'

export function adapterOf(facts: AdapterFacts): Adapter {
  const { name, address, mac = NO_MAC, description = '', nature } = facts
  const made = (kind: AdapterKind, product: string): Adapter => ({ kind, medium: 'unknown', product })
  if (address.startsWith('127.') || address === '::1') return made('loopback', '')
  const [vpn, virtual] = [productOf(VPN, name, description), productOf(VIRTUAL, name, description)]
  if (vpn !== undefined) return made('vpn', vpn)
  if (virtual !== undefined) return made('virtual', virtual)
  if (nature === 'tunnel') return made('vpn', '')
  const byMac = productOf(VIRTUAL_MACS, mac)
  if (byMac !== undefined) return made('virtual', byMac)
  if (nature === 'software') return made('virtual', '')
  return { kind: 'lan', medium: facts.medium ?? mediumOf(description) ?? mediumOf(name) ?? 'unknown', product: '' }
}

const mediumOf = (text: string): Medium | undefined =>
  WIFI.test(text) ? 'wifi' : CABLE.test(text) ? 'cable' : undefined

export const adapterKind = (name: string, address: string): AdapterKind => adapterOf({ name, address }).kind

/** Undefined when nothing fits. */
const productOf = (table: typeof VPN, ...texts: readonly string[]): string | undefined =>
  table.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1]

/** Where colleagues are comes first. */
export const RANK = { lan: 0, vpn: 1, virtual: 2, loopback: 3 } as const satisfies Record<AdapterKind, number>
