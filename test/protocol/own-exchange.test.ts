/** What own peers ask each other, as bytes: whole, byte by byte, with a tail, and for anything. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeOwnAnswer,
  decodeOwnRequest,
  encodeFrame,
  encodeGreeting,
  encodeOwnAnswer,
  encodeOwnRequest,
  INTRODUCTION_BYTES,
  type Introduced,
  latin1,
  MAX_INTRODUCED,
  MAX_OWN_CONTENT,
  type OwnKind,
  type OwnKinds,
  readOwnRequest,
  signedBytes,
  takeFrame,
  takeGreeting,
} from '../../shared/protocol/index.ts'
import { err, ok } from '../../shared/result.ts'
import { bytesOf } from './vectors.ts'

const INSTALLATION = '0123456789abcdef0123456789abcdef'
const NONCE = '00112233445566778899aabbccddeeff'
const signature = new Uint8Array(256).fill(7)

function read<K extends OwnKind>(kind: K, request: OwnKinds[K]['request']): OwnKinds[K]['request'] | undefined {
  const asked = readOwnRequest(encodeOwnRequest(INSTALLATION, kind, request))
  return asked.ok && asked.value.installation === INSTALLATION && asked.value.kind === kind
    ? decodeOwnRequest(kind, asked.value)
    : undefined
}

test('greeting and frame are read whole, byte by byte, and with a tail', () => {
  const content = bytesOf('ok\nmore:0\n')
  const cases = [
    { bytes: encodeGreeting(NONCE), take: takeGreeting, value: NONCE },
    { bytes: encodeFrame({ signature, content }), take: takeFrame, value: { signature, content } },
  ] as const
  for (const { bytes, take, value } of cases) {
    const tailed = new Uint8Array(Buffer.concat([bytes, bytesOf('tail')]))
    for (let length = 0; length < bytes.length; length++) expect(take(bytes.subarray(0, length))).toBe('more')
    expect([take(bytes), take(tailed)]).toEqual([
      ok({ value, length: bytes.length }),
      ok({ value, length: bytes.length }),
    ])
  }
})

test('what is no greeting and no frame is told from one that is not whole', () => {
  const greetings = [
    '1_lbt6_0#',
    'GZQ2:',
    'GZQ1:xyz'.padEnd(38, '0'),
    `GZQ1:${NONCE.toUpperCase()}\n`,
    `GZQ1:${NONCE} `,
  ]
  const frames = ['00ff\n', '4000\n', 'FFFF\n', '01', '0100 ', 'zz'].map(bytesOf)
  expect(greetings.map((text) => takeGreeting(bytesOf(text)))).toEqual(greetings.map(() => err('malformed')))
  expect(frames.map((bytes) => takeFrame(bytes))).toEqual([
    err('malformed'),
    err('malformed'),
    err('malformed'),
    'more',
    err('malformed'),
    err('malformed'),
  ])
})

test('the signature names both keys, both nonces, and which half it is', () => {
  const connection = { asker: 'a'.repeat(40), asked: 'b'.repeat(40), askerNonce: NONCE, askedNonce: NONCE }
  const texts = (['request', 'answer'] as const).map((as) => latin1(signedBytes(as, connection, bytesOf('x\n'))))
  expect(texts).toEqual([
    `gezi GZQ1:request:${'a'.repeat(40)}:${'b'.repeat(40)}:${NONCE}:${NONCE}\nx\n`,
    `gezi GZQ1:answer:${'a'.repeat(40)}:${'b'.repeat(40)}:${NONCE}:${NONCE}\nx\n`,
  ])
})

test('who is known travels as ranges', () => {
  const known = ['192.168.1.9', '192.168.1.3', '10.0.0.5', '192.168.1.4', '192.168.1.5', 'fe80::1'].map((address) => ({
    address,
    port: 2425,
  }))
  const bytes = encodeOwnRequest(INSTALLATION, 'introduce', { known, want: 0 })
  expect(latin1(bytes)).toBe(`${INSTALLATION}\nintroduce\nknown:2425 192.168.1.3-5,9 10.0.0.5 fe80::1\n`)
})

test('an introduction costs its sender as much as it may cause, and the request as much as its answer', () => {
  const introduced = Array.from({ length: MAX_INTRODUCED }, (_, index) => ({
    ...{ address: `192.168.100.${index}`, port: 65_535, dialect: 'ipmsg-mac', ago: 999_999 },
  }))
  const request = encodeOwnRequest(INSTALLATION, 'introduce', { known: [], want: MAX_INTRODUCED })
  const answer = encodeOwnAnswer('introduce', ok({ introduced, more: 99_999 }))
  expect([answer.length >= MAX_INTRODUCED * INTRODUCTION_BYTES, answer.length <= request.length]).toEqual([true, true])
  expect(request.length).toBeLessThanOrEqual(MAX_OWN_CONTENT)
  expect(decodeOwnAnswer('introduce', answer)).toEqual(ok({ introduced, more: 99_999 }))
})

test('no answer is longer than its question, however that is padded', () => {
  const all = Array.from({ length: 60 }, (_, index) => ({
    address: `192.168.100.${index}`,
    port: 65_535,
    dialect: 'ipmsg-mac',
    ago: 999_999,
  }))
  fc.assert(
    fc.property(
      fc.nat({ max: MAX_OWN_CONTENT - 100 }),
      fc.array(fc.constant('known:2425 10.0.0.1\n'), { maxLength: 3 }),
      (padding, lines) => {
        const content = bytesOf(`${INSTALLATION}\nintroduce\n${lines.join('')}${''.padEnd(padding)}`)
        const asked = readOwnRequest(content)
        const request = asked.ok ? decodeOwnRequest('introduce', asked.value) : undefined
        const want = request?.want ?? expect.unreachable()
        const answer = encodeOwnAnswer('introduce', ok({ introduced: all.slice(0, want), more: 9_999_999 }))
        expect(answer.length).toBeLessThanOrEqual(content.length)
      },
    ),
  )
})

test('a list of people that is too long for a request is cut', () => {
  const known = Array.from({ length: 5_000 }, (_, index) => ({
    address: `10.${index >> 8}.${index & 255}.7`,
    port: 2425,
  }))
  const bytes = encodeOwnRequest(INSTALLATION, 'introduce', { known, want: MAX_INTRODUCED })
  expect(bytes.length).toBeLessThanOrEqual(MAX_OWN_CONTENT)
  expect(read('introduce', { known, want: 0 })?.known.length).toBeGreaterThan(1_000)
})

test('people on a thousand ports, on a single link, or on no port spoil no question', () => {
  const ports = Array.from({ length: 1_000 }, (_, index) => ({ address: '10.0.0.5', port: 1_024 + index }))
  const odd = [
    ...['fe80::1%eth0', 'nonsense'].map((where) => ({ address: where, port: 2425 })),
    { address: '10.0.0.6', port: 0 },
  ]
  const many = encodeOwnRequest(INSTALLATION, 'introduce', { known: ports, want: 0 })
  expect([many.length <= MAX_OWN_CONTENT, read('introduce', { known: ports, want: 0 })?.known.length]).toEqual([
    true,
    64,
  ])
  expect(read('introduce', { known: [...odd, { address: '10.0.0.7', port: 2425 }], want: 0 })?.known).toEqual([
    { address: '10.0.0.7', port: 2425 },
  ])
  const later = readOwnRequest(
    bytesOf(`${INSTALLATION}\nintroduce\nknown:2425 10.0.0.7 fe80::1%eth0 ?new\nknown:0 10.0.0.8\n`),
  )
  expect(later.ok && decodeOwnRequest('introduce', later.value)?.known).toEqual([{ address: '10.0.0.7', port: 2425 }])
  const answer = { clock: 1, seen: 'fe80::1%eth0', heard: undefined, tcp: 'open' } as const
  expect(decodeOwnAnswer('probe', encodeOwnAnswer('probe', ok(answer)))).toEqual(ok({ ...answer, seen: 'fe80::1' }))
})

test('refusals, unknown kinds and unknown fields', () => {
  const unknown = bytesOf(`${INSTALLATION}\nsomething\n`)
  const later = bytesOf(`${INSTALLATION}\nprobe\ngreet:unicast carrier-pigeon\nlater:1\n`)
  const asked = readOwnRequest(later)
  expect([
    decodeOwnAnswer('probe', encodeOwnAnswer('probe', err('busy'))),
    decodeOwnAnswer('introduce', encodeOwnAnswer('introduce', err('refused'))),
    readOwnRequest(unknown),
    asked.ok && decodeOwnRequest('probe', asked.value),
    readOwnRequest(bytesOf(`${INSTALLATION}\nprobe\ngreet:\0\n`)),
    decodeOwnAnswer('introduce', bytesOf('ok\nmore:0\nat:192.168.1.300 2425 feiq 1\n')),
  ]).toEqual([
    err('busy'),
    err('refused'),
    err('malformed'),
    { greet: ['unicast'], connect: undefined },
    err('malformed'),
    err('malformed'),
  ])
})

const byte = fc.nat({ max: 255 })
const address = fc.tuple(byte, byte, byte, byte).map((parts) => parts.join('.'))
const port = fc.integer({ min: 1, max: 65_535 })
const where = fc.record({ address: fc.oneof(address, fc.constantFrom('fe80::1', 'fd00::2:3')), port })
const introduced: fc.Arbitrary<Introduced> = fc
  .tuple(where, fc.constantFrom('feiq', 'gezi', 'ipmsg-mac'), fc.nat())
  .map(([place, dialect, ago]) => ({ ...place, dialect, ago }))
const sorted = (places: readonly { readonly address: string; readonly port: number }[] | undefined) =>
  [...new Set(places?.map((place) => `${place.address} ${place.port}`))].sort()

test('what we write reads back', () => {
  fc.assert(
    fc.property(fc.array(where, { maxLength: 60 }), (known) => {
      expect(sorted(read('introduce', { known, want: 3 })?.known)).toEqual(sorted(known))
    }),
  )
  fc.assert(
    fc.property(fc.array(introduced, { maxLength: MAX_INTRODUCED }), fc.nat(), (people, more) => {
      const answer = { introduced: people, more }
      expect(decodeOwnAnswer('introduce', encodeOwnAnswer('introduce', ok(answer)))).toEqual(ok(answer))
    }),
  )
  const greet = fc.subarray(['unicast', 'broadcast'] as const)
  fc.assert(
    fc.property(fc.record({ greet, connect: fc.option(port, { nil: undefined }) }), (request) => {
      expect(read('probe', request)).toEqual(request)
    }),
  )
  const heard = fc.option(fc.record({ at: fc.maxSafeNat(), packets: fc.nat() }), { nil: undefined })
  const tcp = fc.constantFrom('open', 'refused', 'silent', 'not-tried')
  fc.assert(
    fc.property(fc.record({ clock: fc.maxSafeNat(), seen: address, heard, tcp }), (answer) => {
      expect(decodeOwnAnswer('probe', encodeOwnAnswer('probe', ok(answer)))).toEqual(ok(answer))
    }),
  )
})

test('anything at all is read without harm, and stays within its bounds', () => {
  const structural = fc
    .array(fc.constantFrom(...'GZQ1:0af-,. \nknownatmoregreetprobeintroduce'), { maxLength: 600 })
    .map((characters) => bytesOf(characters.join('')))
  const begun = structural.map((bytes) => bytesOf(`${INSTALLATION}\nintroduce\nknown:2425 ${latin1(bytes)}\n`))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), structural, begun), (bytes) => {
      takeGreeting(bytes)
      takeFrame(bytes)
      decodeOwnAnswer('introduce', bytes)
      decodeOwnAnswer('probe', bytes)
      const asked = readOwnRequest(bytes)
      if (!asked.ok) return
      const request = asked.value.kind === 'introduce' ? decodeOwnRequest('introduce', asked.value) : undefined
      expect((request?.known.length ?? 0) <= 20_000).toBe(true)
    }),
  )
})
