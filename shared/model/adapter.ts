/** What kind of network interface a name stands for: where colleagues are, and where only this computer's own guests are. */
import { z } from 'zod'

export const AdapterKind = z.enum(['lan', 'virtual', 'vpn', 'loopback'])
export type AdapterKind = z.infer<typeof AdapterKind>

/** Names that Linux, macOS and Windows give to the switches of virtual machines and containers. */
const VIRTUAL =
  /^(docker|br-[0-9a-f]{6,}|veth|virbr|vmnet|vboxnet|lxc|lxdbr|podman|cni|flannel|bridge\d{3})|vmware|virtualbox|vethernet|hyper-v|\bwsl\b|default switch/i
const VPN =
  /^(tun|tap|wg|ppp|utun|ipsec|zt[0-9a-z]{6,}|tailscale|nordlynx|vpn)|\b(vpn|wireguard|openvpn|tap-windows|wintun|anyconnect|fortinet|forticlient|sangfor|easyconnect|zerotier|tailscale)\b|深信服/i

export function adapterKind(name: string, address: string): AdapterKind {
  if (address.startsWith('127.')) return 'loopback'
  if (VPN.test(name)) return 'vpn'
  return VIRTUAL.test(name) ? 'virtual' : 'lan'
}
