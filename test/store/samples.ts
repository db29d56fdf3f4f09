/** Messages and peers for the store's tests, and chance with a seed. */
import type { IncomingMessage, PeerRecord } from '../../shared/engine/io.ts'

/** mulberry32: the same numbers for the same seed, in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

export const START = 1_700_000_000_000

/** An incoming message; its repeat key is its packet number. */
export const incoming = (change: Partial<IncomingMessage> = {}): IncomingMessage => {
  const packetNo = change.packetNo ?? '100'
  return {
    peer: 'chen',
    text: '你好',
    encoding: 'utf-8',
    raw: new Uint8Array([0x31, 0x3a]),
    packetNo,
    repeatKey: packetNo,
    repeatSince: START - 86_400_000,
    receivedAt: START,
    sealed: false,
    confirmOpening: false,
    locked: false,
    broadcast: false,
    multicast: false,
    automatic: false,
    attachments: [],
    ...change,
  }
}

export const peerRecord = (change: Partial<PeerRecord> = {}): PeerRecord => ({
  id: 'chen',
  user: 'chen',
  host: 'chen-pc',
  name: '陈工',
  group: '研发部',
  endpoint: { address: '192.168.1.20', port: 2425 },
  version: '1_lbt6_0#128#000C29A1B2C3#0#0#0#4001#9',
  dialect: 'feiq',
  client: 'FeiQ 2013',
  status: 0x200100,
  capabilities: ['inbox', 'opened'],
  encoding: 'gb18030',
  presence: 'online',
  lastHeard: START,
  epoch: 2,
  highestPacketNo: 1_700_000_123,
  ...change,
})
