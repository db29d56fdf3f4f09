import { describe, expect, it } from 'vitest'
import { findPeer } from '../../electron/cli/find-peer.ts'
import { messageLine, visible } from '../../electron/cli/output.ts'
import type { Peer } from '../../shared/model/peer.ts'

const person = (id: string, name: string, address: string, port = 2425): Peer => ({
  id,
  name,
  alias: '',
  group: '',
  user: '',
  host: '',
  address,
  port,
  client: '',
  dialect: 'script',
  presence: 'online',
  lastHeard: 0,
})

describe('PEER on the command line', () => {
  const people = [
    person('id-1', 'Bob', '10.0.0.1'),
    person('id-2', 'bob', '10.0.0.2'),
    person('id-3', '王芳', '10.0.0.3', 2426),
    person('id-4', '王芳', '10.0.0.4'),
    person('id-5', 'Carol', '10.0.0.5'),
    person('id-6', '10.0.0.5', '10.0.0.6'),
    person('id-7', 'Dan', '10.0.0.7'),
    person('id-8', 'Eve', '10.0.0.7'),
  ]
  const found = (wanted: string): string => {
    const peer = findPeer(people, wanted)
    return peer.ok ? peer.value.id : `${peer.error.exit} ${peer.error.sentence.split('\n').length} lines`
  }

  it('is an id, an address with or without port, or a name, in this order; case counts when somebody has it exactly', () => {
    expect(['id-3', '10.0.0.3', '10.0.0.3:2426', '10.0.0.5', 'Bob', 'bob', 'ｃａｒｏｌ', 'CAROL'].map(found)).toEqual([
      'id-3',
      'id-3',
      'id-3',
      'id-5',
      'id-1',
      'id-2',
      'id-5',
      'id-5',
    ])
  })

  it('is never guessed', () => {
    expect(['王芳', 'BOB', '10.0.0.7', 'nobody', '10.0.0.9', ''].map(found)).toEqual([
      '4 3 lines',
      '4 3 lines',
      '4 3 lines',
      '4 1 lines',
      '4 1 lines',
      '4 1 lines',
    ])
  })
})

describe('text of peers on a terminal', () => {
  it('has nothing that a terminal obeys, and one line', () => {
    const hostile = 'a\x1b[2J\x9b31m\x07\x7f\r\nb\u2028c\u202edcba\u0000\ud800'
    expect(visible(hostile)).toBe('a␛[2J\\u{9b}31m␇␡↵b\\u{2028}c\\u{202e}dcba␀\ufffd')
  })

  it('stays as it is otherwise', () => {
    const friendly = '你好 👨‍👩‍👧 naïve العربية می‌خواهم'
    expect(visible(friendly)).toBe(friendly)
  })

  it('is inert in names too', () => {
    const message = {
      id: '1',
      from: '\x1b]0;x\x07',
      to: 'me',
      text: 'hi',
      direction: 'in',
      state: 'received',
      kind: 'text',
      opened: false,
      encrypted: false,
      signature: 'none',
    } as const
    const line = messageLine({ ...message, at: '2026-11-20T19:15:00.000Z' })
    expect(line.replace(/^[\d-]+ [\d:]+ /, '')).toBe('␛]0;x␇ → me: hi')
  })
})
