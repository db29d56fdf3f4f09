/**
 * Networks as offices have them, and as they break: how each is built, who is to be seen, and what the doctor is to say. topologies.md shows this
 * as a table. Ann is the one who looks; Ben and Cai are colleagues with Gezi, Dan has an IP Messenger that speaks only when it is greeted.
 */
import type { Cause } from '../../shared/model/doctor.ts'
import { eventually, ready, start } from './gezi.ts'
import {
  examine,
  listOf,
  type Member,
  meets,
  met,
  type Office,
  PATIENCE,
  received,
  send,
  verdicts,
} from './topology.ts'

export interface Topology {
  readonly topology: string
  readonly expected: Outcome
  /** Builds it and asks; what came of it. */
  readonly play: (office: Office) => Promise<Outcome<string>>
}

export interface Outcome<Verdict = Cause> {
  /** By who looks: who is online in his list. */
  readonly seen: Readonly<Record<string, readonly string[]>>
  /** By who asks, and about whom: `Ann`, `Ann about Ben`, `Ann later`. */
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** What Ben has of Ann in the end, where she writes to him. */
  readonly arrives?: readonly string[]
}

type Question = readonly [member: Member, about?: string]

async function outcome(members: readonly Member[], ...questions: readonly Question[]): Promise<Outcome<string>> {
  const told = await verdicts(...questions)
  const lists = members.map(async (member) => [member.name, await listOf(member)] as const)
  return { seen: Object.fromEntries(await Promise.all(lists)), verdicts: told }
}

/** Ann and Ben on one switch; `rules` are of Ben's firewall, from the start. */
async function two(office: Office, ...rules: readonly string[]): Promise<readonly [ann: Member, ben: Member]> {
  const lan = office.site.lan('10.25.0')
  const [first, second] = await Promise.all([office.machine(lan, 1), office.machine(lan, 2)])
  if (rules.length > 0) second.wall('input', ...rules)
  return [await office.member('Ann', first), await office.member('Ben', second)]
}

/** Ann has two cables, the second plugged in later, with Cai at its other end. */
async function withSecondCable(office: Office) {
  const [one, other] = [office.site.lan('10.25.1'), office.site.lan('10.25.2')]
  const [first, second, third] = await Promise.all([
    office.machine(one, 1),
    office.machine(one, 2),
    office.machine(other, 3),
  ])
  const [ann, ben, cai] = await Promise.all([
    office.member('Ann', first),
    office.member('Ben', second),
    office.member('Cai', third),
  ])
  await met(ann, ben)
  const cable = first.plug(other, 1, 'lan1')
  await Promise.all([meets(ann, 'Ben', 'Cai'), meets(cai, 'Ann')])
  return { ann, cable }
}

/** Ann in one network, Ben and Dan in the other one; she greets all of it. */
async function routed(office: Office, ...rules: readonly string[]) {
  const [near, far] = [office.site.lan('10.25.1'), office.site.lan('10.25.2')]
  const router = await office.router(near, far)
  if (rules.length > 0) router.wall('forward', ...rules)
  const [first, second, third] = await Promise.all([
    office.machine(near, 1),
    office.machine(far, 2),
    office.machine(far, 3),
  ])
  for (const { run, cable } of [first, second, third])
    run(`ip route add default via ${cable.address.replace(/\d+$/, '254')}`)
  const ben = await office.member('Ben', second)
  await office.legacy(third, first.cable.address)
  return { ann: await office.member('Ann', first, { peers: ['10.25.2.1-20'] }), ben, router }
}

const HOLDER =
  "import socket, time; s = socket.socket(2, 2); s.bind(('', 12425)); print('ready', flush=True); time.sleep(600)"

export const topologies: readonly Topology[] = [
  {
    topology: 'One switch',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-ok' },
    },
    async play(office) {
      const [ann, ben] = await two(office)
      await met(ann, ben)
      return await outcome([ann, ben], [ann], [ann, 'Ben'])
    },
  },
  {
    topology: 'Two subnets and a router, no broadcast between them; Ann has the other one as a range',
    expected: {
      seen: { Ann: ['Ben', 'Dan'], Ben: ['Ann'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-ok', 'Ann about Dan': 'person-ok', Ben: 'ok' },
    },
    async play(office) {
      const { ann, ben } = await routed(office)
      await Promise.all([meets(ann, 'Ben', 'Dan'), meets(ben, 'Ann')])
      return await outcome([ann, ben], [ann], [ann, 'Ben'], [ann, 'Dan'], [ben])
    },
  },
  {
    topology: 'The same, and the router drops UDP port 2425',
    expected: { seen: { Ann: [], Ben: [] }, verdicts: { Ann: 'range-silent', Ben: 'isolated' } },
    async play(office) {
      const { ann, ben } = await routed(office, 'udp dport 2425 drop')
      return await outcome([ann, ben], [ann], [ben])
    },
  },
  {
    topology: 'Two interfaces on different segments, a colleague on each',
    expected: {
      seen: { Ann: ['Ben', 'Cai'], Ben: ['Ann'], Cai: ['Ann'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-ok', 'Ann about Cai': 'person-ok' },
    },
    async play(office) {
      const [one, other] = [office.site.lan('10.25.1'), office.site.lan('10.25.2')]
      const [first, second, third] = await Promise.all([
        office.machine(one, 1),
        office.machine(one, 2),
        office.machine(other, 3),
      ])
      first.plug(other, 1, 'lan1')
      const [ben, cai] = [await office.member('Ben', second), await office.member('Cai', third)]
      const ann = await office.member('Ann', first)
      await Promise.all([meets(ann, 'Ben', 'Cai'), meets(ben, 'Ann'), meets(cai, 'Ann')])
      return await outcome([ann, ben, cai], [ann], [ann, 'Ben'], [ann, 'Cai'])
    },
  },
  {
    topology: 'A VPN’s interface wins the default route',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-ok' },
    },
    async play(office) {
      const lan = office.site.lan('10.25.0')
      const [first, second] = await Promise.all([office.machine(lan, 1), office.machine(lan, 2)])
      first.plug(office.site.lan('10.99.0'), 1, 'tun0')
      first.run('ip route add default dev tun0')
      const [ben, ann] = [await office.member('Ben', second), await office.member('Ann', first)]
      await met(ann, ben)
      return await outcome([ann, ben], [ann], [ann, 'Ben'])
    },
  },
  {
    topology: 'A VPN that takes the local network too',
    expected: { seen: { Ann: [], Ben: [] }, verdicts: { Ann: 'vpn-route' } },
    async play(office) {
      const lan = office.site.lan('10.25.0')
      const [first, second] = await Promise.all([office.machine(lan, 1), office.machine(lan, 2)])
      first.plug(office.site.lan('10.99.0'), 1, 'tun0')
      first.run('ip route add default dev tun0')
      // As a VPN client does it: what leaves or comes by the cable is dropped, but for what is our own.
      first.wall('input', 'iifname lan0 ip saddr != 10.25.0.1 drop', 'iifname lan0 meta nfproto ipv6 drop')
      second.wall('input', 'ip saddr 10.25.0.1 drop', 'meta nfproto ipv6 drop')
      const [ann, ben] = [await office.member('Ann', first), await office.member('Ben', second)]
      return await outcome([ann, ben], [ann])
    },
  },
  {
    topology: 'A second interface is added while Gezi runs',
    expected: { seen: { Ann: ['Ben', 'Cai'] }, verdicts: { Ann: 'ok', 'Ann about Cai': 'person-ok' } },
    async play(office) {
      const { ann } = await withSecondCable(office)
      return await outcome([ann], [ann], [ann, 'Cai'])
    },
  },
  {
    topology: 'The same, and it is removed again; nobody has noticed yet that Cai is out of reach',
    expected: {
      seen: { Ann: ['Ben', 'Cai'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-ok', 'Ann about Cai': 'person-elsewhere' },
    },
    async play(office) {
      const { ann, cable } = await withSecondCable(office)
      cable.pull()
      return await outcome([ann], [ann], [ann, 'Ben'], [ann, 'Cai'])
    },
  },
  {
    topology: 'Ben’s address changes while a message for him waits',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { 'Ann about Ben': 'person-ok' },
      arrives: ['Where are you?'],
    },
    async play(office) {
      const [ann, ben] = await two(office)
      await met(ann, ben)
      ben.machine.run('ip address flush dev lan0')
      const delivered = await send(ann, 'Ben', 'Where are you?')
      ben.machine.run('ip address add 10.25.0.77/24 broadcast 10.25.0.255 dev lan0')
      await delivered()
      return { ...(await outcome([ann, ben], [ann, 'Ben'])), arrives: await received(ben, 'Ann') }
    },
  },
  {
    topology: 'An access point keeps its guests apart; the router answers',
    expected: { seen: { Ann: [], Ben: [] }, verdicts: { Ann: 'isolated' } },
    async play(office) {
      const lan = office.site.lan('10.25.0')
      const [first, second, router] = await Promise.all([
        office.machine(lan, 1),
        office.machine(lan, 2),
        office.machine(lan, 254),
      ])
      for (const machine of [first, second]) {
        machine.cable.isolate(true)
        machine.run('ip route add default via 10.25.0.254')
      }
      router.run('sysctl -qw net.ipv4.ip_forward=1')
      // What asks a name server, say, knows the router's MAC.
      first.run('bash -c echo>/dev/udp/10.25.0.254/53')
      const [ann, ben] = [await office.member('Ann', first), await office.member('Ben', second)]
      return await outcome([ann, ben], [ann])
    },
  },
  {
    topology: 'Ann is kept apart after she met Ben; nobody has noticed it yet',
    expected: { seen: { Ann: ['Ben'], Ben: ['Ann'] }, verdicts: { Ann: 'isolated' } },
    async play(office) {
      const [ann, ben] = await two(office)
      await met(ann, ben)
      for (const { machine } of [ann, ben]) machine.cable.isolate(true)
      // What half a minute would do.
      ann.machine.run('ip neigh flush dev lan0')
      return await outcome([ann, ben], [ann])
    },
  },
  {
    topology: 'Ben’s firewall drops UDP that comes in',
    expected: {
      seen: { Ann: ['Ben'], Ben: [] },
      verdicts: { Ann: 'unanswered', 'Ann about Ben': 'person-udp', Ben: 'inbound-udp' },
    },
    async play(office) {
      const [ann, ben] = await two(office, 'udp dport 2425 drop')
      await meets(ann, 'Ben')
      return await outcome([ann, ben], [ann, 'Ben'], [ben], [ann])
    },
  },
  {
    topology: 'Ben’s firewall drops TCP that comes in',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-tcp', 'Ben about Ann': 'here-tcp', Ben: 'here-tcp' },
    },
    async play(office) {
      const [ann, ben] = await two(office, 'tcp dport 2425 drop')
      await met(ann, ben)
      return await outcome([ann, ben], [ann, 'Ben'], [ben, 'Ann'], [ben], [ann])
    },
  },
  {
    topology: 'Ben’s firewall drops both',
    expected: {
      seen: { Ann: ['Ben'], Ben: [] },
      verdicts: { 'Ann about Ben': 'person-udp', Ben: 'inbound-udp' },
    },
    async play(office) {
      const [ann, ben] = await two(office, 'udp dport 2425 drop', 'tcp dport 2425 drop')
      await meets(ann, 'Ben')
      return await outcome([ann, ben], [ann, 'Ben'], [ben])
    },
  },
  {
    topology: 'Ben’s firewall lets answers in, and nothing else',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { Ben: 'one-way', 'Ben about Ann': 'one-way', 'Ann about Ben': 'person-udp' },
    },
    async play(office) {
      const [ann, first] = await two(office)
      await met(ann, first)
      await first.stop()
      const { machine, data } = first
      machine.run('sysctl -qw net.netfilter.nf_conntrack_udp_timeout=1 net.netfilter.nf_conntrack_udp_timeout_stream=2')
      machine.wall(
        'input',
        'ip saddr 10.25.0.2 accept',
        'ct state established accept',
        'udp dport 2425 drop',
        'tcp dport 2425 drop',
      )
      const ben = await office.member('Ben', machine, { data })
      for (const text of ['one', 'two', 'three']) await (await send(ben, 'Ann', text))()
      const own = await verdicts([ben], [ben, 'Ann'])
      // Until the firewall has forgotten that Ben spoke to Ann: TCP, which it remembers for minutes, is no matter.
      const remembered = async (): Promise<readonly string[]> =>
        machine
          .run('cat /proc/net/nf_conntrack')
          .split('\n')
          .filter((line) => line.includes(' udp ') && line.includes(' dst=10.25.0.1 '))
      const left = await eventually(remembered, ({ length }) => length === 0, PATIENCE)
      if (left.length > 0) throw new Error(`the firewall remembers ${left.join('; ')}`)
      const { seen, verdicts: hers } = await outcome([ann, ben], [ann, 'Ben'])
      return { seen, verdicts: { ...own, ...hers } }
    },
  },
  {
    topology: 'Every fourth packet is lost, at random, both ways',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { 'Ann about Ben': 'person-loss' },
      arrives: ['1', '2', '3', '4', '5', '6', '7', '8'],
    },
    async play(office) {
      const [ann, ben] = await two(office)
      for (const { machine } of [ann, ben]) machine.wall('input', 'iifname lan0 numgen random mod 100 < 25 drop')
      await met(ann, ben)
      for (const text of ['1', '2', '3', '4', '5', '6', '7', '8']) await (await send(ann, 'Ben', text))()
      // Chance may lose the questions, too.
      const { cause } = await eventually(
        () => examine(ann, 'Ben'),
        (report) => report.cause === 'person-loss',
        PATIENCE,
      )
      return {
        ...(await outcome([ann, ben])),
        verdicts: { 'Ann about Ben': cause },
        arrives: await received(ben, 'Ann'),
      }
    },
  },
  {
    topology: 'An MTU of 1280 at both ends',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-ok' },
      arrives: ['x'.repeat(1_300), '长'.repeat(2_000)],
    },
    async play(office) {
      const [ann, ben] = await two(office)
      ann.machine.run('ip link set lan0 mtu 1280')
      ben.machine.run('ip link set lan0 mtu 1280')
      await met(ann, ben)
      for (const text of ['x'.repeat(1_300), '长'.repeat(2_000)]) await (await send(ann, 'Ben', text))()
      return { ...(await outcome([ann, ben], [ann], [ann, 'Ben'])), arrives: await received(ben, 'Ann') }
    },
  },
  {
    topology: 'Two subnets and a router, behind it an MTU of 1280, and nobody hears that a packet is too long',
    expected: {
      seen: { Ann: ['Ben', 'Dan'], Ben: ['Ann'] },
      verdicts: { 'Ann about Ben': 'person-large' },
    },
    async play(office) {
      const { ann, ben, router } = await routed(office)
      router.run('ip link set lan1 mtu 1280')
      ann.machine.wall('input', 'icmp type destination-unreachable drop')
      await Promise.all([meets(ann, 'Ben', 'Dan'), meets(ben, 'Ann')])
      return await outcome([ann, ben], [ann, 'Ben'])
    },
  },
  {
    topology: 'Broadcasts are filtered; Ann and Ben have each other’s addresses',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { 'Ann about Ben': 'broadcast-lost', Ann: 'broadcast-lost' },
    },
    async play(office) {
      const lan = office.site.lan('10.25.0')
      const [first, second] = await Promise.all([office.machine(lan, 1), office.machine(lan, 2)])
      for (const machine of [first, second]) {
        const { address } = machine.cable
        machine.wall(
          'input',
          `ip saddr != ${address} ip daddr { 10.25.0.255, 255.255.255.255 } drop`,
          'iifname lan0 ip6 daddr ff00::/8 udp dport 2425 drop',
        )
      }
      const ann = await office.member('Ann', first, { peers: ['10.25.0.2'] })
      const ben = await office.member('Ben', second, { peers: ['10.25.0.1'] })
      await met(ann, ben)
      return await outcome([ann, ben], [ann, 'Ben'], [ann])
    },
  },
  {
    topology: 'IPv6 only, and nobody gave an address: link-local ones',
    expected: {
      seen: { Ann: ['Ben'], Ben: ['Ann'] },
      verdicts: { Ann: 'ok', 'Ann about Ben': 'person-ok' },
    },
    async play(office) {
      const lan = office.site.lan('10.25.0')
      const [first, second] = await Promise.all([office.machine(lan, 1), office.machine(lan, 2)])
      for (const { run } of [first, second]) run('ip -4 address flush dev lan0')
      const [ben, ann] = [await office.member('Ben', second), await office.member('Ann', first)]
      await met(ann, ben)
      return await outcome([ann, ben], [ann], [ann, 'Ben'])
    },
  },
  {
    topology: 'Ben’s computer is off',
    expected: { seen: { Ann: ['Ben'] }, verdicts: { 'Ann about Ben': 'person-off' } },
    async play(office) {
      const [ann, ben] = await two(office)
      await met(ann, ben)
      ben.machine.run('ip link set lan0 down')
      // What half a minute would do.
      ann.machine.run('ip neigh flush dev lan0')
      return await outcome([ann], [ann, 'Ben'])
    },
  },
  {
    topology: 'Ben has ended his Gezi',
    expected: { seen: { Ann: [] }, verdicts: { 'Ann about Ben': 'person-no-program' } },
    async play(office) {
      const [ann, ben] = await two(office)
      await met(ann, ben)
      await ben.stop()
      return await outcome([ann], [ann, 'Ben'])
    },
  },
  {
    topology: 'The computer has no network',
    expected: { seen: { Ann: [] }, verdicts: { Ann: 'no-interface' } },
    async play(office) {
      const machine = await office.machine(office.site.lan('10.25.0'), 1)
      machine.run('ip address flush dev lan0')
      const ann = await office.member('Ann', machine)
      return await outcome([ann], [ann])
    },
  },
  {
    topology: 'Another program holds the port; Ann becomes a guest on another one; the program ends',
    expected: { seen: { Ann: ['Ben'] }, verdicts: { Ann: 'port-taken', 'Ann as a guest': 'guest', 'Ann later': 'ok' } },
    async play(office) {
      const [ann, ben] = await two(office)
      await met(ann, ben)
      const [tool = '', ...words] = ann.machine.within
      const holder = start(tool, [...words, 'python3', '-c', HOLDER])
      await ready(holder)
      for (const { client } of [ann, ben]) await client.call('setSettings', { port: 12_425 })
      const { cause, facts } = await examine(ann)
      await ann.client.call('setSettings', { whenPortTaken: 'guest' })
      const guest = await eventually(
        () => examine(ann),
        (report) => report.cause === 'guest',
        PATIENCE,
      )
      holder.kill('SIGKILL')
      const after = await eventually(
        () => examine(ann),
        (report) => report.cause === 'ok',
        PATIENCE,
      )
      const program = facts.program.replace(/[\d.]+$/, '')
      return {
        seen: { Ann: await listOf(ann) },
        verdicts: {
          Ann: program === 'python' ? cause : `${cause} ${program}`,
          'Ann as a guest': guest.cause,
          'Ann later': after.cause,
        },
      }
    },
  },
]
