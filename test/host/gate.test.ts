import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { createGate } from '../../electron/host/net/gate.ts'
import { subnetsOf } from '../../electron/host/net/subnets.ts'
import { localAddressTo } from '../../electron/host/net/way.ts'

const four = (cidr: string, internal = false): NetworkInterfaceInfo => ({
  ...{ address: cidr.replace(/\/.*/, ''), netmask: '', internal, family: 'IPv4', mac: '00:00:00:00:00:00', cidr },
})
const six = (cidr: string, scopeid: number): NetworkInterfaceInfo => ({ ...four(cidr), family: 'IPv6', scopeid })

const system = {
  以太网: [four('192.168.1.20/24'), six('fe80::5/64', 12), six('2001:db8:1::5/64', 0)],
  vpn: [four('10.8.0.6/16'), six('fe80::6/64', 13)],
  cellar: [four('10.8.7.1/24')],
  lo: [four('127.0.0.1/8', true)],
}

test('an address is behind the interface with the narrowest network that has it, or whose zone it names', () => {
  const { interfaceOf, ownerOf } = subnetsOf(system)
  const places = ['192.168.1.99', '10.8.3.3', '10.8.7.7', '172.16.0.1', '2001:db8:1::9', 'fe80::1%vpn', 'fe80::1%12']
  expect([places.map(interfaceOf), ['10.8.0.6', 'fe80::5%12', '10.8.0.7'].map(ownerOf)]).toEqual([
    ['以太网', 'vpn', 'cellar', undefined, '以太网', 'vpn', '以太网'],
    ['vpn', '以太网', undefined],
  ])
})

test('what is switched off carries nothing, also to addresses to which only the routes lead', async () => {
  const asked: string[] = []
  const gate = createGate(async (address) => {
    asked.push(address)
    return address.startsWith('172.') || address === '255.255.255.255' ? '10.8.0.6' : '192.168.1.20'
  })
  const passed: string[] = []
  const pass = (...addresses: readonly string[]): void => {
    for (const address of addresses) gate.through(address, () => passed.push(address))
  }
  gate.rule([], system)
  pass('10.8.3.3', '172.16.0.1')
  gate.rule(['vpn'], system)
  pass('10.8.3.3', '192.168.1.7', '10.8.7.7', 'fe80::1%13', 'fe80::1%12', '127.0.0.1')
  // Groups are said into each interface by itself.
  pass('226.81.9.8', 'ff02::1')
  expect(passed.splice(0)).toEqual([
    '10.8.3.3',
    '172.16.0.1',
    '192.168.1.7',
    '10.8.7.7',
    'fe80::1%12',
    '127.0.0.1',
    '226.81.9.8',
    'ff02::1',
  ])
  pass('172.16.0.1', '172.16.0.1', '10.200.0.1', '255.255.255.255')
  expect(await Promise.all(['172.16.0.1', '10.200.0.1', '10.8.3.3'].map(gate.reaches))).toEqual([false, true, false])
  pass('172.16.0.1', '10.200.0.1')
  expect([passed, asked, gate.admits('10.8.0.6'), gate.admits('192.168.1.20')]).toEqual([
    ['10.200.0.1', '10.200.0.1'],
    ['172.16.0.1', '10.200.0.1', '255.255.255.255'],
    false,
    true,
  ])
})

test('the system says from which address it would send, and that it would not', async () => {
  expect(await Promise.all([localAddressTo('127.0.0.9'), localAddressTo('::1')])).toEqual(['127.0.0.1', '::1'])
})
