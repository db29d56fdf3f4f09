/** A messenger on a real `:memory:` store, with the rest of the host as lists that a test can look at. */
import { charset } from '../../electron/host/charset.ts'
import { passwords } from '../../electron/host/passwords.ts'
import { openStore } from '../../electron/host/store/open.ts'
import { type Client, connect } from '../../shared/api/connect.ts'
import { serve } from '../../shared/api/serve.ts'
import { createFeed, type Feed } from '../../shared/core/feed.ts'
import { createMessenger, type Messenger } from '../../shared/core/messenger.ts'
import type { Store } from '../../shared/core/ports.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { IncomingMessage, Millis, PeerRecord } from '../../shared/engine/io.ts'
import type { Change, FeedItem } from '../../shared/model/change.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Policy } from '../../shared/model/policy.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { Attachment } from '../../shared/protocol/index.ts'
import { channelPair } from './channel-pair.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { createScriptedFiles, type ScriptedFiles } from './scripted-files.ts'

export interface Desk {
  readonly store: Store
  readonly messenger: Messenger
  readonly clock: ManualClock
  readonly feed: Feed
  /** What the engine was told. */
  readonly inputs: Input[]
  readonly configured: Settings[]
  readonly reports: unknown[]
  readonly files: ScriptedFiles
  /** Feed items since the desk was set up, the snapshot not counted. */
  changes(): Change[]
  apply(...events: EngineEvent[]): readonly number[]
  call(method: string, input: unknown): unknown
  send(text: string, peer?: string): Message
  client(): Client
}

export const START: Millis = 1_800_000_000_000

/** `wrap` replaces parts of the store, to make the disk fail. */
export function createDesk(
  options: { store?: Store; wrap?: (store: Store) => Store; maxPeople?: number; policy?: Policy } = {},
): Desk {
  const opened = options.store ?? openMemoryStore()
  const store = options.wrap?.(opened) ?? opened
  const clock = createManualClock(START)
  const inputs: Input[] = []
  const configured: Settings[] = []
  const reports: unknown[] = []
  const items: FeedItem[] = []
  const files = createScriptedFiles(clock, () => messenger.transfers)
  const feed = createFeed({
    epoch: 'first',
    snapshot: () => messenger.snapshot(),
    schedule: clock.schedule,
    now: clock.now,
  })
  const messenger: Messenger = createMessenger({
    store,
    about: { version: '0.1.0', platform: 'test', capabilities: ['tray'] },
    login: { user: 'wang', host: 'WANG-PC', installation: '00ff', mac: '024700000001' },
    engine: (input) => inputs.push(input),
    network: { reopen: () => inputs.push({ type: 'timeout' }), configure: (settings) => configured.push(settings) },
    feed,
    files,
    charset,
    passwords,
    policy: options.policy,
    keys: {
      own: () => undefined,
      fingerprints: ({ modulus }) => {
        const digits = Buffer.from(modulus).toString('hex')
        return { long: digits.slice(0, 40), short: digits.slice(0, 16) }
      },
    },
    later: (work) => clock.schedule(0, work),
    ...(options.maxPeople === undefined ? {} : { maxPeople: options.maxPeople }),
    report: (error) => reports.push(error),
  })
  feed.subscribe((item) => items.push(item))

  const call = (method: string, input: unknown): unknown => messenger.call(clock.now(), method, input)
  return {
    store,
    messenger,
    clock,
    feed,
    inputs,
    configured,
    reports,
    files,
    changes() {
      clock.advance(100)
      return items.splice(0).flatMap((item) => (item.type === 'changes' ? item.changes : []))
    },
    apply: (...events) => messenger.apply(clock.now(), events),
    call,
    send(text, peer = ZHANG.id) {
      const before = store.page({ conversation: peer, limit: 1 }).messages[0]?.id
      call('sendMessage', { peer, text })
      const sent = store.page({ conversation: peer, limit: 1 }).messages[0]
      if (sent === undefined || sent.id === before) throw new Error('the message was not stored')
      return sent
    },
    client() {
      const { view, host } = channelPair()
      serve(
        host,
        { call: (method, input) => messenger.call(clock.now(), method, input), subscribe: feed.subscribe },
        (error) => `log-${reports.push(error)}`,
      )
      return connect(view)
    },
  }
}

export function openMemoryStore(): Store {
  const opened = openStore(':memory:')
  if (!opened.ok) throw new Error(opened.error.detail)
  return opened.value.store
}

export const ZHANG: PeerRecord = {
  id: 'u:zhang@ZHANG-PC',
  user: 'zhang',
  host: 'ZHANG-PC',
  name: '张三',
  group: '研发部',
  endpoint: { address: '192.168.1.7', port: 2425 },
  version: '1_lbt6_0#128#000C29AABBCC#0#0#0#4001#9',
  dialect: 'feiq',
  client: 'FeiQ 2013',
  status: 0,
  capabilities: [],
  encoding: 'gb18030',
  presence: 'online',
  lastHeard: START,
  epoch: 0,
  highestPacketNo: 0,
}

export const person = (change: Partial<PeerRecord>): EngineEvent => ({
  type: 'peer-changed',
  peer: { ...ZHANG, ...change },
})

/** A file as FeiQ offers it. */
export const fileOffer = (change: Partial<Attachment> = {}): Attachment => ({
  id: 0,
  name: '报告.doc',
  size: 1_000_000,
  modified: 1_700_000_000,
  kind: 'file',
  attributes: 1,
  extended: [],
  ...change,
})

export const incoming = (receipt: number, text: string, change: Partial<IncomingMessage> = {}): EngineEvent => ({
  type: 'message-received',
  receipt,
  message: {
    peer: ZHANG.id,
    text,
    encoding: 'gb18030',
    raw: Uint8Array.of(0x31),
    packetNo: String(receipt),
    repeatKey: `0 ${receipt}`,
    repeatSince: START - 3_600_000,
    receivedAt: START,
    sealed: false,
    confirmOpening: false,
    locked: false,
    broadcast: false,
    multicast: false,
    automatic: false,
    attachments: [],
    ...change,
  },
})
