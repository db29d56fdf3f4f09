import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { ipv4Interfaces, ipv6Interfaces, reachOf, usedInterfaces } from '../../electron/host/net/interfaces.ts'

const info = (address: string, netmask: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask,
  internal,
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  cidr: null,
})

const computer = ipv4Interfaces({
  wlan0: [
    info('192.168.1.20', '255.255.255.0'),
    { ...info('', ''), family: 'IPv6', address: 'fe80::1', netmask: 'ffff::', scopeid: 2 },
  ],
  lo: [info('127.0.0.1', '255.0.0.0', true)],
  eth0: [info('10.20.17.5', '255.255.240.0')],
  tun0: [info('10.8.0.6', '255.255.255.255')],
})

describe('interfaces', () => {
  it('have a directed broadcast from their real netmask, and none on loopback and on links of two ends', () => {
    expect(computer).toEqual([
      { name: 'tun0', address: '10.8.0.6', broadcast: undefined, loopback: false, bits: 32 },
      { name: 'eth0', address: '10.20.17.5', broadcast: '10.20.31.255', loopback: false, bits: 20 },
      { name: 'lo', address: '127.0.0.1', broadcast: undefined, loopback: true },
      { name: 'wlan0', address: '192.168.1.20', broadcast: '192.168.1.255', loopback: false, bits: 24 },
    ])
  })
})

describe('IPv6', () => {
  const six = (address: string, scopeid: number, internal = false): NetworkInterfaceInfo => ({
    address,
    netmask: 'ffff:ffff:ffff:ffff::',
    internal,
    family: 'IPv6',
    mac: '00:00:00:00:00:00',
    cidr: null,
    scopeid,
  })
  const system = {
    以太网: [six('2001:db8::5', 0), six('fe80::5', 12), info('192.168.1.20', '255.255.255.0')],
    lo: [six('::1', 0, true)],
  }

  it('has zones: the name of the interface, on Windows its number, also for what is valid beyond the link', () => {
    const entry = (name: string, address: string, zone: string, loopback = false) => ({
      ...{ name, address, broadcast: undefined, loopback, zone },
    })
    expect([ipv6Interfaces(system, 'win32'), ipv6Interfaces(system, 'linux')[2]]).toEqual([
      [entry('lo', '::1', 'lo', true), entry('以太网', '2001:db8::5', '12'), entry('以太网', 'fe80::5%12', '12')],
      entry('以太网', 'fe80::5%以太网', '以太网'),
    ])
  })

  it("adds IPMsg's groups to the reach, and is enough alone", () => {
    const alone = reachOf('0.0.0.0', { port: 2425 }, ipv6Interfaces(system, 'win32'), [])
    expect(alone?.broadcasts).toEqual(
      [2425, 2426].flatMap((port) => ['ff15::979', 'ff02::1'].map((address) => ({ address, port }))),
    )
    expect(alone?.own.map(({ address }) => address)).toEqual(['::1', '2001:db8::5', 'fe80::5%12'])
    // Who is bound to an IPv4 address wants nothing else.
    const bound = reachOf('192.168.1.20', { port: 2425 }, [...ipv4Interfaces(system), ...ipv6Interfaces(system)], [])
    expect(bound?.broadcasts.some(({ address }) => address.includes(':'))).toBe(false)
  })
})

describe('reach', () => {
  const onPort = (port: number) => (address: string) => ({ address, port })
  const at = onPort(2425)
  const directed = ['10.20.31.255', '192.168.1.255']
  const networks = [
    { address: '10.20.17.5', bits: 20 },
    { address: '192.168.1.20', bits: 24 },
  ]

  it('is every interface and the limited broadcast when bound to all addresses', () => {
    expect(reachOf('0.0.0.0', { port: 2425 }, computer, [at('10.9.9.9')])).toEqual({
      own: ['10.8.0.6', '10.20.17.5', '127.0.0.1', '192.168.1.20'].map(at),
      broadcasts: [...['10.20.31.255', '192.168.1.255', '255.255.255.255'].map(at), ...directed.map(onPort(2426))],
      networks,
      configured: [at('10.9.9.9')],
    })
  })

  it('is one interface when bound to its address', () => {
    expect(reachOf('192.168.1.20', { port: 2425 }, computer, [])).toEqual({
      own: [at('192.168.1.20')],
      broadcasts: [...['192.168.1.255', '255.255.255.255'].map(at), { address: '192.168.1.255', port: 2426 }],
      networks: [{ address: '192.168.1.20', bits: 24 }],
      configured: [],
    })
  })

  it('of a guest speaks first where everybody listens, then where other guests do, and listens on its own port', () => {
    expect(reachOf('0.0.0.0', { port: 12_425, usual: 2425 }, computer, [])).toEqual({
      own: ['10.8.0.6', '10.20.17.5', '127.0.0.1', '192.168.1.20'].map(onPort(12_425)),
      broadcasts: [
        ...['10.20.31.255', '192.168.1.255', '255.255.255.255'].map(at),
        ...directed.map(onPort(2426)),
        ...directed.map(onPort(12_425)),
      ],
      networks,
      configured: [],
    })
  })

  it('has no broadcasts on any address of the loopback network', () => {
    expect(reachOf('127.0.0.7', { port: 2425 }, computer, [])).toEqual({
      own: [at('127.0.0.7')],
      broadcasts: [],
      configured: [],
    })
  })

  it('is nothing with loopback alone, and for an address that is not ours', () => {
    const alone = computer.filter(({ loopback }) => loopback)
    expect([reachOf('0.0.0.0', { port: 2425 }, alone, []), usedInterfaces('10.1.1.1', computer)]).toEqual([
      undefined,
      [],
    ])
  })
})
