import { expect, test } from 'vitest'
import { openForWriting } from '../../electron/host/store/database.ts'
import { LEDGERS, openLedger } from '../../electron/host/store/ledger.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { openStore } from '../../electron/host/store/open.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import { MAX_LEDGER } from '../../shared/model/ledger.ts'

const START = 1_800_000_000_000

function openMemory() {
  const opened = openStore(':memory:', { now: START })
  if (!opened.ok) throw new Error('no store')
  return opened.value.store
}

test('each attempt, its route and its answer is a line, and what comes after the answer is none', () => {
  const store = openMemory()
  const { id } = store.addOutgoing({ peer: 'peer-1', text: '在吗', at: START })
  const to = { address: '192.168.1.7', port: 2_425 }
  store.setDelivery(id, { state: 'queued', reason: 'peer-offline' }, START)
  store.setDelivery(id, { state: 'sent', packetNo: 5, attempts: 1, retryAt: START + 2_000, to }, START + 1_000)
  store.setDelivery(id, { state: 'delivered', at: START + 1_100, from: { ...to, port: 9_000 } }, START + 1_100)
  store.setDelivery(id, { state: 'failed', reason: 'no-answer', attempts: 7 }, START + 9_000)
  expect(store.ledgerOf(id)).toEqual([
    { at: START, event: 'queued', reason: 'peer-offline' },
    { at: START + 1_000, event: 'sent', ...to, retryAt: START + 2_000 },
    { at: START + 1_100, event: 'delivered', address: '192.168.1.7', port: 9_000 },
  ])
})

test('a message that is tried for ever keeps its first line and the newest ones', () => {
  const store = openMemory()
  const { id } = store.addOutgoing({ peer: 'peer-1', text: '在吗', at: START })
  for (let attempts = 0; attempts < MAX_LEDGER * 2; attempts++) {
    store.setDelivery(id, { state: 'sent', packetNo: 5, attempts, retryAt: START }, START + attempts)
  }
  const times = store.ledgerOf(id).map(({ at }) => at - START)
  expect(times).toEqual([0, ...Array.from({ length: MAX_LEDGER - 1 }, (_, place) => MAX_LEDGER + 1 + place)])
})

test('a ledger goes with its message, and that of a message long ago goes by itself', () => {
  const store = openMemory()
  const write = () => store.addOutgoing({ peer: 'peer-1', text: '在吗', at: START }).id
  const [deleted, old] = [write(), write()]
  for (const id of [deleted, old]) store.setDelivery(id, { state: 'queued', reason: 'no-answer' }, START)
  store.deleteMessage(deleted)
  expect([deleted, old].map((id) => store.ledgerOf(id).length)).toEqual([0, 1])

  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  raw.pragma('foreign_keys = OFF')
  const ledger = openLedger(raw)
  for (const message of [1, 2, LEDGERS + 1]) ledger.note(message, { state: 'queued', reason: 'no-answer' }, START)
  expect([1, 2, LEDGERS + 1].map((message) => ledger.of(message).length)).toEqual([0, 1, 1])
})
