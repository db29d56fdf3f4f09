import { describe, expect, test } from 'vitest'
import {
  ALLSTAT,
  COMMAND,
  commandWord,
  decodeFeiqVersion,
  decodePacket,
  encodePacket,
  hasFlag,
  MAX_DATAGRAM,
  OPT,
  sections,
} from '../../shared/protocol/index.ts'
import { bytesOf, packetOf, textOf } from './vectors.ts'

describe('decodePacket', () => {
  test.each([
    ['nothing', '', 'not-ipmsg'],
    ['another protocol', 'GET / HTTP/1.1\r\n', 'not-ipmsg'],
    ['another version', '2:1:u:h:0:', 'not-ipmsg'],
    ['a version that only begins with 1', '10:1:u:h:0:', 'not-ipmsg'],
    ['a version without end', `1_${'x'.repeat(500)}`, 'not-ipmsg'],
    ['a version only', '1', 'too-short'],
    ['four colons', '1:1:u:h:32', 'too-short'],
    ['three colons', '1:1:u:host', 'too-short'],
    ['no packet number', '1::u:h:32:', 'bad-number'],
    ['a packet number in hex', '1:1f:u:h:32:', 'bad-number'],
    ['a packet number without end', `1:${'9'.repeat(21)}:u:h:32:`, 'bad-number'],
    ['a negative command', '1:1:u:h:-1:', 'bad-command'],
    ['no command', '1:1:u:h::', 'bad-command'],
    ['a command above 32 bits', '1:1:u:h:4294967296:', 'bad-command'],
    ['a command without end', `1:1:u:h:${'0'.repeat(11)}1:`, 'bad-command'],
    ['a user without end', `1:1:${'u'.repeat(256)}:h:32:`, 'name-too-long'],
    ['a host without end', `1:1:u:${'h'.repeat(70)}${'h'.repeat(200)}:32:`, 'name-too-long'],
    ['more than UDP carries', `1:1:u:h:32:${'x'.repeat(MAX_DATAGRAM)}`, 'too-long'],
  ])('refuses %s', (_, text, error) => {
    expect(decodePacket(bytesOf(text))).toEqual({ ok: false, error })
  })

  test('only five colons are structure, and the body keeps its NULs', () => {
    expect(packetOf('1_x y:007:u@v:h:4294967295:a:b\0c::\0')).toEqual({
      version: '1_x y',
      packetNo: '007',
      user: bytesOf('u@v'),
      host: bytesOf('h'),
      command: 0xff,
      flags: 0xffffff00,
      body: bytesOf('a:b\0c::\0'),
    })
  })

  test('empty names and an empty body are accepted', () => {
    const { user, host, body } = packetOf('1:1:::0:')
    expect([user.length, host.length, body.length]).toEqual([0, 0, 0])
  })

  test('copies nothing', () => {
    const datagram = bytesOf('1:1:u:h:32:body')
    const { user, host, body } = packetOf(datagram)
    expect([user.buffer, host.buffer, body.buffer]).toEqual([datagram.buffer, datagram.buffer, datagram.buffer])
    expect(textOf(body)).toBe('body')
  })
})

test('encodePacket writes an unsigned command word', () => {
  const fields = { version: '1', packetNo: 5, user: bytesOf('u'), host: bytesOf('h'), body: bytesOf('x\0') }
  const packet = encodePacket({ ...fields, command: COMMAND.SENDMSG, flags: OPT.IPTUX_SHARED | OPT.FILEATTACH })
  expect(textOf(packet)).toBe('1:5:u:h:2149580832:x\0')
})

test('flags in the 32nd bit are found, and each bit of a combined flag is asked for', () => {
  const word = commandWord(COMMAND.SENDMSG, OPT.IPTUX_SHARED)
  expect([
    word,
    hasFlag(word, OPT.IPTUX_SHARED),
    hasFlag(OPT.SECRET, OPT.SECRETEX),
    hasFlag(OPT.SECRETEX, OPT.SECRET),
  ]).toEqual([0x80000020, true, false, true])
})

test('the status that is remembered leaves out what only concerns one packet', () => {
  expect([ALLSTAT.toString(16), (0x0f640000 & ALLSTAT).toString(16), OPT.UTF8 & ALLSTAT]).toEqual([
    '1f650300',
    'f640000',
    0,
  ])
})

describe('sections', () => {
  const split = (body: string, limit?: number) => sections(bytesOf(body), limit).map(textOf)

  test.each([
    ['', []],
    ['\0', []],
    ['a', ['a']],
    ['a\0', ['a']],
    ['a\0\0', ['a']],
    [`a\0${'\0'.repeat(64)}`, ['a']],
    ['a\0\0b', ['a', '', 'b']],
    ['\0list\0', ['', 'list']],
  ])('of %j', (body, parts) => {
    expect(split(body)).toEqual(parts)
  })

  test('are limited in number', () => {
    expect(split('a\0b\0c\0d', 2)).toEqual(['a', 'b'])
    expect(split('x\0'.repeat(1000))).toHaveLength(8)
  })
})

describe('version field of FeiQ', () => {
  test('FeiQ 2 without the constants, with a version text, FeiQ 2013 with a group packet', () => {
    const versions = ['1_lbt4_12#128#001EEC0E0C0B#0#0#0', '1_lbt4_0#65664#02770000000a#0#7#0#2.5a']
    expect(versions.map(decodeFeiqVersion)).toEqual([
      {
        generation: 'lbt4',
        avatar: 12,
        level: 128,
        mac: '001EEC0E0C0B',
        customAvatarSize: 0,
        selfImageSize: 0,
        groupCipherLength: 0,
        rest: '',
      },
      {
        generation: 'lbt4',
        avatar: 0,
        level: 65664,
        mac: '02770000000a',
        customAvatarSize: 0,
        selfImageSize: 7,
        groupCipherLength: 0,
        rest: '2.5a',
      },
    ])
  })

  test.each([
    '1',
    '1_iptux 0.9.4',
    '1_lbt6_0#128',
    '1_lbt6_0#128#nomac#0#0#0',
    '1_lbt6_9999999999#1#001EEC0E0C0B#0#0#0',
  ])('is not %s', (version) => {
    expect(decodeFeiqVersion(version)).toBeUndefined()
  })
})
