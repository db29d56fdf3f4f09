import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect, openForWriting } from '../../electron/host/store/database.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import { StorageError } from '../../electron/host/store/storage-error.ts'
import { createStore } from '../../electron/host/store/store.ts'
import type { Store } from '../../shared/core/ports.ts'
import { open, temporaryDatabase } from './folder.ts'
import { mountSmall } from './mount.ts'
import { incoming } from './samples.ts'

/** Enough of 16 KiB messages for any disk of these tests. */
const MANY = 1_000

const reasonOf = (work: () => unknown): unknown => {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof StorageError ? error.reason : error
  }
}

const receive = (store: Store, number: number, text = '长'.repeat(5_000)): string | undefined =>
  store.addIncoming(incoming({ packetNo: String(number), text }))?.id

/** Writes until the disk refuses; the ids that were committed and the reason of the end. */
function fill(store: Store, from: number): { readonly ids: string[]; readonly reason: unknown } {
  const ids: string[] = []
  for (let number = from; number < from + MANY; number++) {
    const reason = reasonOf(() => ids.push(receive(store, number) ?? ''))
    if (reason !== undefined) return { ids, reason }
  }
  return { ids, reason: 'never full' }
}

const idsOf = (store: Store): string[] => store.page({ conversation: 'chen', limit: MANY }).messages.map(({ id }) => id)

test('a full disk refuses a message whole, and the store goes on once there is room', (context) => {
  const { folder } = mountSmall(context, '6m')
  const ballast = join(folder, 'ballast')
  writeFileSync(ballast, new Uint8Array(2_000_000))
  const path = join(folder, 'gezi.db')
  const { store } = open(path)
  const { ids, reason } = fill(store, 0)
  expect(reason).toBe('disk-full')
  expect(ids.length).toBeGreaterThan(10)
  expect([idsOf(store), store.conversation('chen')?.unread]).toEqual([ids, ids.length])
  // A transaction that fails at its last write keeps none of the first ones.
  const group = reasonOf(() =>
    store.transaction(() => {
      store.openConversation('wang')
      for (let number = 0; number < MANY; number++) receive(store, 10_000 + number)
    }),
  )
  expect([group, store.conversation('wang'), idsOf(store)]).toEqual(['disk-full', undefined, ids])
  rmSync(ballast)
  const after = receive(store, 20_000, '有空间了') ?? ''
  expect(idsOf(store)).toEqual([...ids, after])
  expect(store.search({ text: '有空间', limit: 5 }).messages.map(({ id }) => id)).toEqual([after])
  store.close()
  const again = open(path)
  expect([again.salvaged, idsOf(again.store)]).toEqual([undefined, [...ids, after]])
})

test('a disk that became read-only refuses writes by name, and reading goes on', () => {
  const raw = openForWriting(temporaryDatabase())
  migrate(raw, migrations)
  const store = createStore(connect(raw))
  receive(store, 1, '一')
  raw.pragma('query_only = ON')
  expect([reasonOf(() => receive(store, 2, '二')), idsOf(store)]).toEqual(['read-only', ['1']])
  raw.pragma('query_only = OFF')
  expect([receive(store, 2, '二'), idsOf(store)]).toEqual(['2', ['1', '2']])
  store.close()
})

test('a mistake of our own is not taken for a fault of the disk', () => {
  const { store } = open()
  const wrong = (): unknown => store.addOutgoing({ peer: 'chen', text: '一', at: Number.NaN })
  expect(reasonOf(wrong)).not.toBeTypeOf('string')
  expect(wrong).toThrow(/NOT NULL|datatype/)
  expect(store.conversations()).toEqual([])
})
