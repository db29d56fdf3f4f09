import { expect, test } from 'vitest'
import type { PeerRecord } from '../../shared/engine/io.ts'
import { LIMITS } from '../../shared/engine/limits.ts'
import { at, BROADCAST, brief, createBench, geziHello, IDENTITY, OWN, REACH, START, settledBench } from './bench.ts'
import { golden } from './golden.ts'

const LIST = `UN:me\nHN:my-pc\nNN:小王\nGN:研发\nGZ:${IDENTITY.installation} 0.1.0 xfer1`
const ALICE = 'a11ce000000000000000000000000001'
const CAROL = 'ca201000000000000000000000000001'
const FEIQ = at('192.168.1.30')

const ourHello = (word: string) => `192.168.1.255 ${word} 小王|研发|\n${LIST}\n|utf-8|`

const known = (id: string, change: Partial<PeerRecord> = {}): PeerRecord => ({
  id,
  user: 'zs',
  host: 'zs-pc',
  name: '张三',
  group: '',
  endpoint: at('192.168.1.20'),
  version: '1',
  dialect: 'ipmsg-3',
  client: 'IPMsg 3',
  status: 0x1200000,
  capabilities: [],
  encoding: 'gb18030',
  presence: 'online',
  lastHeard: START - 1_000,
  epoch: 0,
  highestPacketNo: 0,
  ...change,
})

test('a start is a broadcast hello in the code page of the LAN with the UTF-8 list, once more after 5 s', () => {
  const bench = createBench()
  bench.pass(10_000)
  expect(bench.sent.map((sent) => [sent.at - START, sent.version, brief(sent)])).toEqual([
    [0, '1_lbt6_0#128#024700000001#0#0#0#4001#9', ourHello('0x9200001')],
    [5_000, '1_lbt6_0#128#024700000001#0#0#0#4001#9', ourHello('0x9200001')],
  ])
  const nickname = Buffer.from(bench.sent[0]?.bytes ?? []).includes(Buffer.from('d0a1cdf5', 'hex'))
  expect(nickname).toBe(true)
})

test('while nobody answers the hello is repeated ever more seldom, and no more once somebody is heard', () => {
  const alone = createBench()
  alone.pass(600_000)
  const accompanied = createBench()
  accompanied.pass(30_000)
  accompanied.hear(at('192.168.1.20'), geziHello(3, { installation: ALICE }))
  accompanied.pass(200_000)
  const times = (bench: typeof alone) => bench.sent.map((sent) => (sent.at - START) / 1_000)
  expect([times(alone), times(accompanied)]).toEqual([
    [0, 5, 20, 50, 110, 230, 530],
    [0, 5, 20],
  ])
})

test("FeiQ's hello makes a peer and is answered once, in GBK, with all that we can do", () => {
  const bench = settledBench()
  const text = '1_lbt6_0#128#F8B46AA55B28#0#0#0#4001#9:1780525944:13652:DESKTOP:6291457:张三\0\0'
  bench.hear(FEIQ, text, 'gb18030')
  bench.hear(FEIQ, text, 'gb18030')
  bench.pass(5_000)
  expect([bench.peer('u:13652@DESKTOP'), bench.takeSent().map(brief)]).toEqual([
    known('u:13652@DESKTOP', {
      user: '13652',
      host: 'DESKTOP',
      endpoint: FEIQ,
      version: '1_lbt6_0#128#F8B46AA55B28#0#0#0#4001#9',
      dialect: 'feiq',
      client: 'FeiQ 2013',
      status: 0x600000,
      lastHeard: START + 20_000,
    }),
    [`192.168.1.30 0x9200003 小王|研发|\n${LIST}\n|utf-8|`],
  ])
})

test('the answer is UTF-8 for who claims it and for iptux, flagged only for the first', () => {
  const bench = settledBench()
  bench.input({ type: 'datagram', from: at('192.168.1.41'), bytes: golden('G08') })
  bench.hear(at('192.168.1.42'), '1_iptux 0.9.4:1:ls:ls-pc:257:李四\0\0icon-tux.png\0utf-8\0')
  bench.pass(2_000)
  const sent = bench.takeSent()
  const utf8 = Buffer.from('小王')
  expect(sent.map(({ to, word, bytes }) => [to.address, word, Buffer.from(bytes).indexOf(utf8) < 80]).sort()).toEqual([
    ['192.168.1.41', 0x9a00003, true],
    ['192.168.1.42', 0x9200003, true],
  ])
  expect(bench.eventsOf('peer-changed').map(({ peer }) => [peer.name, peer.presence, peer.encoding])).toEqual([
    ['张三', 'online', 'gb18030'],
    ['李四', 'online', 'utf-8'],
  ])
})

test('an answer is never answered, nor a change', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), geziHello(3, { installation: ALICE }))
  bench.hear(at('192.168.1.20'), geziHello(4, { installation: ALICE }))
  bench.input({ type: 'datagram', from: FEIQ, bytes: golden('G03') })
  bench.input({ type: 'datagram', from: at('192.168.1.31'), bytes: golden('G06') })
  bench.pass(5_000)
  expect([bench.takeSent(), bench.eventsOf('peer-changed').map(({ peer }) => [peer.id, peer.name])]).toEqual([
    [],
    [
      [`g:${ALICE}`, 'alice'],
      ['u:13652@DESKTOP-433' + '1HHF', '13652'],
      ['u:lidaobing@LIDAOBIN-3', 'LIDAOBIN-3'],
    ],
  ])
})

test.each([
  ['in a small LAN or on the same network', 10, '10.1.1.1', 1_023],
  ['from elsewhere, when fewer than 300 are known', 100, '10.1.1.1', 2_047],
  ['from elsewhere, when more are known', 400, '10.1.1.1', 4_095],
  ['from the same network, however many are known', 400, '192.168.1.77', 1_023],
])('answers %s take a random time up to the bound of IPMsg', (_where, people, address, longest) => {
  const peers = Array.from({ length: people }, (_, i) =>
    known(`u:p${i}@h`, { endpoint: at(`10.2.${i >> 8}.${i & 255}`) }),
  )
  const delays = Array.from({ length: 200 }, (_, seed) => {
    const bench = createBench({ seed, peers })
    bench.pass(6_000)
    bench.takeSent()
    const asked = bench.now
    bench.hear(at(address), '1:5:x:y:1:x\0\0')
    bench.pass(4_096)
    return bench.takeSent().flatMap((sent) => (sent.to.address === address ? [sent.at - asked] : []))
  })
  const flat = delays.flat()
  expect([delays.every(({ length }) => length === 1), Math.min(...flat) >= 0, Math.max(...flat) <= longest]).toEqual([
    true,
    true,
    true,
  ])
  expect(Math.max(...flat)).toBeGreaterThan(longest * 0.9)
  expect(Math.min(...flat)).toBeLessThan(longest * 0.1)
})

test('our own echo and our own hello through another interface are nobody', () => {
  const bench = settledBench()
  bench.hear(OWN, '1:5:x:y:288:hello\0')
  const ours = geziHello(1, { installation: IDENTITY.installation, user: 'me' }).replaceAll('me-pc', IDENTITY.host)
  bench.hear(at('192.168.2.10'), ours)
  bench.pass(5_000)
  expect([bench.takeEvents(), bench.takeSent()]).toEqual([[], []])
})

test('the address is only a route: a hello from elsewhere moves the person who does not answer where he was', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), geziHello(3, { installation: ALICE }))
  bench.hear(at('192.168.1.99'), geziHello(3, { installation: ALICE, packetNo: 101 }))
  const before = bench.peer(`g:${ALICE}`)?.endpoint.address
  bench.pass(5_000)
  const asked = bench.takeSent().map(({ to, word }) => [to.address, word & 0xff])
  expect({ before, asked, after: bench.peer(`g:${ALICE}`)?.endpoint.address }).toEqual({
    before: '192.168.1.20',
    asked: Array(3).fill(['192.168.1.20', 1]),
    after: '192.168.1.99',
  })
})

test('two Gezis of one user on one computer are two people', () => {
  const bench = settledBench()
  const [first, second] = [at('192.168.1.20', 2425), at('192.168.1.20', 2426)]
  bench.hear(first, geziHello(3, { installation: ALICE }))
  bench.hear(second, geziHello(3, { installation: CAROL }))
  bench.hear(second, '1_gezi 0.1.0:200:alice:alice-pc:288:from the second\0')
  bench.hear(first, '1_gezi 0.1.0:200:alice:alice-pc:288:from the first\0')
  expect(bench.eventsOf('message-received').map(({ message }) => [message.peer, message.text])).toEqual([
    [`g:${CAROL}`, 'from the second'],
    [`g:${ALICE}`, 'from the first'],
  ])
})

test('BR_EXIT is believed only from the address of the person', () => {
  const bench = settledBench()
  bench.input({ type: 'datagram', from: FEIQ, bytes: golden('G03') })
  bench.input({ type: 'datagram', from: at('192.168.1.66'), bytes: golden('G12') })
  const spoofed = bench.peer('u:13652@DESKTOP-4331HHF')?.presence
  bench.input({ type: 'datagram', from: FEIQ, bytes: golden('G12') })
  bench.input({ type: 'datagram', from: FEIQ, bytes: golden('G12') })
  const changes = bench.eventsOf('peer-changed').length
  expect([spoofed, bench.peer('u:13652@DESKTOP-4331HHF')?.presence, changes]).toEqual(['online', 'offline', 2])
})

test("iptux's BR_EXIT with an empty body and DIALUPOPT is understood", () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.42'), '1_iptux 0.9.4:1:ls:ls-pc:259:李四\0\0icon-tux.png\0utf-8\0')
  bench.hear(at('192.168.1.42'), '1_iptux 0.9.4:9:ls:ls-pc:65538:\0')
  expect(bench.eventsOf('peer-changed').map(({ peer }) => peer.presence)).toEqual(['online', 'offline'])
})

test('away is who sets ABSENCEOPT with capabilities; iptux and small clones set it always and are online', () => {
  const bench = settledBench()
  bench.hear(FEIQ, '1_lbt4_0#128#0#0#0#0:5:fq:fq-pc:6291716:飞秋[暂离]\0\0', 'gb18030')
  bench.hear(at('192.168.1.42'), '1_iptux 0.9.4:1:ls:ls-pc:259:ls\0\0icon-tux.png\0utf-8\0')
  bench.hear(at('192.168.1.43'), '1_lbt4_0#128#0#0#0#0:1:lua:lua-pc:259:lua\0\0')
  bench.hear(FEIQ, '1_lbt4_0#128#0#0#0#0:6:fq:fq-pc:6291460:飞秋\0\0', 'gb18030')
  expect(bench.eventsOf('peer-changed').map(({ peer }) => [peer.name, peer.presence])).toEqual([
    ['飞秋', 'away'],
    ['ls', 'online'],
    ['lua', 'online'],
    ['飞秋', 'online'],
  ])
})

test('a new name, group or absence is told by BR_ABSENCE, to people beyond the broadcast by unicast too', () => {
  const bench = settledBench()
  bench.hear(at('10.9.9.9'), geziHello(3, { installation: ALICE }))
  bench.hear(at('192.168.1.20'), geziHello(3, { installation: CAROL, user: 'carol' }))
  bench.hear(at('192.168.1.50'), '1_iptux 0.9.4:1:ls:ls-pc:65795:ls\0\0icon-tux.png\0utf-8\0')
  bench.input({ type: 'identity', identity: { ...IDENTITY, absence: '开会' } })
  bench.input({ type: 'identity', identity: { ...IDENTITY, absence: '开会' } })
  bench.pass(1_000)
  expect(bench.takeSent().map(({ to, word }) => [to.address, word])).toEqual([
    ['192.168.1.255', 0x9200104],
    ['10.9.9.9', 0x9200104],
    ['192.168.1.50', 0x9200104],
  ])
})

test('a dial-up member is in no broadcast: each change and the goodbye go to him alone, too', () => {
  const bench = settledBench()
  const member = at('192.168.1.77')
  bench.hear(member, '1:100:far:far-pc:18939905:far\0\0', 'gb18030')
  bench.pass(2_000)
  bench.takeSent()
  bench.input({ type: 'identity', identity: { ...IDENTITY, absence: '开会' } })
  bench.input({ type: 'leave' })
  const told = bench.takeSent().filter(({ to }) => to.address === member.address)
  expect(told.map(({ word }) => word & 0xff)).toEqual([4, 2])
})

test('leaving says goodbye to the broadcast and to each online person beyond it, and then nothing any more', () => {
  const bench = settledBench()
  bench.hear(at('10.9.9.9'), geziHello(3, { installation: ALICE }))
  bench.hear(at('192.168.1.20'), geziHello(3, { installation: CAROL, user: 'carol' }))
  bench.input({ type: 'leave' })
  bench.hear(at('192.168.1.20'), geziHello(1, { installation: CAROL, user: 'carol' }))
  bench.pass(60_000)
  expect([bench.takeSent().map(({ to, word }) => [to.address, word]), bench.deadline]).toEqual([
    [
      ['192.168.1.255', 0x9200002],
      ['10.9.9.9', 0x9200002],
    ],
    undefined,
  ])
})

test('a range of configured addresses is greeted 50 at a time', () => {
  const configured = Array.from({ length: 120 }, (_, i) => at(`10.8.0.${i}`))
  const bench = createBench({ reach: { type: 'reach', reach: { own: [at('127.0.0.2')], broadcasts: [], configured } } })
  bench.pass(1_000)
  const times = bench.sent.map((sent) => sent.at - START)
  expect([
    times.filter((t) => t === 0).length,
    times.filter((t) => t === 100).length,
    times.filter((t) => t === 200).length,
  ]).toEqual([50, 50, 20])
})

test('another network is greeted after a moment, nobody is forgotten, and the same reach again says nothing', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), geziHello(3, { installation: ALICE }))
  bench.takeEvents()
  bench.input({ type: 'reach', reach: structuredClone(REACH) })
  const other = { ...REACH, broadcasts: [BROADCAST, at('10.0.0.255')] }
  bench.input({ type: 'reach', reach: other })
  bench.pass(1_000)
  const sent = bench.takeSent()
  expect([sent.map(({ to, word }) => [to.address, word]), bench.takeEvents()]).toEqual([
    [
      ['192.168.1.255', 0x9200001],
      ['10.0.0.255', 0x9200001],
    ],
    [],
  ])
})

test('who is silent for five minutes is asked three times and then offline; any packet brings him back', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), '1:5:zs:zs-pc:3:zs\0\0')
  bench.pass(LIMITS.silence - 1)
  const before = bench.takeSent().length
  const limit = bench.now + 60_000 + 20_000
  while (bench.peer('u:zs@zs-pc')?.presence === 'online' && bench.now < limit) bench.pass(1_000)
  const probes = bench.takeSent().map(({ to, word }) => [to.address, word])
  const offline = bench.peer('u:zs@zs-pc')?.presence
  bench.hear(at('192.168.1.20'), '1:6:zs:zs-pc:121:\0')
  expect([before, probes, offline, bench.peer('u:zs@zs-pc')?.presence]).toEqual([
    0,
    Array(3).fill(['192.168.1.20', 0x9200001]),
    'offline',
    'online',
  ])
})

test('a thousand who came at the same moment are not asked at the same moment', () => {
  const bench = settledBench()
  for (let i = 0; i < 1_000; i++) bench.hear(at(`192.168.${i >> 8}.${i & 255}`), `1:5:u${i}:h:3:u${i}\0\0`)
  bench.pass(LIMITS.silence + 60_000)
  const seconds = new Map<number, number>()
  for (const sent of bench.takeSent()) {
    const second = Math.floor(sent.at / 1_000)
    seconds.set(second, (seconds.get(second) ?? 0) + 1)
  }
  expect(Math.max(...seconds.values())).toBeLessThan(100)
})

test('somebody who was lost is sought for a day, ever more seldom; who said goodbye is asked once whether it was he', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), '1:5:lost:pc:3:lost\0\0')
  bench.hear(at('192.168.1.21'), '1:5:left:pc:3:left\0\0')
  bench.hear(at('192.168.1.21'), '1:6:left:pc:2:left\0\0')
  bench.pass(2 * 86_400_000)
  const lost = bench.takeSent().filter(({ to }) => to.address === '192.168.1.20')
  const gaps = lost.slice(3, 9).map((sent, i) => Math.round((sent.at - lost[i + 2]!.at) / 10_000))
  expect([gaps.every((gap, i) => i === 0 || gap >= gaps[i - 1]!), lost.length > 200, lost.length < 350]).toEqual([
    true,
    true,
    true,
  ])
  expect(bench.sent.filter(({ to }) => to.address === '192.168.1.21').map(({ word }) => word & 0xff)).toEqual([1])
  expect(Math.max(...lost.map((sent) => sent.at)) - START).toBeLessThan(86_400_000 + 900_000)
})

test('people of an earlier run begin offline, and are greeted when the broadcast did not find them', () => {
  const old = known('u:old@pc', { endpoint: at('10.3.3.4'), lastHeard: START - 40 * 86_400_000 })
  const bench = createBench({ peers: [known('u:zs@zs-pc', { endpoint: at('10.3.3.3') }), old] })
  bench.pass(9_000)
  const early = bench.takeSent().map(({ to }) => to.address)
  bench.pass(5_000)
  bench.hear(at('10.3.3.3'), '1:5:zs:zs-pc:3:zs\0\0')
  expect([early, bench.takeSent().map(({ to, word }) => [to.address, word]), bench.takeEvents().length]).toEqual([
    ['192.168.1.255', '192.168.1.255'],
    [['10.3.3.3', 0x9200001]],
    2,
  ])
})

test('a counter that began anew starts an epoch; the copies of one hello, and our own kind, do not', () => {
  const bench = settledBench()
  const iptux = at('192.168.1.42')
  const entry = (number: number) => `1_iptux 0.9.4:${number}:ls:ls-pc:257:ls\0\0icon-tux.png\0utf-8\0`
  bench.hear(iptux, entry(1))
  bench.hear(iptux, '1_iptux 0.9.4:7:ls:ls-pc:288:before\0')
  bench.pass(10_000)
  bench.hear(iptux, entry(1))
  bench.pass(10)
  bench.hear(iptux, entry(1))
  const epoch = bench.peer('u:ls@ls-pc')?.epoch
  bench.hear(at('192.168.1.20'), geziHello(1, { installation: ALICE, packetNo: 500 }))
  bench.hear(at('192.168.1.20'), geziHello(1, { installation: ALICE, packetNo: 400 }))
  expect([epoch, bench.peer(`g:${ALICE}`)?.epoch]).toEqual([1, 0])
})

test('when somebody else speaks from his address, one who was silent is asked, and not written to any more', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), '1:5:zs:zs-pc:3:zs\0\0')
  bench.pass(120_000)
  bench.hear(at('192.168.1.20'), '1:5:ls:ls-pc:3:ls\0\0')
  bench.pass(16_000)
  const presences = ['u:zs@zs-pc', 'u:ls@ls-pc'].map((id) => bench.peer(id)?.presence)
  expect([presences, bench.takeSent().map(({ word }) => word)]).toEqual([
    ['offline', 'online'],
    Array(3).fill(0x9200001),
  ])
})

test('a program that replaces another at the same address, under the same names, takes its place', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), '1_iptux 0.9.4:1:alice:alice-pc:259:alice\0\0icon-tux.png\0utf-8\0')
  bench.hear(at('192.168.1.20'), geziHello(3, { installation: ALICE }))
  bench.hear(at('192.168.1.20'), '1_gezi 0.1.0:200:alice:alice-pc:288:hello\0')
  const presences = ['u:alice@alice-pc', `g:${ALICE}`].map((id) => bench.peer(id)?.presence)
  const [message] = bench.eventsOf('message-received')
  expect([presences, message?.message.peer]).toEqual([['offline', 'online'], `g:${ALICE}`])
})

test('an address that the user typed is greeted at once and with every announcement', () => {
  const bench = settledBench()
  bench.input({ type: 'contact', endpoint: at('10.5.5.5') })
  bench.input({ type: 'announce' })
  bench.pass(200)
  expect(bench.takeSent().map(({ to, word }) => [to.address, word])).toEqual([
    ['10.5.5.5', 0x9200001],
    ['192.168.1.255', 0x9200001],
    ['10.5.5.5', 0x9200001],
  ])
})

test('a computer that slept for a night greets everybody, and asks, at a gentle pace, who does not answer before it holds him for gone', () => {
  const bench = settledBench()
  const hello = (i: number): void => bench.hear(at(`192.168.1.${i + 20}`), `1:5:u${i}:h:3:u${i}\0\0`)
  for (let i = 0; i < 200; i++) hello(i)
  bench.takeEvents()
  bench.sleep(8 * 3_600_000)
  bench.pass(1_000)
  const greeted = bench.takeSent().map(({ to }) => to.address)
  for (let i = 0; i < 150; i++) hello(i)
  bench.takeEvents()
  bench.pass(17_000)
  const asked = bench.takeSent().filter(({ to }) => to.address !== '192.168.1.255')
  const inASecond = Map.groupBy(asked, ({ at: time }) => Math.floor(time / 1_000))
  expect([greeted, bench.takeEvents().filter(({ type }) => type === 'peer-changed')]).toEqual([['192.168.1.255'], []])
  expect([
    new Set(asked.map(({ to }) => to.address)).size,
    Math.max(...[...inASecond.values()].map((all) => all.length)) < 30,
  ]).toEqual([50, true])
})

test('whoever is looked at is asked when he was silent for half a minute; who is offline, whether he is back; iptux never', () => {
  const bench = settledBench()
  bench.hear(at('192.168.1.20'), '1:5:zs:zs-pc:3:zs\0\0')
  bench.hear(at('192.168.1.21'), '1_iptux 0.9.4:1:ls:ls-pc:259:ls\0\0icon-tux.png\0utf-8\0')
  bench.hear(at('192.168.1.22'), '1:5:gone:pc:3:gone\0\0')
  bench.hear(at('192.168.1.22'), '1:6:gone:pc:2:gone\0\0')
  const look = (): string[] => {
    for (const peer of ['u:zs@zs-pc', 'u:ls@ls-pc', 'u:gone@pc']) bench.input({ type: 'look', peer })
    bench.pass(100)
    return bench.takeSent().map(({ to, word }) => `${to.address} ${word & 0xff}`)
  }
  bench.pass(20_000)
  bench.takeSent()
  const early = look()
  bench.pass(20_000)
  bench.takeSent()
  expect([early, look(), look()]).toEqual([['192.168.1.22 1'], ['192.168.1.20 1', '192.168.1.22 1'], []])
})

test('many own peers who start together are answered by one packet to everybody, others one by one', () => {
  const bench = settledBench()
  const gezi = (i: number) => geziHello(1, { user: `g${i}`, installation: `${i}`.padStart(32, '0') })
  for (let i = 1; i <= 40; i++) bench.hear(at(`192.168.1.${i + 20}`), gezi(i + 100))
  bench.hear(at('192.168.1.90'), '1:5:zs:zs-pc:1:zs\0\0')
  bench.hear(at('10.9.9.9'), gezi(999))
  bench.pass(5_000)
  expect(
    bench
      .takeSent()
      .map(({ to, word }) => `${to.address} ${word & 0xff}`)
      .sort(),
  ).toEqual(['10.9.9.9 3', '192.168.1.255 4', '192.168.1.90 3'])
  bench.hear(at('192.168.1.21'), gezi(101))
  bench.pass(5_000)
  expect(bench.takeSent().map(({ to, word }) => `${to.address} ${word & 0xff}`)).toEqual(['192.168.1.21 3'])
  // Who goes on greeting does not hear what everybody is told.
  for (let round = 0; round < 3; round++) {
    for (let i = 1; i <= 10; i++) bench.hear(at(`192.168.1.${i + 30}`), gezi(i + 110))
    bench.pass(5_000)
  }
  expect(
    bench
      .takeSent()
      .filter(({ to }) => to.address === '192.168.1.35')
      .map(({ word }) => word & 0xff),
  ).toEqual([3])
})

test('in a network that is larger than 256 addresses, its real mask tells whom the broadcast reaches', () => {
  const reach = { own: [at('10.0.3.7')], broadcasts: [at('10.0.3.255')], configured: [] }
  const greeted = (networks: readonly { readonly address: string; readonly bits: number }[] | undefined): string[] => {
    const bench = settledBench({ reach: { type: 'reach', reach: { ...reach, ...(networks && { networks }) } } })
    for (const where of ['10.0.0.5', '10.0.3.8', '10.0.4.1']) bench.hear(at(where), `1:5:${where}:pc:3:x\0\0`)
    bench.input({ type: 'announce' })
    bench.pass(500)
    return bench.takeSent().map(({ to }) => to.address)
  }
  expect([greeted([{ address: '10.0.3.7', bits: 22 }]), greeted(undefined)]).toEqual([
    ['10.0.3.255', '10.0.4.1'],
    ['10.0.3.255', '10.0.0.5', '10.0.4.1'],
  ])
})

test('in a large office who has been there for long is asked seldom, a newcomer after five minutes', () => {
  const bench = settledBench()
  const hello = (i: number): void => bench.hear(at(`192.168.${i >> 8}.${i & 255}`), `1:5:u${i}:h:3:u${i}\0\0`)
  for (let i = 1; i <= 600; i++) hello(i)
  for (let minute = 0; minute < 120; minute += 4) {
    bench.pass(240_000)
    for (let i = 1; i <= 600; i++) hello(i)
  }
  bench.takeSent()
  bench.hear(at('10.9.9.9'), '1:5:new:pc:3:new\0\0')
  bench.pass(1_750_000)
  expect([...new Set(bench.takeSent().map(({ to }) => to.address))].filter((to) => to !== '192.168.1.255')).toEqual([
    '10.9.9.9',
  ])
  bench.pass(700_000)
  expect(new Set(bench.takeSent().map(({ to }) => to.address)).size).toBeGreaterThan(595)
})

test('a network that comes back is greeted after a moment, as everybody behind the same switch gets it at once', () => {
  const bench = settledBench()
  bench.input({ type: 'reach', reach: undefined })
  bench.input({ type: 'reach', reach: REACH })
  const atOnce = bench.takeSent().length
  bench.pass(500)
  expect([atOnce, bench.takeSent().map(({ to, word }) => `${to.address} ${word & 0xff}`)]).toEqual([
    0,
    ['192.168.1.255 1'],
  ])
})

test('when the list is full the one offline for longest makes room, and a crowd of online ones makes none', () => {
  const bench = settledBench({ limits: { peers: 3 } })
  for (const name of ['a', 'b', 'c']) bench.hear(at('192.168.1.20'), `1:5:${name}:pc:3:${name}\0\0`)
  bench.hear(at('192.168.1.21'), '1:5:d:pc:3:d\0\0')
  const refused = bench.eventsOf('dropped')
  bench.hear(at('192.168.1.20'), '1:6:b:pc:2:b\0\0')
  bench.hear(at('192.168.1.21'), '1:7:d:pc:3:d\0\0')
  expect([refused, bench.peer('u:d@pc')?.presence]).toEqual([
    [{ type: 'dropped', from: at('192.168.1.21'), reason: 'peer-limit' }],
    'online',
  ])
})

test('answers go to addresses of a LAN only, and a source that asks without end gets few', () => {
  const bench = settledBench()
  bench.hear(at('8.8.8.8'), '1:5:victim:x:1:x\0\0')
  for (let i = 0; i < 500; i++) bench.hear(at('192.168.1.66'), `1:${i}:u${i}:x:1:x\0\0`)
  bench.pass(5_000)
  const answered = bench.takeSent().map(({ to }) => to.address)
  expect([answered.includes('8.8.8.8'), answered.length]).toEqual([false, LIMITS.answersPerSource])
})

test('another code page of the LAN is used at once, and our names are told again in it', () => {
  const bench = settledBench()
  bench.input({ type: 'legacy-encoding', encoding: 'big5' })
  const nickname = Buffer.from(bench.sent.at(-1)?.bytes ?? []).includes(Buffer.from('a470a4fd', 'hex'))
  expect([bench.sent.map(brief).at(-1)?.split(' ')[1], nickname]).toEqual(['0x9200004', true])
})

test('a goodbye reaches everybody who was greeted, even if nobody has answered yet', () => {
  const bench = createBench({ reach: { type: 'reach', reach: { own: [OWN], broadcasts: [], configured: [FEIQ] } } })
  bench.pass(200)
  bench.takeSent()
  bench.input({ type: 'leave' })
  expect(bench.takeSent().map(({ to, word }) => [to, word & 0xff])).toEqual([[FEIQ, 0x02]])
})
