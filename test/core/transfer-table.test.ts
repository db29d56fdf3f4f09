/** Each state and event of shared/engine/transfer.ts, brought about by user, peer and disk on a real store: the table is what happens. */
import { describe, expect, test } from 'vitest'
import { nextTransferState, type TransferEvent, type TransferState } from '../../shared/engine/transfer.ts'
import type { Network } from '../../shared/model/state.ts'
import { createDesk, type Desk, fileOffer, incoming, person, ZHANG } from './desk.ts'

interface Subject {
  readonly desk: Desk
  readonly id: string
}

type Act = (subject: Subject) => void

const online: Network = { state: 'online', address: '0.0.0.0', port: 2425, interfaces: [] }
const method =
  (name: string): Act =>
  ({ desk, id }) =>
    void desk.call(name, { ids: [id] })
const stateOf = ({ desk, id }: Subject): TransferState | undefined => desk.messenger.transfers.find(id)?.state

const failing = { type: 'failed', reason: 'no-permission', detail: '', retry: 'manual' } as const
const breaking = { type: 'failed', reason: 'interrupted', detail: '', retry: 'auto' } as const
const network =
  (up: boolean): Act =>
  ({ desk }) =>
    desk.messenger.setNetwork(desk.clock.now(), up ? online : { state: 'no-interface', port: 2425 })

/** Without a network nothing starts by itself. */
function offeredToUs(): Subject {
  const desk = createDesk()
  desk.apply(person({}), incoming(7, '看', { attachments: [fileOffer()] }))
  return { desk, id: '1.0' }
}

function offeredByUs(): Subject {
  const desk = createDesk()
  desk.apply(person({}))
  desk.messenger.setNetwork(desk.clock.now(), online)
  desk.call('setSettings', { offerLifetimeDays: 1 })
  desk.call('offerFiles', { peers: [ZHANG.id], tokens: [desk.files.stageFile('报告.doc')] })
  desk.apply({
    type: 'message-state',
    id: '1',
    delivery: { state: 'sent', packetNo: 41, attempts: 1, retryAt: desk.clock.now() },
  })
  return { desk, id: '1.0' }
}

const run: Act = (subject) => {
  network(true)(subject)
  subject.desk.files.part(subject.id)
}
const end =
  (outcome: Parameters<Desk['files']['end']>[1]): Act =>
  (subject) => {
    subject.desk.files.end(subject.id, outcome)
  }
const finishing = { type: 'finished', path: '/downloads/报告.doc', size: 1_000_000 } as const
const accept = method('acceptTransfers')
/** The run of a transfer that was stopped is over. */
const settle = end({ type: 'stopped' })

const incomingStates: Readonly<Record<TransferState, readonly Act[]>> = {
  offered: [],
  queued: [accept],
  running: [accept, run],
  paused: [accept, run, method('pauseTransfers'), settle, network(false)],
  done: [accept, run, end(finishing), network(false)],
  failed: [accept, run, end(failing), network(false)],
  declined: [method('declineTransfers')],
  cancelled: [accept, run, method('cancelTransfers'), settle, network(false)],
}

const withdrawnByPeer: Act = ({ desk }) =>
  void desk.apply({ type: 'released', peer: ZHANG.id, packetNo: '7', files: [], as: 'withdrawn' })

const incomingEvents: Partial<Record<TransferEvent, (state: TransferState) => Act | undefined>> = {
  accept: () => accept,
  start: () => network(true),
  finish: (state) => (state === 'running' ? end(finishing) : undefined),
  interrupt: (state) => (state === 'running' ? end(breaking) : undefined),
  fail: (state) => (state === 'running' ? end(failing) : withdrawnByPeer),
  pause: () => method('pauseTransfers'),
  resume: () => method('resumeTransfers'),
  retry: () => method('retryTransfers'),
  decline: () => method('declineTransfers'),
  cancel: () => method('cancelTransfers'),
}

const served =
  (type: 'started' | 'sent' | 'interrupted' | 'failed'): Act =>
  ({ desk, id }) => {
    const event = {
      started: { id, type: 'started', from: 0 },
      sent: { id, type: 'sent' },
      interrupted: { id, type: 'interrupted', detail: '' },
      failed: { id, type: 'failed', reason: 'changed', detail: '' },
    } as const
    desk.messenger.transfers.served(desk.clock.now(), event[type])
  }
const declinedByPeer: Act = ({ desk }) =>
  void desk.apply({ type: 'released', peer: ZHANG.id, packetNo: '41', files: [], as: 'declined' })

const outgoingStates: Readonly<Record<Exclude<TransferState, 'queued'>, readonly Act[]>> = {
  offered: [],
  running: [served('started')],
  paused: [served('started'), method('pauseTransfers')],
  done: [served('started'), served('sent')],
  failed: [served('failed')],
  declined: [declinedByPeer],
  cancelled: [method('cancelTransfers')],
}

const outgoingEvents: Partial<Record<TransferEvent, Act>> = {
  start: served('started'),
  finish: served('sent'),
  interrupt: served('interrupted'),
  fail: served('failed'),
  pause: method('pauseTransfers'),
  resume: method('resumeTransfers'),
  retry: method('retryTransfers'),
  decline: declinedByPeer,
  cancel: method('cancelTransfers'),
  expire: ({ desk }) => desk.clock.advance(25 * 3_600_000),
}

const keysOf = <K extends string>(record: Partial<Record<K, unknown>>): readonly K[] => {
  const keys: K[] = []
  for (const key in record) keys.push(key)
  return keys
}

describe('incoming', () => {
  test.each(keysOf<TransferState>(incomingStates))('%s', (state) => {
    const results = keysOf<TransferEvent>(incomingEvents).flatMap((event) => {
      const act = incomingEvents[event]?.(state)
      if (act === undefined) return []
      const subject = offeredToUs()
      for (const step of incomingStates[state]) step(subject)
      const before = stateOf(subject)
      act(subject)
      return [[event, before, stateOf(subject)]]
    })
    const expected = results.map(([event]) => {
      const known = keysOf<TransferEvent>(incomingEvents).find((one) => one === event) ?? 'accept'
      return [event, state, nextTransferState('in', state, known) ?? state]
    })
    expect(results).toEqual(expected)
  })
})

describe('outgoing', () => {
  test.each(keysOf<Exclude<TransferState, 'queued'>>(outgoingStates))('%s', (state) => {
    const results = keysOf<TransferEvent>(outgoingEvents).map((event) => {
      const subject = offeredByUs()
      for (const step of outgoingStates[state]) step(subject)
      const before = stateOf(subject)
      outgoingEvents[event]?.(subject)
      return [event, before, stateOf(subject)]
    })
    const expected = keysOf<TransferEvent>(outgoingEvents).map((event) => [
      event,
      state,
      nextTransferState('out', state, event) ?? state,
    ])
    expect(results).toEqual(expected)
  })
})
