import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { open, temporaryDatabase } from './folder.ts'
import { seededRandom } from './samples.ts'

const KILLS = 25
const LONGEST_RUN_BYTES = 6_000

/** Runs the writer until it has printed so many bytes, then kills it as a loss of power would; what it had reported as committed. */
async function killedWriter(path: string, round: number, bytes: number): Promise<string[]> {
  const writer = spawn(process.execPath, [resolve('test/store/writer.ts'), path, String(round)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  writer.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
    if (output.length >= bytes) writer.kill('SIGKILL')
  })
  writer.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk
  })
  const [, signal]: unknown[] = await once(writer, 'close')
  expect([signal, errors]).toEqual(['SIGKILL', ''])
  // The last line may be cut off.
  return output.split('\n').slice(1, -1)
}

test(`after ${KILLS} kills every message that was reported as committed is there, once, and can be found`, async () => {
  const path = temporaryDatabase()
  const random = seededRandom(7)
  const committed: string[] = []
  for (let round = 0; round < KILLS; round++) {
    committed.push(...(await killedWriter(path, round, 10 + Math.floor(random() * LONGEST_RUN_BYTES))))
  }
  const { store, salvaged } = open(path)
  const conversations = store.conversations()
  // A search indexes first what no run of a killed writer did.
  store.search({ text: 'message', limit: 1 })
  store.close()
  const database = new Database(path)
  const there = new Set(database.prepare<[], string>('SELECT CAST(id AS TEXT) FROM message').pluck().all())
  const summary = database.prepare<[], { id: string; unread: number; last: string }>(
    `SELECT c.id, (SELECT count(*) FROM message m WHERE m.conversation = c.number AND direction = 'in' AND m.id > c.read_up_to) AS unread,
       (SELECT CAST(max(m.id) AS TEXT) FROM message m WHERE m.conversation = c.number) AS last FROM conversation c ORDER BY number`,
  )
  expect({
    salvaged,
    missing: committed.filter((id) => !there.has(id)),
    twice: committed.length - new Set(committed).size,
    // Of each run at most the one message whose report was cut off.
    unreported: there.size - committed.length <= 2 * KILLS,
    check: database.pragma('integrity_check', { simple: true }),
    notIndexed: database
      .prepare(
        "SELECT count(*) FROM message WHERE id NOT IN (SELECT rowid FROM message_text WHERE message_text MATCH 'wmessage')",
      )
      .pluck()
      .get(),
    summary: summary.all(),
  }).toEqual({
    salvaged: undefined,
    missing: [],
    twice: 0,
    unreported: true,
    check: 'ok',
    notIndexed: 0,
    summary: conversations.map(({ id, unread, last }) => ({ id, unread, last: last?.id })),
  })
  expect(committed.length).toBeGreaterThan(KILLS * 10)
  database.close()
}, 300_000)
