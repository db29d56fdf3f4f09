import { expect, test } from 'vitest'
import { isLocal, isSameNetwork, isSameSite } from '../../shared/engine/address.ts'
import { at, geziHello, settledBench } from './bench.ts'

const ALICE = 'a11ce000000000000000000000000001'
const LEGACY = '1:1780525944:zs:zs-pc:18874369:张三\0'

test('IPv6 addresses share a network by their first half and their zone, however they are written', () => {
  expect([
    isSameNetwork('fe80::1%eth0', 'FE80:0:0:0::2%eth0'),
    isSameNetwork('fe80::1%eth0', 'fe80::2%wlan0'),
    isSameNetwork('2001:db8:5:a::1', '2001:0db8:0005:000a:ffff::9'),
    isSameNetwork('2001:db8:5:a::1', '2001:db8:5:b::1'),
    isSameSite('2001:db8:5:a::1', '2001:db8:5:b::1'),
    isSameSite('2001:db8:5::1', '2001:db8:6::1'),
    isSameNetwork('fd00::1', '192.168.1.1'),
    ['fe80::1%eth0', 'fd12:3456::1', '::1', '2001:db8::1'].map(isLocal),
  ]).toEqual([true, false, true, false, true, false, false, [true, true, true, false]])
})

test('who is heard over IPv4 and over several addresses of IPv6 is one person, and IPv4 is the way to him', () => {
  const bench = settledBench()
  for (const packetNo of [100, 101]) {
    bench.hear(at('fe80::1%eth0'), geziHello(1, { installation: ALICE, packetNo }))
    bench.hear(at('2001:db8::abcd'), geziHello(1, { installation: ALICE, packetNo }))
    bench.hear(at('192.168.1.20'), geziHello(1, { installation: ALICE, packetNo }))
    bench.hear(at('2001:db8::abcd'), geziHello(1, { installation: ALICE, packetNo }))
  }
  bench.hear(at('192.168.1.30'), LEGACY)
  bench.hear(at('fe80::3%eth0'), LEGACY)
  const people = new Map(
    bench.events.flatMap((event) => (event.type === 'peer-changed' ? [[event.peer.id, event.peer.endpoint]] : [])),
  )
  expect([...people]).toEqual([
    [`g:${ALICE}`, at('192.168.1.20')],
    ['u:zs@zs-pc', at('192.168.1.30')],
  ])
})

test('of several addresses of IPv6 that one is in use which is in a network of ours', () => {
  const own = [
    { address: '192.168.1.10', port: 2425 },
    { address: 'fe80::10%eth0', port: 2425 },
  ]
  const bench = settledBench({ reach: { type: 'reach', reach: { own, broadcasts: [], configured: [] } } })
  for (const address of ['fd26::2', 'fe80::2%eth0', 'fd26::abcd:1'])
    bench.hear(at(address), geziHello(1, { installation: ALICE }))
  expect(bench.peer(`g:${ALICE}`)?.endpoint).toEqual(at('fe80::2%eth0'))
})

test('who has IPv6 alone is answered there', () => {
  const bench = settledBench()
  bench.hear(at('fe80::1%eth0'), geziHello(1, { installation: ALICE }))
  bench.pass(5_000)
  expect(bench.takeSent().map(({ to }) => to)).toEqual([at('fe80::1%eth0')])
})

const FOUR = '192.168.1.20'
const [LINK, SITE] = ['fe80::1%eth0', 'fd26::abcd:1']
const OWN = ['192.168.1.10', 'fe80::10%eth0'].map((address) => at(address))

test.each([
  ['who gets IPv4 later', [LINK], [FOUR, LINK, LINK]],
  ['who gets IPv4 later', [LINK], [LINK, LINK, FOUR]],
  ['who has an address of another network, too', [LINK, SITE], [FOUR, SITE, LINK]],
  ['who has an address of another network, too', [LINK, SITE], [SITE, FOUR, LINK]],
  ['who has an address of another network, too', [LINK, SITE], [SITE, LINK, FOUR]],
  ['who has an address of another network, too', [LINK, SITE], [LINK, FOUR, SITE]],
  ['whose address of another network is as new', [LINK], [FOUR, SITE, LINK]],
  ['whose address of another network is as new', [LINK], [SITE, FOUR, LINK]],
])(
  '%s is reached by IPv4 with the first hello that comes both ways: known at %j, heard at %j',
  (_who, known, heard) => {
    const bench = settledBench({ reach: { type: 'reach', reach: { own: OWN, broadcasts: [], configured: [] } } })
    for (const address of known) bench.hear(at(address), geziHello(1, { installation: ALICE, packetNo: 100 }))
    bench.pass(60_000)
    for (const address of heard) bench.hear(at(address), geziHello(1, { installation: ALICE, packetNo: 101 }))
    const { endpoint, routes } = bench.peer(`g:${ALICE}`) ?? {}
    expect(endpoint).toEqual(at(FOUR))
    expect(routes?.map(({ endpoint: { address } }) => address)).toContain(LINK)
  },
)
