/** FeiQ's groups: what their packets do, and what a stranger cannot make of them (protocol.md 7.7, appendix F). */
import { expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { keylessCipher } from '../../electron/host/cipher.ts'
import { EMPTY } from '../../shared/engine/groups.ts'
import {
  decodeGroupPacket,
  decodePacket,
  encodeGroupPacket,
  encodePacket,
  type GroupPacket,
} from '../../shared/protocol/index.ts'
import { at, type Bench, type BenchOptions, settledBench } from './bench.ts'

const PEER = at('192.168.1.20')
const ID = 'u:zs@zs-pc'
const GROUP = '3b199b07'
const MAC = 'F8B46AA55B28'
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

let numbers = 100
function datagram(packet: GroupPacket, user = 'zs', number = ++numbers): Uint8Array {
  const encoded = encodeGroupPacket(packet, MAC, charset, keylessCipher)
  return encodePacket({ ...encoded, packetNo: number, user: ascii(user), host: ascii('zs-pc') })
}
const say = (bench: Bench, bytes: Uint8Array, from = PEER) => bench.input({ type: 'datagram', from, bytes })

function member(options: BenchOptions = {}): Bench {
  const bench = settledBench({
    groupCipher: keylessCipher,
    groups: [{ ...EMPTY, id: GROUP, name: '研发' }],
    ...options,
  })
  bench.hear(PEER, `1_lbt4_0#128#${MAC}#0#0#0:1:zs:zs-pc:${0x600003}:张三\0\0`, 'gb18030')
  bench.takeSent()
  bench.takeEvents()
  return bench
}

const block = (change = {}) => ({
  ...EMPTY,
  id: GROUP,
  name: '研发部',
  notice: '周五聚餐',
  sender: MAC,
  changed: 45_000,
  ...change,
})
const groupEvents = (bench: Bench) => bench.takeEvents().filter(({ type }) => type.startsWith('group-'))
/** What left, to whom and in plain text. */
const left = (bench: Bench) =>
  bench.takeSent().flatMap(({ to, bytes }) => {
    const packet = decodePacket(bytes)
    const read = packet.ok ? decodeGroupPacket(packet.value, charset, keylessCipher) : undefined
    return read?.ok === true ? [[to.address, read.value.type, ...('text' in read.value ? [read.value.text] : [])]] : []
  })

test('the recorded line of a group is read, once, whatever copies of it come', () => {
  const bench = member()
  // protocol.md D.6
  const cipher = Buffer.from('d919273dc73d20edb34a4235c143eb793579183103328107330b5c1e2b7c8bbd', 'hex')
  const bytes = Buffer.concat([
    Buffer.from(`1_lbt4_0#128#${MAC}#0#0#32:7:zs:zs-pc:4194339:`, 'latin1'),
    cipher,
    Buffer.alloc(1),
  ])
  for (let copy = 0; copy < 3; copy++) say(bench, bytes)
  expect(groupEvents(bench)).toEqual([
    { type: 'group-heard', group: GROUP, peer: ID },
    { type: 'group-message', group: GROUP, peer: ID, text: '大家好', at: bench.now },
  ])
  expect(bench.takeSent()).toEqual([])
})

test('in groups that are not ours nothing is read, and nobody gets known by them', () => {
  const bench = member()
  say(bench, datagram({ type: 'message', group: '00000001', text: 'psst' }, 'mallory'), at('192.168.1.66'))
  say(bench, datagram({ type: 'announce', group: '00000001', block: block({ id: '00000001' }) }))
  expect([groupEvents(bench), bench.takeSent(), bench.peer('u:mallory@zs-pc')]).toEqual([[], [], undefined])
})

test('an invitation is told once; accepted, its inviter hears it, and everybody in the group who we are', () => {
  const bench = member({ groups: [] })
  const invitation = datagram({ type: 'invite', group: GROUP, block: block({ sender: '' }) })
  say(bench, invitation)
  say(bench, datagram({ type: 'invite', group: GROUP, block: block({ sender: '' }) }))
  const { sender: _sender, ...group } = block()
  expect(groupEvents(bench)).toEqual([{ type: 'group-invited', group, peer: ID }])
  bench.input({ type: 'group-join', group, inviter: ID })
  expect(left(bench)).toEqual([
    ['192.168.1.20', 'accept'],
    ['226.81.9.8', 'query'],
    ['226.81.9.8', 'announce'],
    ['192.168.1.255', 'present'],
  ])
})

test('name and notice are those that were changed last; a flood of changes changes them once in two seconds', () => {
  const bench = member()
  const announce = (change: object) => say(bench, datagram({ type: 'announce', group: GROUP, block: block(change) }))
  announce({})
  for (let n = 0; n < 50; n++) announce({ name: `名${n}`, changed: 45_001 + n })
  bench.pass(3_000)
  announce({ name: '旧', changed: 44_000 })
  announce({ name: '新', changed: 46_000 })
  const names = groupEvents(bench).flatMap((event) => (event.type === 'group-changed' ? event.group.name : []))
  expect(names).toEqual(['研发部', '新'])
})

test('who asks for members is answered by a multicast within two seconds, and not for each question', () => {
  const bench = member()
  for (let n = 0; n < 20; n++) say(bench, datagram({ type: 'query', group: GROUP }))
  expect(left(bench)).toEqual([])
  bench.pass(2_000)
  expect(left(bench)).toEqual([['226.81.9.8', 'announce']])
})

test('ours go to the group alone; who accepts our invitation is a member, who accepts none is not', () => {
  const bench = member()
  say(bench, datagram({ type: 'accept' }))
  expect(groupEvents(bench)).toEqual([])
  bench.input({ type: 'group-say', group: GROUP, text: '收到' })
  bench.input({ type: 'group-invite', group: GROUP, peer: ID })
  expect(left(bench)).toEqual([
    ['226.81.9.8', 'message', '收到'],
    ['192.168.1.20', 'invite'],
  ])
  say(bench, datagram({ type: 'accept' }))
  expect(groupEvents(bench)).toEqual([{ type: 'group-heard', group: GROUP, peer: ID }])
  bench.input({ type: 'group-leave', group: GROUP })
  say(bench, datagram({ type: 'message', group: GROUP, text: 'still there?' }))
  expect(groupEvents(bench)).toEqual([])
})

test('a flood of lines is cut, what cannot be read is dropped, and who is blocked is not heard', () => {
  const bench = member()
  for (let n = 0; n < 200; n++) say(bench, datagram({ type: 'message', group: GROUP, text: `line ${n}` }))
  say(
    bench,
    encodePacket({
      version: '1',
      packetNo: 5,
      user: ascii('zs'),
      host: ascii('zs-pc'),
      command: 0x23,
      flags: 0,
      body: ascii('x'),
    }),
  )
  const events = bench.takeEvents()
  const lines = events.filter(({ type }) => type === 'group-message').length
  const drops = events.flatMap((event) => (event.type === 'dropped' ? event.reason : []))
  expect([lines, drops.length, drops.at(-1)]).toEqual([30, 171, 'malformed'])
  bench.pass(10_000)
  bench.input({ type: 'block', peer: ID, blocked: true })
  say(bench, datagram({ type: 'message', group: GROUP, text: 'hear me' }))
  expect(groupEvents(bench)).toEqual([])
})

test('at the start the groups hear that we are there', () => {
  const bench = settledBench({ groupCipher: keylessCipher, groups: [{ ...EMPTY, id: GROUP }] })
  const types = bench.sent.flatMap(({ to }) => (to.address === '226.81.9.8' ? to.address : []))
  expect(types.length).toBe(2)
})
