import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { ipv4Interfaces, reachOf, usedInterfaces } from '../../electron/host/net/interfaces.ts'

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
      { name: 'tun0', address: '10.8.0.6', broadcast: undefined, loopback: false },
      { name: 'eth0', address: '10.20.17.5', broadcast: '10.20.31.255', loopback: false },
      { name: 'lo', address: '127.0.0.1', broadcast: undefined, loopback: true },
      { name: 'wlan0', address: '192.168.1.20', broadcast: '192.168.1.255', loopback: false },
    ])
  })
})

describe('reach', () => {
  const onPort = (port: number) => (address: string) => ({ address, port })
  const at = onPort(2425)
  const directed = ['10.20.31.255', '192.168.1.255']

  it('is every interface and the limited broadcast when bound to all addresses', () => {
    expect(reachOf('0.0.0.0', { port: 2425 }, computer, [at('10.9.9.9')])).toEqual({
      own: ['10.8.0.6', '10.20.17.5', '127.0.0.1', '192.168.1.20'].map(at),
      broadcasts: [...['10.20.31.255', '192.168.1.255', '255.255.255.255'].map(at), ...directed.map(onPort(2426))],
      configured: [at('10.9.9.9')],
    })
  })

  it('is one interface when bound to its address', () => {
    expect(reachOf('192.168.1.20', { port: 2425 }, computer, [])).toEqual({
      own: [at('192.168.1.20')],
      broadcasts: [...['192.168.1.255', '255.255.255.255'].map(at), { address: '192.168.1.255', port: 2426 }],
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
