import { describe, expect, test } from 'vitest'
import { describeInterfaces } from '../../electron/host/interface-list.ts'
import { parseDevice, parseGetmac, parseHardwarePorts } from '../../electron/host/net/hardware.ts'
import { adapterOf } from '../../shared/model/adapter.ts'

describe('what an interface is', () => {
  const of = (name: string, description = '', mac = '') => {
    const { kind, product } = adapterOf({ name, address: '192.168.1.5', description, mac })
    return `${kind} ${product}`.trim()
  }

  test.each([
    // Windows: names that the user sees, and the devices behind them.
    ['以太网', 'Intel(R) Ethernet Connection (7) I219-LM', 'lan'],
    ['本地连接* 2', 'Microsoft Wi-Fi Direct Virtual Adapter', 'virtual'],
    ['以太网 3', 'VMware Virtual Ethernet Adapter for VMnet8', 'virtual VMware'],
    ['VMware Network Adapter VMnet1', '', 'virtual VMware'],
    ['以太网 4', 'VirtualBox Host-Only Ethernet Adapter', 'virtual VirtualBox'],
    ['vEthernet (WSL)', 'Hyper-V Virtual Ethernet Adapter', 'virtual WSL'],
    ['vEthernet (Default Switch)', '', 'virtual Hyper-V'],
    ['以太网 5', 'Sangfor SSL VPN CS Support System VNIC', 'vpn Sangfor'],
    ['本地连接', 'TAP-Windows Adapter V9', 'vpn OpenVPN'],
    ['Ethernet 2', 'Cisco AnyConnect Secure Mobility Client Virtual Miniport Adapter', 'vpn Cisco'],
    ['Ethernet 6', 'Fortinet SSL VPN Virtual Ethernet Adapter', 'vpn Fortinet'],
    ['Bluetooth Network Connection', '', 'virtual'],
    // The card of a virtual machine is its LAN.
    ['Ethernet0', 'vmxnet3 Ethernet Adapter', 'lan'],
    // Linux and macOS.
    ['enp3s0', 'e1000e', 'lan'],
    ['docker0', '', 'virtual Docker'],
    ['br-1f2e3d4c5b6a', '', 'virtual Docker'],
    ['virbr0', '', 'virtual libvirt'],
    ['wg0', '', 'vpn WireGuard'],
    ['tun0', '', 'vpn'],
    ['tailscale0', '', 'vpn Tailscale'],
    ['utun3', '', 'vpn'],
    ['en0', 'Wi-Fi', 'lan'],
    ['bridge100', '', 'virtual'],
  ])('%s (%s) is %s', (name, description, expected) => expect(of(name, description)).toBe(expected))

  test('a name that says nothing is known by its MAC, or by what the system says', () => {
    expect([
      of('eth7', '', '00:50:56:c0:00:08'),
      of('eth7', '', '00:50:56:ab:00:08'),
      of('eth7', '', '0a:00:27:00:00:11'),
      adapterOf({ name: 'office', address: '10.1.1.1', nature: 'tunnel' }).kind,
      adapterOf({ name: 'x', address: '127.0.0.1' }).kind,
    ]).toEqual(['virtual VMware', 'lan', 'virtual VirtualBox', 'vpn', 'loopback'])
  })
})

test('cable and Wi-Fi are told by what Linux, Windows and macOS say of their devices', () => {
  const getmac = [
    '"以太网","Intel(R) Ethernet Connection (7) I219-LM","AA-BB-CC-00-11-22","\\Device\\Tcpip_{1}"',
    '"WLAN","Intel(R) Wi-Fi 6 AX201 160MHz","AA-BB-CC-00-11-23","媒体已断开连接"',
    '',
  ].join('\r\n')
  const ports =
    'Hardware Port: Wi-Fi\nDevice: en0\nEthernet Address: aa\n\nHardware Port: USB 10/100/1000 LAN\nDevice: en5\n'
  const medium = (name: string, facts: object) => adapterOf({ name, address: '10.1.1.1', ...facts }).medium
  const [windows, mac] = [parseGetmac(getmac), parseHardwarePorts(ports)]
  const wifi = parseDevice(['device', 'phy80211'], 'DEVTYPE=wlan\nINTERFACE=wlp2s0\n', '../../bus/pci/drivers/iwlwifi')
  const cable = parseDevice(['device'], 'INTERFACE=enp3s0\n', '../../bus/pci/drivers/e1000e')
  expect([
    medium('以太网', { ...windows.get('以太网') }),
    medium('WLAN', { ...windows.get('WLAN') }),
    medium('en0', { ...mac.get('en0') }),
    medium('en5', { ...mac.get('en5') }),
    medium('wlp2s0', wifi),
    medium('enp3s0', cable),
    parseDevice(['tun_flags'], '', ''),
    parseDevice([], 'DEVTYPE=wireguard\n', ''),
  ]).toEqual([...['cable', 'wifi', 'wifi', 'cable', 'wifi', 'cable'], ...[{ nature: 'tunnel' }, { nature: 'tunnel' }]])
})

test('interfaces are listed by where people are heard; who is behind a router counts where everything else leads', () => {
  const info = (address: string, prefix: number, internal = false) => ({
    ...{ address, netmask: '', internal, family: 'IPv4' as const, mac: '', cidr: `${address}/${prefix}` },
  })
  const system = {
    docker0: [info('172.17.0.1', 16)],
    eth0: [info('192.168.1.5', 24)],
    wlan0: [info('10.1.0.9', 20)],
    lo: [info('127.0.0.1', 8, true)],
  }
  const evidence = { system, hardware: new Map(), defaultAddress: '192.168.1.5' }
  const heardOn = ['wlan0', 'wlan0', 'wlan0', undefined, 'eth0']
  const brief = (bind: string, denied: readonly string[]) =>
    describeInterfaces({ ...evidence, bind, denied, heardOn }).map(({ name, heard, isDefault, isUsed }) =>
      [name, heard, ...(isDefault ? ['default'] : []), ...(isUsed ? ['used'] : [])].join(' '),
    )
  expect([brief('0.0.0.0', ['docker0']), brief('192.168.1.5', []), brief('127.0.0.7', [])]).toEqual([
    ['wlan0 3 used', 'eth0 2 default used', 'docker0 0'],
    ['wlan0 3', 'eth0 2 default used', 'docker0 0'],
    ['wlan0 3', 'eth0 2 default', 'docker0 0', 'lo 0 used'],
  ])
})
