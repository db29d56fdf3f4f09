import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  expandReach,
  MAX_ADDRESSES,
  MAX_ADDRESSES_PER_ENTRY,
  parseReachEntry,
  singleAddress,
} from '../../shared/model/reach.ts'

const expanded = (...entries: string[]): string[] =>
  expandReach(entries, 2425).addresses.map(({ address, port }) => `${address}:${port}`)

const problem = (entry: string): string | undefined => expandReach([entry], 2425).problems.get(entry)

describe('configured peers', () => {
  it.each([
    ['192.168.1.7', ['192.168.1.7:2425']],
    ['192.168.1.7:2426', ['192.168.1.7:2426']],
    [' 10.0.0.1 - 3 ', ['10.0.0.1:2425', '10.0.0.2:2425', '10.0.0.3:2425']],
    ['10.0.0.254-10.0.1.1:9', ['10.0.0.254:9', '10.0.0.255:9', '10.0.1.0:9', '10.0.1.1:9']],
    ['172.16.5.6/30', ['172.16.5.5:2425', '172.16.5.6:2425']],
    ['172.16.5.6/31', ['172.16.5.6:2425', '172.16.5.7:2425']],
    ['127.0.0.3/32', ['127.0.0.3:2425']],
    ['１６９。254.1.1－2：80', ['169.254.1.1:80', '169.254.1.2:80']],
    ['fe80::1', ['fe80::1:2425']],
    ['fe80::1%eth0', ['fe80::1%eth0:2425']],
    ['[FD00::2]:2426', ['fd00::2:2426']],
    ['::1', ['::1:2425']],
  ])('%s means %j', (entry, addresses) => {
    expect(expanded(entry)).toEqual(addresses)
  })

  it.each([
    ['', 'syntax'],
    ['example.com', 'syntax'],
    ['192.168.1', 'syntax'],
    ['192.168.1.256', 'syntax'],
    ['192.168.01.7', 'syntax'],
    ['192.168.1.7:0', 'syntax'],
    ['192.168.1.7:65536', 'syntax'],
    ['192.168.1.0/33', 'syntax'],
    ['192.168.1.1-2-3', 'syntax'],
    ['192.168.1.0/24-9', 'syntax'],
    ['[fe80::1', 'syntax'],
    ['fe80:::1', 'syntax'],
    ['9'.repeat(1_000), 'syntax'],
    ['192.168.1.9-3', 'order'],
    ['192.168.2.1-192.168.1.1', 'order'],
    ['8.8.8.8', 'not-local'],
    ['0.0.0.0', 'not-local'],
    ['255.255.255.255', 'not-local'],
    ['224.0.0.1', 'not-local'],
    ['172.15.255.255-172.16.0.1', 'not-local'],
    ['172.31.255.255-172.32.0.0', 'not-local'],
    ['10.0.0.0/7', 'not-local'],
    ['0.0.0.0/0', 'not-local'],
    ['10.0.0.0/8', 'too-large'],
    ['10.0.0.0-10.0.16.0', 'too-large'],
  ])('%s is refused: %s', (entry, reason) => {
    expect([problem(entry), expanded(entry)]).toEqual([reason, []])
  })

  it('may be as large as a /20, and no larger', () => {
    expect([expanded('10.0.0.0/20').length, problem('10.0.0.0/19'), expanded('10.0.0.0-10.0.15.255').length]).toEqual([
      4_094,
      'too-large',
      MAX_ADDRESSES_PER_ENTRY,
    ])
  })

  it('are greeted once each, and the entry that goes over the limit in all is refused whole', () => {
    const blocks = [0, 16, 32, 48].map((third) => `10.0.${third}.0-10.0.${third + 15}.255`)
    const { addresses, problems } = expandReach([...blocks, ...blocks, '10.0.0.1', '10.1.0.1'], 2425)
    expect([addresses.length, [...problems]]).toEqual([MAX_ADDRESSES, [['10.1.0.1', 'too-many']]])
  })

  it('that name one address can be greeted at once', () => {
    const single = (text: string) => {
      const entry = parseReachEntry(text)
      return entry.ok ? singleAddress(entry.value, 2425) : undefined
    }
    expect([single('10.0.0.1'), single('[fe80::1]:9'), single('10.0.0.1-2')]).toEqual([
      { address: '10.0.0.1', port: 2425 },
      { address: 'fe80::1', port: 9 },
      undefined,
    ])
  })

  it('never throw and never exceed the limits, whatever was typed', () => {
    const octet = fc.integer({ min: 0, max: 300 })
    const address = fc.tuple(fc.constantFrom(10, 127, 172, 192, 8), octet, octet, octet).map((parts) => parts.join('.'))
    const close = fc
      .tuple(address, fc.constantFrom('-', '/', ':', '-10.', ''), fc.oneof(address, octet.map(String)))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(fc.oneof(close, fc.string({ unit: 'binary' })), { maxLength: 12 }), (entries) => {
        const { addresses, problems } = expandReach(entries, 2425)
        const largest = Math.max(0, ...entries.map((entry) => expanded(entry).length))
        expect(addresses.length <= MAX_ADDRESSES && largest <= MAX_ADDRESSES_PER_ENTRY).toBe(true)
        expect([...problems.keys()].every((entry) => entries.includes(entry))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
