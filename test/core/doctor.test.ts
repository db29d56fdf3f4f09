import { describe, expect, test } from 'vitest'
import { adaptersOf } from '../../electron/host/doctor/adapters.ts'
import type { Evidence } from '../../shared/core/doctor/evidence.ts'
import { judge } from '../../shared/core/doctor/judge.ts'
import { adapterKind } from '../../shared/model/adapter.ts'
import { maskAddresses } from '../../shared/model/doctor.ts'
import { about, answersOnly, asked, failed, healthy, helped, lan, silence } from './doctor-evidence.ts'

describe('of each topology the verdict names the cause', () => {
  test.each<[string, Partial<Evidence>, string]>([
    ['all is well', {}, 'ok none'],
    ['FeiQ holds the port', { network: failed('port-in-use'), holder: { program: 'FeiQ.exe' } }, 'port-taken reopen'],
    [
      'Hyper-V reserved the port',
      { network: failed('port-denied'), holder: 'reserved' },
      'port-reserved network-settings',
    ],
    [
      'reserved, and told as in use',
      { network: failed('port-in-use'), holder: 'reserved' },
      'port-reserved network-settings',
    ],
    ['the system denies the port', { network: failed('port-denied') }, 'port-denied network-settings'],
    ['the address is gone', { network: failed('address-missing') }, 'address-missing reopen'],
    ['a socket that fails', { network: failed('other') }, 'socket-failed reopen'],
    ['the cable is out', { network: { state: 'no-interface', port: 2_425 }, adapters: [] }, 'no-interface reopen'],
    ['the disk is full', { storage: { state: 'failing', reason: 'disk-full', detail: '' } }, 'disk none'],
    ['inbound UDP is dropped here', { ...silence, loop: 'silent' }, 'inbound-udp look-again'],
    ['a system that does not return broadcasts', { loop: 'silent' }, 'ok none'],
    ['only answers come in', { traffic: { answers: 4, unasked: 0 } }, 'one-way look-again'],
    ['too few answers to tell', { traffic: { answers: 2, unasked: 0 } }, 'ok none'],
    [
      'others are heard, and hear nothing',
      { answeredNow: false, deaf: { name: '张三', count: 2 } },
      'unanswered look-again',
    ],
    ['one hears nothing, others answer', { deaf: { name: '张三', count: 1 } }, 'ok none'],
    ['the access point keeps computers apart', silence, 'isolated look-again'],
    [
      'computers without a messenger',
      { ...silence, neighbours: { answering: 5, failed: 0 } },
      'no-messenger add-address',
    ],
    [
      'a VPN has the way to everywhere',
      {
        ...silence,
        adapters: [
          { ...lan, isDefault: false },
          { ...lan, name: 'wg0', kind: 'vpn' },
        ],
      },
      'vpn-route network-settings',
    ],
    [
      'a VPN that took away those who were there',
      {
        answeredNow: false,
        adapters: [
          { ...lan, isDefault: false },
          { ...lan, name: 'wg0', kind: 'vpn' },
        ],
      },
      'vpn-route network-settings',
    ],
    [
      'no way into the networks that the user gave',
      { ...silence, range: { first: '10.9.0.1', count: 1, heard: 0 } },
      'range-silent network-settings',
    ],
    [
      'the same, and colleagues here',
      { range: { first: '10.9.0.1', count: 20, heard: 0 } },
      'range-silent network-settings',
    ],
    ['one far computer is off', { range: { first: '10.9.0.1', count: 1, heard: 0 } }, 'ok none'],
    ['some of those networks answer', { range: { first: '10.9.0.1', count: 20, heard: 1 } }, 'ok none'],
    [
      'nobody can fetch files',
      { network: { ...healthy.network, noFiles: 'EADDRINUSE' } as Evidence['network'] },
      'files-port network-settings',
    ],
    ['he answers', about({}), 'person-ok none'],
    ['his TCP port is closed', about({ tcp: 'refused' }), 'person-closed none'],
    ['his inbound TCP is dropped', about({ tcp: 'silent' }), 'person-tcp none'],
    ['his inbound UDP is dropped', about({ udp: 'silent' }), 'person-udp none'],
    ['his inbound UDP and TCP are dropped', about({ udp: 'silent', tcp: 'silent' }), 'person-udp none'],
    ['his messenger does not run', about({ udp: 'silent', tcp: 'refused' }), 'person-no-program none'],
    ['his computer is off', about({ udp: 'silent', tcp: 'silent', neighbour: 'failed' }), 'person-off none'],
    [
      'no way to his network',
      about({ udp: 'silent', tcp: 'silent', isNear: false, neighbour: 'unknown' }),
      'person-elsewhere none',
    ],
    [
      'not only his computer is gone',
      {
        ...about({ udp: 'silent', tcp: 'silent', neighbour: 'failed' }),
        neighbours: { answering: 0, failed: 3 },
      },
      'isolated look-again',
    ],
    ['his Gezi says that all is well', asked({}), 'person-ok none'],
    ['his Gezi has none of our packets', asked({ hears: false }, { udp: 'silent' }), 'person-udp none'],
    ['his Gezi hears us, and we not him', { ...answersOnly, ...asked({}, { udp: 'silent' }) }, 'here-udp look-again'],
    ['the same, and others come in unasked: he has another way', asked({}, { udp: 'silent' }), 'person-ok none'],
    ['his Gezi can’t connect to us', asked({ back: 'silent' }), 'here-tcp look-again'],
    [
      'nor do we hear its broadcast',
      { ...answersOnly, ...asked({ back: 'silent', broadcast: 'silent' }) },
      'one-way look-again',
    ],
    ['at our port for files nobody listens', asked({ back: 'refused' }), 'files-port network-settings'],
    ['every eighth packet is lost', asked({ small: { sent: 40, lost: 5 } }), 'person-loss look-again'],
    ['one of forty is lost', asked({ small: { sent: 40, lost: 1 } }), 'person-ok none'],
    ['large packets vanish on the way', asked({ large: 'lost' }), 'person-large none'],
    [
      'only broadcasts are filtered',
      { ...answersOnly, ...asked({ broadcast: 'silent' }) },
      'broadcast-lost look-again',
    ],
    ['one broadcast is lost, others arrive', asked({ broadcast: 'silent' }), 'person-ok none'],
    ['his clock is seven minutes late', asked({ skew: -420_000 }), 'clock none'],
    ['a colleague can’t connect to us', helped({ back: 'silent' }), 'here-tcp look-again'],
    ['one can’t, another one can', helped({ back: 'silent' }, {}), 'ok none'],
    [
      'answers come in, no broadcast and no connection',
      { ...answersOnly, ...helped({ back: 'silent', broadcast: 'silent' }) },
      'one-way look-again',
    ],
    [
      'colleagues’ broadcasts are filtered',
      { ...answersOnly, ...helped({ broadcast: 'silent' }) },
      'broadcast-lost look-again',
    ],
    ['one broadcast of a colleague is lost', helped({ broadcast: 'silent' }), 'ok none'],
    ['our clock is wrong', helped({ skew: 420_000 }, { skew: 419_000 }), 'clock none'],
    ['one colleague’s clock is wrong', helped({ skew: 420_000 }, {}), 'ok none'],
    [
      'a guest on another port',
      {
        network: {
          ...healthy.network,
          port: 2_426,
          guest: { usualPort: 2_425, holder: { program: 'FeiQ.exe' } },
        } as Evidence['network'],
      },
      'guest network-settings',
    ],
    [
      'a guest among FeiQs, whose answers go to the usual port',
      {
        ...silence,
        neighbours: { answering: 5, failed: 0 },
        network: { ...healthy.network, port: 2_426, guest: { usualPort: 2_425 } } as Evidence['network'],
      },
      'guest network-settings',
    ],
  ])('%s', (_topology, change, verdict) => {
    const { cause, remedy } = judge({ ...healthy, ...change })
    expect(`${cause} ${remedy}`).toBe(verdict)
  })

  test('and whom and what it is about', () => {
    const { facts } = judge({ ...healthy, ...about({ tcp: 'silent' }) })
    expect(judge({ ...healthy, ...asked({ small: { sent: 40, lost: 10 } }) }).facts.count).toBe(25)
    expect(judge({ ...healthy, ...helped({ skew: -420_000 }) }).facts).toMatchObject({ name: '张三', count: 7 })
    expect(facts).toEqual({ name: '张三', address: '192.168.1.7', port: 2_425, program: '', adapter: '', count: 0 })
  })
})

test.each([
  ['eth0', 'lan'],
  ['Ethernet 2', 'lan'],
  ['WLAN', 'lan'],
  ['以太网', 'lan'],
  ['en0', 'lan'],
  ['docker0', 'virtual'],
  ['br-4f2a91c0d3e1', 'virtual'],
  ['virbr0', 'virtual'],
  ['VMware Network Adapter VMnet8', 'virtual'],
  ['VirtualBox Host-Only Network', 'virtual'],
  ['vEthernet (WSL)', 'virtual'],
  ['vEthernet (Default Switch)', 'virtual'],
  ['wg0', 'vpn'],
  ['tun0', 'vpn'],
  ['utun3', 'vpn'],
  ['Sangfor SSL VPN CS Support System VNIC', 'vpn'],
  ['OpenVPN TAP-Windows6', 'vpn'],
  ['Tailscale', 'vpn'],
])('the interface %s is %s', (name, kind) => {
  expect(adapterKind(name, '192.168.1.5')).toBe(kind)
})

test('interfaces come with who was heard in their network, the office before what is virtual', () => {
  const info = (address: string, netmask: string, internal = false) => ({
    ...{ address, netmask, internal, family: 'IPv4' as const, mac: '00:00:00:00:00:00', cidr: null },
  })
  const system = {
    docker0: [info('172.17.0.1', '255.255.0.0')],
    lo: [info('127.0.0.1', '255.0.0.0', true)],
    eth0: [info('10.20.17.5', '255.255.240.0')],
  }
  const heard = ['10.20.17.5', '10.20.31.9', '10.20.16.1', '10.20.32.1', '172.17.9.9']
  const shown = adaptersOf(system, undefined, heard, 'eth0').map(({ reaches: _reaches, ...each }) => each)
  expect(shown).toEqual([
    { name: 'eth0', address: '10.20.17.5', kind: 'lan', isDefault: true, heard: 2 },
    { name: 'docker0', address: '172.17.0.1', kind: 'virtual', isDefault: false, heard: 1 },
  ])
})

test('a report that is passed on names networks and no computers', () => {
  expect(maskAddresses('eth0 192.168.1.5, 10.20.30.40:2425')).toBe('eth0 192.168.x.x, 10.20.x.x:2425')
  expect(maskAddresses('eth0 fe80::fc:ff:fe00:5%eth0, fd12:3456::9 at 12:30')).toBe(
    'eth0 fe80::x%eth0, fd12::x at 12:30',
  )
})
