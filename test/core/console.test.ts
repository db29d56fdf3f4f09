import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { charset } from '../../electron/host/charset.ts'
import { keylessCipher } from '../../electron/host/cipher.ts'
import { commandName, flagNames } from '../../shared/core/console/command-names.ts'
import { type DescribeContext, describePacket } from '../../shared/core/console/describe-packet.ts'
import { createEchoGuard, isReservedForEcho, MAX_ECHO } from '../../shared/core/console/echo-guard.ts'
import { writePcap } from '../../shared/core/console/pcap.ts'
import { encodeRaw } from '../../shared/core/console/raw-text.ts'
import { createPacketRing, type KeptPacket } from '../../shared/core/console/ring.ts'
import { isLocalAddress } from '../../shared/model/local-address.ts'
import { PacketDetail } from '../../shared/model/packet-console.ts'
import { udpDatagrams } from '../interop/pcap.ts'
import { bytesOf, hexBytes, readVectors } from '../protocol/vectors.ts'

const context: DescribeContext = { charset, legacy: 'gb18030', groupCipher: keylessCipher, person: () => undefined }

const kept = (bytes: Uint8Array | string, more: Partial<KeptPacket> = {}): KeptPacket => ({
  ...{ id: 1, at: 1_000_000.5, direction: 'in', protocol: 'udp', interface: 'eth0' },
  peer: { address: '192.168.1.7', port: 2_425 },
  local: { address: '192.168.1.2', port: 2_425 },
  bytes: typeof bytes === 'string' ? bytesOf(bytes) : bytes,
  ...more,
})

/** Name, text and bytes of each piece. */
function pieces(bytes: Uint8Array | string): readonly string[] {
  const packet = kept(bytes)
  const { parts } = describePacket(packet, context)
  return parts.map(({ name, value, from, to }) => `${name} ${from}-${to} ${value}`)
}

test('a message is taken apart into header, text, FeiQ’s font, its list of files and the NULs at the end', () => {
  const gbk = Buffer.from([0xc4, 0xe3, 0xba, 0xc3]).toString('latin1')
  const list = '0:a.txt:0b:6b0086a9:1:\x07'
  const text = `1_lbt4_0#128#02770000000A#0#0#0:7:peer:WIN:${0x200120}:${gbk}{/font;-16 0;}\0${list}\0`
  expect(pieces(text)).toEqual([
    'version 0-31 1_lbt4_0#128#02770000000A#0#0#0 (lbt4, MAC 02770000000A)',
    'number 32-33 7',
    'user 34-38 peer',
    'host 39-42 WIN',
    'command 43-50 2097440 = SENDMSG | SENDCHECK | FILEATTACH',
    'text 51-55 你好',
    'font 55-69 {/font;-16 0;}',
    'share_list 70-93 0: a.txt (file, 11)',
    'end 93-94 00',
  ])
})

test('a hello shows its names, the list of keys behind them, and the program', () => {
  const hello = `1:9:li:PC:${0x1000001}:Li\0Sales\0\nUN:li\nHN:PC\nNN:Li\nGN:Sales\nGZ:0123456789abcdef 0.2.0 resume\n\0utf-8\0`
  const { packet, parts } = describePacket(kept(hello), context)
  expect([packet.command, packet.flags, packet.who, packet.program, packet.text]).toEqual([
    'BR_ENTRY',
    ['CAPUTF8'],
    'Li',
    'Gezi 0.2.0',
    'Li · Sales',
  ])
  expect(parts.slice(5).map(({ name }) => name)).toEqual(['name', 'group', 'key_list', 'encoding', 'end'])
})

test('long names are read in the code page of all of their bytes', () => {
  const name = '很'.repeat(100)
  const hello = Buffer.from(`1:9:li:PC:${0x1800001}:${name}\0研发\0`)
  const { packet, parts } = describePacket(kept(Uint8Array.from(hello)), context)
  expect([packet.encoding, parts[5]?.value, parts[6]?.value]).toEqual(['utf-8', name, '研发'])
})

test('cipher stays cipher: its fields are named, and nothing is decrypted', () => {
  const names = describePacket(kept(`1:9:li:PC:${0x400020}:900004:abcd:ef01:9988\0`), context).parts.slice(5)
  expect(names.map(({ name, value }) => `${name} ${value}`)).toEqual([
    'capability 900004 | RSA_2048 | AES_256 | PACKETNO_IV',
    'session_key abcd',
    'cipher ef01',
    'signature 9988',
    'end 00',
  ])
})

test('what is no packet is shown with the reason, and hostile texts are inert', () => {
  const { packet, parts } = describePacket(kept('GET / HTTP/1.1\r\n'), context)
  expect([packet.command, packet.problem, packet.text, parts]).toEqual(['', 'not-ipmsg', 'GET / HTTP/1.1', []])
  const hostile = Buffer.from('1:1:\u202eu:h:8388640:a\u0007\u202e\u001b[2Jb')
  const shown = describePacket(kept(Uint8Array.from(hostile)), context)
  expect(JSON.stringify(shown.parts) + shown.packet.text).not.toMatch(/\\u202e|\\u001b|\\u0007|[\u202e\u001b\u0007]/)
})

test('numbers with two meanings and bits with two meanings are named by whose they are', () => {
  expect([
    commandName(0xb0, true),
    commandName(0xb0, false),
    commandName(0x20, true),
    commandName(0xee, false),
  ]).toEqual(['FEIQ_REMOTE_ASSISTANCE', 'DIR_POLL', 'SENDMSG', '0xee'])
  expect([
    flagNames(0x01, 0x100),
    flagNames(0x20, 0x100 | 0x200),
    flagNames(0x60, 0x800),
    flagNames(0, 0x20000000),
  ]).toEqual([['ABSENCE'], ['SENDCHECK', 'SECRET'], ['ENCFILE'], ['0x20000000']])
})

test('every packet that was ever captured is described, its pieces in order and within it', () => {
  const line = z.object({ hex: hexBytes })
  for (const file of ['golden.jsonl', 'feiq-2.4.jsonl', 'ipmsg-4.11.jsonl', 'iptux.jsonl']) {
    for (const { hex } of readVectors(file, line)) {
      const detail = PacketDetail.parse(describePacket(kept(hex), context))
      let at = 0
      for (const { from, to } of detail.parts) {
        expect(from).toBeGreaterThanOrEqual(at)
        at = to
      }
      expect(at).toBeLessThanOrEqual(hex.length)
    }
  }
})

test('whatever arrives is described, bounded, without an exception', () => {
  const command = fc.constantFrom(0, 1, 3, 0x13, 0x20, 0x21, 0x23, 0x72, 0x73, 0xc0, 0xc9, 0x400020, 0x200020)
  const version = fc.constantFrom('1', '1_lbt6_0#128#02770000000A#0#0#16#4001#9')
  fc.assert(
    fc.property(version, command, fc.uint8Array({ maxLength: 400 }), (first, word, body) => {
      const detail = describePacket(kept(Uint8Array.of(...bytesOf(`${first}:1:u:h:${word}:`), ...body)), context)
      expect(detail.parts.length).toBeLessThanOrEqual(70)
      expect(detail.packet.text.length).toBeLessThanOrEqual(400)
    }),
    { numRuns: 300 },
  )
})

test('the newest packets are kept, as many as fit in number and bytes', () => {
  const ring = createPacketRing({ packets: 3, bytes: 10 })
  const { id: _id, ...packet } = kept('1234')
  for (let count = 0; count < 4; count += 1) ring.add(packet)
  expect([ring.after(0, 9).map(({ id }) => id), ring.after(3, 9).map(({ id }) => id), ring.lost, ring.lastId]).toEqual([
    [3, 4],
    [4],
    2,
    4,
  ])
  expect([ring.find(2), ring.find(3)?.id, ring.find(5)]).toEqual([undefined, 3, undefined])
  ring.clear()
  ring.add(packet)
  // Numbers go on: who asks for what is new gets it.
  expect(ring.after(4, 9).map(({ id }) => id)).toEqual([5])
})

const SIX = { address: 'fe80::1%eth0', port: 2_425 }
const exported: readonly KeptPacket[] = [
  kept('1:1:u:h:32:odd'),
  kept('1:2:u:h:32:even', { direction: 'out', peer: { address: '255.255.255.255', port: 2_425 } }),
  kept('1:3:u:h:1:six', { peer: SIX, local: { address: 'fe80::2', port: 2_425 } }),
  kept('1:4:u:h:96:a:b:c:', { protocol: 'tcp', peer: { address: '10.0.0.9', port: 40_000 } }),
  kept(new Uint8Array(65_507).fill(0xff)),
]

test('an export is a capture file: addresses, ports, payloads and times as they were', () => {
  const file = Buffer.from(writePcap(exported))
  const found = udpDatagrams(file)
  expect(found.map(({ from, fromPort, to, toPort, payload }) => [from, fromPort, to, toPort, payload.length])).toEqual([
    ['192.168.1.7', 2_425, '192.168.1.2', 2_425, 14],
    ['192.168.1.2', 2_425, '255.255.255.255', 2_425, 15],
    ['192.168.1.7', 2_425, '192.168.1.2', 2_425, 65_507],
  ])
  expect([file.readUInt32LE(24), file.readUInt32LE(28)]).toEqual([1_000, 500])
})

test.skipIf(spawnSync('tcpdump', ['--version']).status !== 0)(
  'tcpdump reads an export and finds every checksum right',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'gezi-pcap-'))
    try {
      const file = join(folder, 'console.pcap')
      writeFileSync(file, writePcap(exported))
      const { stdout, status } = spawnSync('tcpdump', ['-r', file, '-n', '-vv', '-e'], { encoding: 'utf8' })
      expect([status, stdout.match(/udp sum ok/g)?.length, /bad/.test(stdout)]).toEqual([0, 4, false])
      expect(stdout).toContain('192.168.1.2.2425 > 255.255.255.255.2425')
      expect(stdout).toMatch(
        /10\.0\.0\.9\.40000 > 192\.168\.1\.2\.2425: Flags \[P\.\], cksum 0x[0-9a-f]{4} \(correct\)/,
      )
      expect(stdout).toContain('fe80::1.2425 > fe80::2.2425')
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

test('a text by hand leaves in the chosen code page, with escapes for what no keyboard has, or as bytes', () => {
  const raw = (text: string, encoding: Parameters<typeof encodeRaw>[1]) => {
    const bytes = encodeRaw(text, encoding, charset)
    return bytes.ok ? Buffer.from(bytes.value).toString('hex') : bytes.error
  }
  expect([
    raw('你\\0\\x0a\\\\', 'gb18030'),
    raw('你', 'utf-8'),
    raw('あ', 'shift_jis'),
    raw('你', 'big5'),
    raw('de ad:BE,ef', 'hex'),
    raw('dea', 'hex'),
    raw('xy', 'hex'),
    raw('', 'utf-8'),
    raw('x'.repeat(65_508), 'utf-8'),
  ]).toEqual(['c4e3000a5c', 'e4bda0', '82a0', 'a741', 'deadbeef', 'bad-hex', 'bad-hex', 'empty', 'too-large'])
})

test('an echo never answers strangers, services, other echoes, or anything large', () => {
  const guard = createEchoGuard(() => [7_777, 2_425])
  const judge = (address: string, port: number, size = 4) => guard.judge(0, { address, port }, new Uint8Array(size))
  expect([
    judge('192.168.1.7', 40_000),
    judge('8.8.8.8', 40_000),
    judge('255.255.255.255', 40_000),
    judge('192.168.1.8', 7),
    judge('192.168.1.8', 19),
    judge('192.168.1.8', 1_900),
    judge('192.168.1.8', 7_777),
    judge('192.168.1.8', 2_425),
    judge('192.168.1.8', 40_000, MAX_ECHO + 1),
    isReservedForEcho(2_425, 2_426),
    isReservedForEcho(2_426, 2_426),
    isReservedForEcho(9_999, 2_425),
  ]).toEqual([
    ...['echo', 'not-local', 'not-local', 'service-port', 'service-port', 'service-port', 'own-port', 'service-port'],
    ...['too-large', true, true, false],
  ])
})

test('two echoes that throw one datagram back and forth stop after a few rounds, and a flood gets a few answers a second', () => {
  const [one, two] = [createEchoGuard(() => [7_000]), createEchoGuard(() => [8_000])]
  const [first, second] = [
    { address: '10.0.0.1', port: 50_001 },
    { address: '10.0.0.2', port: 50_002 },
  ]
  let rounds = 0
  // As if both hid behind routers that change their ports.
  for (let at = 0; at < 1_000; at += 1) {
    if (one.judge(at, second, bytesOf('ping')) !== 'echo' || two.judge(at, first, bytesOf('ping')) !== 'echo') break
    rounds += 1
  }
  expect(rounds).toBe(5)
  const guard = createEchoGuard(() => [7_000])
  let answers = 0
  for (let sent = 0; sent < 1_000; sent += 1) {
    const from = { address: `10.0.${sent % 200}.9`, port: 50_000 }
    if (guard.judge(sent, from, bytesOf(`flood ${sent}`)) === 'echo') answers += 1
  }
  expect(answers).toBeLessThanOrEqual(60)
})

test('local is what no router of the Internet knows', () => {
  const local = ['10.1.2.3', '127.0.0.5', '169.254.1.1', '::1', 'fe80::1%eth0', 'fd00::5', '::ffff:192.168.1.2']
  const others = [
    '8.8.8.8',
    '172.32.0.1',
    '2001:db8::1',
    '::ffff:8.8.8.8',
    'example.com',
    '10.1.2.3:80',
    '10.0.0.0/8',
    '',
  ]
  expect([local.filter(isLocalAddress), others.filter(isLocalAddress)]).toEqual([local, []])
})
