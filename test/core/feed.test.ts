import { describe, expect, it } from 'vitest'
import { createFeed, FEED_INTERVAL } from '../../shared/core/feed.ts'
import type { Change, FeedItem, Snapshot } from '../../shared/model/change.ts'
import { defaultSettings } from '../../shared/model/settings.ts'
import { createManualClock } from './manual-clock.ts'

const snapshot: Snapshot = {
  self: { name: 'wang', group: '', user: 'wang', host: 'WANG-PC', asksPassword: false },
  settings: defaultSettings,
  about: { version: '0.1.0', platform: 'test', capabilities: [] },
  network: { state: 'starting' },
  update: { state: 'none' },
  storage: { state: 'ok' },
  peers: [],
  conversations: [],
  transfers: [],
  typing: [],
  groups: [],
}

const self = (name: string): Change => ({ kind: 'self', self: { ...snapshot.self, name } })
const removed = (id: string): Change => ({ kind: 'peer-removed', id })

function setUp() {
  const clock = createManualClock(1_000)
  const feed = createFeed({ epoch: 'e', snapshot: () => snapshot, schedule: clock.schedule, now: clock.now })
  const items: (readonly [at: number, item: FeedItem])[] = []
  const listen = () => feed.subscribe((item) => items.push([clock.now(), item]))
  return { clock, feed, items, listen }
}

const changes = (at: number, seq: number, ...list: Change[]) => [
  at,
  { type: 'changes', epoch: 'e', seq, changes: list },
]

describe('the feed', () => {
  it('begins with the snapshot, sends what one input changed together and at once, then one item per interval', () => {
    const { clock, feed, items, listen } = setUp()
    listen()
    feed.put(self('a'))
    feed.put(removed('p'))
    clock.advance(0)
    feed.put(self('b'))
    clock.advance(5)
    feed.put(removed('q'))
    clock.advance(FEED_INTERVAL)
    clock.advance(1_000)
    feed.put(self('c'))
    clock.advance(0)
    expect(items).toEqual([
      [1_000, { type: 'snapshot', epoch: 'e', seq: 0, snapshot }],
      changes(1_000, 1, self('a'), removed('p')),
      changes(1_016, 2, self('b'), removed('q')),
      changes(2_021, 3, self('c')),
    ])
  })

  it('keeps only the last change of a record within one item', () => {
    const { clock, feed, items, listen } = setUp()
    listen()
    for (let name = 0; name < 2_000; name++) feed.put(self(String(name)))
    clock.advance(100)
    expect(items.slice(1)).toEqual([changes(1_000, 1, self('1999'))])
  })

  it('gives every listener the same numbers, and a late one the number of its snapshot', () => {
    const { clock, feed, items, listen } = setUp()
    listen()
    feed.put(self('a'))
    clock.advance(100)
    listen()
    feed.put(self('b'))
    clock.advance(100)
    expect(items.map(([, item]) => `${item.type} ${item.seq}`)).toEqual([
      'snapshot 0',
      'changes 1',
      'snapshot 1',
      'changes 2',
      'changes 2',
    ])
  })

  it('keeps nothing while nobody listens', () => {
    const { clock, feed, items, listen } = setUp()
    feed.put(self('a'))
    const stop = listen()
    feed.put(self('b'))
    stop()
    clock.advance(100)
    listen()
    clock.advance(100)
    expect(items.map(([, item]) => item.type)).toEqual(['snapshot', 'snapshot'])
  })

  it('does not fall silent when the clock is set back', () => {
    const { clock, feed, items, listen } = setUp()
    listen()
    feed.put(self('a'))
    clock.advance(0)
    clock.set(10)
    feed.put(self('b'))
    clock.advance(FEED_INTERVAL)
    expect(items.at(-1)).toEqual(changes(26, 2, self('b')))
  })
})
