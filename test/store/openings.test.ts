import { expect, test } from 'vitest'
import { openForWriting } from '../../electron/host/store/database.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { openingSql } from '../../electron/host/store/openings.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import { open, temporaryDatabase } from './folder.ts'
import { incoming, START } from './samples.ts'

const sealed = incoming({ text: '工资单在信封里', sealed: true, confirmOpening: true, packetNo: '77' })

test('a sealed message shows no text, and cannot be found by it, until it is opened; then its sender is to be told once', () => {
  const path = temporaryDatabase()
  const { store } = open(path)
  const id = store.addIncoming(sealed)?.id ?? ''
  const found = () => store.search({ text: '工资', limit: 10 }).messages.map((message) => message.id)
  expect([store.message(id)?.text, store.conversations()[0]?.last?.text, found()]).toEqual(['', '', []])

  const opened = store.openMessage(id, START + 5)
  expect([opened?.text, opened?.openedAt, found(), store.openMessage(id, START + 9)]).toEqual([
    sealed.text,
    START + 5,
    [id],
    undefined,
  ])
  const notice = { id, peer: 'chen', packetNo: '77', confirmed: true }
  expect(store.untoldOpenings()).toEqual([notice])
  store.close()

  const again = open(path).store
  expect(again.untoldOpenings()).toEqual([notice])
  again.openingTold(id)
  expect([again.untoldOpenings(), again.message(id)?.text]).toEqual([[], sealed.text])
})

test('only what is covered can be opened, and the opening of a locked one alone is told to nobody', () => {
  const { store } = open()
  const plain = store.addIncoming(incoming({ packetNo: '1' }))?.id ?? ''
  const locked = store.addIncoming(incoming({ packetNo: '2', locked: true }))?.id ?? ''
  expect([store.openMessage(plain, START), store.message(locked)?.text]).toEqual([undefined, ''])
  expect([store.openMessage(locked, START)?.text, store.untoldOpenings()]).toEqual(['你好', []])
})

test('an own sealed message shows its text and goes out in its envelope, also after a restart', () => {
  const path = temporaryDatabase()
  const options = { sealed: true, locked: true, multicast: false }
  const { store } = open(path)
  const message = store.addOutgoing({ peer: 'chen', text: '密', at: START, options })
  expect([message.text, message.sealed, message.locked]).toEqual(['密', true, true])
  store.close()
  expect(
    open(path)
      .store.outbox()
      .map((outgoing) => outgoing.options),
  ).toEqual([options])
})

test('openings that are not told yet are found through an index of their own', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations)
  const plan = raw.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${openingSql.untold}`).all()
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SCAN m USING INDEX message_opening',
    'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)',
  ])
})
