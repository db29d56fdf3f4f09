import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../shared/api/channel.ts'
import { type Client, connect, createMirror } from '../../shared/api/connect.ts'
import { serve } from '../../shared/api/serve.ts'
import { createFeed } from '../../shared/core/feed.ts'
import { applyChanges } from '../../shared/model/apply-changes.ts'
import type { Change, Snapshot } from '../../shared/model/change.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { defaultSettings } from '../../shared/model/settings.ts'
import { ok } from '../../shared/result.ts'
import { channelPair } from './channel-pair.ts'
import { createManualClock } from './manual-clock.ts'

const empty: Snapshot = {
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

const peer = (id: string, name: string): Peer => ({
  id,
  name,
  alias: '',
  group: '',
  user: name,
  host: 'PC',
  address: '10.0.0.1',
  port: 2425,
  client: '',
  dialect: 'script',
  presence: 'online',
  lastHeard: 0,
})

const conversation = (id: string, draft: string): Conversation => ({
  id,
  peer: id,
  unread: 0,
  readUpTo: '0',
  draft,
  pinned: false,
})

/** Few ids, so that records meet each other. */
const anyId = fc.constantFrom('a', 'b', 'c', 'd')
const anyText = fc.string({ maxLength: 3 })
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  anyText.map((name): Change => ({ kind: 'self', self: { ...empty.self, name } })),
  fc.integer({ min: 85, max: 150 }).map(
    (textSize): Change => ({
      kind: 'settings',
      settings: { ...defaultSettings, textSize },
    }),
  ),
  fc.tuple(anyId, anyText).map(([id, name]): Change => ({ kind: 'peer', peer: peer(id, name) })),
  anyId.map((id): Change => ({ kind: 'peer-removed', id })),
  fc.tuple(anyId, anyText).map(
    ([id, draft]): Change => ({
      kind: 'conversation',
      conversation: conversation(id, draft),
    }),
  ),
  anyId.map((id): Change => ({ kind: 'conversation-removed', id })),
  anyId.map((from): Change => ({ kind: 'conversation-moved', from, into: 'a' })),
  anyId.map((id): Change => ({ kind: 'message-removed', id, conversation: id })),
)

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)
/** The order of records means nothing. */
const sorted = (state: Snapshot | undefined) =>
  state && { ...state, peers: state.peers.toSorted(byId), conversations: state.conversations.toSorted(byId) }

/** A host that holds one state and sends it through a wire on which a test can lose frames to the view. */
function setUp() {
  const clock = createManualClock(1_000)
  let state = empty
  let lose = false
  const start = (epoch: string) =>
    createFeed({ epoch, snapshot: () => state, schedule: clock.schedule, now: clock.now })
  let feed = start('first')
  let restart = (): void => {}
  const { view, host } = channelPair()
  const lossy: Channel = { ...host, post: (message) => (lose ? undefined : host.post(message)) }
  serve(
    lossy,
    {
      call: () => ok({}),
      subscribe(listener) {
        let stop = feed.subscribe(listener)
        restart = () => {
          stop()
          // The new host's first item does not arrive: the view meets it in the middle.
          stop = feed.subscribe((item) => {
            if (item.type === 'changes') listener(item)
          })
        }
        return () => stop()
      },
    },
    () => 'log',
  )
  const client = connect(view)
  const origins: string[] = []
  let resyncs = 0
  const counted: Client = {
    ...client,
    resync() {
      resyncs++
      client.resync()
    },
  }
  const mirror = createMirror(counted, (_state, changes, origin) => origins.push(`${origin} ${changes.length}`))
  return {
    mirror,
    origins,
    resyncs: () => resyncs,
    current: () => state,
    change(changes: readonly Change[], lost = false) {
      lose = lost
      state = applyChanges(state, changes)
      for (const change of changes) feed.put(change)
      clock.advance(20)
      lose = false
    },
    newEpoch() {
      feed = start('second')
      restart()
    },
  }
}

describe('the mirror', () => {
  it('ends equal to the host however many items were lost', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(anyChange, { maxLength: 6 }), fc.boolean())), (steps) => {
        const { mirror, change, current } = setUp()
        for (const [changes, lost] of steps) change(changes, lost)
        change([{ kind: 'self', self: { ...empty.self, name: 'last' } }])
        expect(sorted(mirror.state)).toEqual(sorted(current()))
      }),
      { numRuns: 500 },
    )
  })

  it('asks once for a snapshot after a gap, and says where the state came from', () => {
    const { origins, resyncs, change } = setUp()
    change([{ kind: 'peer', peer: peer('a', 'one') }])
    change([{ kind: 'peer', peer: peer('a', 'two') }], true)
    change([{ kind: 'peer', peer: peer('b', 'one') }])
    change([{ kind: 'peer', peer: peer('b', 'two') }])
    expect([origins, resyncs()]).toEqual([['snapshot 0', 'changes 1', 'snapshot 0', 'changes 1'], 1])
  })

  it('takes a snapshot of a new host instead of continuing its numbers', () => {
    const { mirror, origins, resyncs, change, current, newEpoch } = setUp()
    change([{ kind: 'peer', peer: peer('a', 'one') }])
    newEpoch()
    change([{ kind: 'peer-removed', id: 'a' }])
    expect([origins, resyncs(), mirror.state]).toEqual([['snapshot 0', 'changes 1', 'snapshot 0'], 1, current()])
  })
})

describe('changes', () => {
  it('applied twice are applied once', () => {
    fc.assert(
      fc.property(fc.array(anyChange), fc.array(anyChange), (before, changes) => {
        const once = applyChanges(applyChanges(empty, before), changes)
        expect(sorted(applyChanges(once, changes))).toEqual(sorted(once))
      }),
    )
  })

  it('leave the parts that they do not touch the same objects', () => {
    const before = applyChanges(empty, [{ kind: 'peer', peer: peer('a', 'one') }])
    const after = applyChanges(before, [{ kind: 'conversation', conversation: conversation('a', 'x') }])
    expect([after.peers === before.peers, after.settings === before.settings]).toEqual([true, true])
  })
})
