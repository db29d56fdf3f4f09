/** A history of another program as a database of ours, to be merged: its people as chats, its messages with their times. */
import Database from 'better-sqlite3'
import { openRaw } from './database.ts'
import { makePrivate, removeDatabase } from './files.ts'
import { HistoryFailure, type Work } from './history-work.ts'
import { FLAG } from './message-flags.ts'
import { migrate } from './migrate.ts'
import { migrations } from './sql.ts'

export interface ForeignPerson {
  readonly user: string
  readonly host: string
  readonly name: string
  readonly group: string
  readonly address: string
}

export interface ForeignMessage {
  readonly direction: 'in' | 'out'
  /** The sender, or each receiver. */
  readonly people: readonly ForeignPerson[]
  readonly at: number
  readonly text: string
  readonly files: readonly { readonly name: string; readonly kind: 'file' | 'clipboard' }[]
  readonly sealed: boolean
  readonly locked: boolean
  readonly automatic: boolean
  readonly multicast: boolean
}

/** The id under which the engine knows who says so of himself (shared/engine/recognise.ts). */
export const foreignId = ({ user, host }: Pick<ForeignPerson, 'user' | 'host'>): string =>
  `u:${user}@${host}`.slice(0, 200)

const MAX_NAME = 200
const MAX_FILES = 1_000
const STEP = 2_000

/** Makes `target`; how many messages it has. Order of the messages does not matter: they are sorted by time. */
export function stage(messages: Iterable<ForeignMessage>, target: string, work: Work, total = 0): number {
  removeDatabase(target)
  makePrivate(target)
  const raw = openRaw(target)
  try {
    raw.pragma('journal_mode = OFF')
    raw.pragma('synchronous = OFF')
    migrate(raw, migrations)
    raw.pragma('foreign_keys = OFF')
    raw.exec('BEGIN')
    // Sorted before they get the ids that are their order.
    raw.exec('CREATE TEMP TABLE heap (seq INTEGER PRIMARY KEY, at INTEGER, value TEXT NOT NULL)')
    const push = raw.prepare('INSERT INTO heap (at, value) VALUES (?, ?)')
    let seen = 0
    for (const message of messages) {
      push.run(message.at, JSON.stringify(message))
      seen += 1
      if (seen % STEP === 0) work.progress(seen, total)
    }
    raw.exec(
      'CREATE TEMP TABLE sorted (rank INTEGER PRIMARY KEY, value TEXT NOT NULL); INSERT INTO sorted (value) SELECT value FROM heap ORDER BY at, seq',
    )
    const count = insertSorted(raw)
    raw.exec('COMMIT')
    return count
  } finally {
    raw.close()
  }
}

function insertSorted(raw: Database.Database): number {
  const savePeer = raw.prepare(
    `INSERT INTO peer (id, user, host, name, department, address, port, version, dialect, client, status, capabilities, encoding, presence,
       last_heard, epoch, highest_packet_no)
     VALUES (@id, @user, @host, @name, @group, @address, 2425, '', 'script', '', 0, '', 'utf-8', 'offline', @at, 0, 0)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, department = excluded.department, last_heard = excluded.last_heard`,
  )
  const saveChat = raw.prepare('INSERT INTO conversation (id) VALUES (?)')
  const saveMessage = raw.prepare(
    `INSERT INTO message (conversation, direction, at, state, opened_at, encoding, flags, text) VALUES (?, ?, ?, ?, ?, 'utf-8', ?, ?)`,
  )
  const saveFile = raw.prepare(
    `INSERT INTO attachment (message, position, file_id, kind, name, size, modified, attributes, extended) VALUES (?, ?, 0, ?, ?, 0, 0, 0, '[]')`,
  )
  const saveTransfer = raw.prepare(
    `INSERT INTO transfer (message, position, state, reason, changed_at, cleared) VALUES (?, ?, 'failed', 'expired', ?, 1)`,
  )
  const chats = new Map<string, number>()
  const sorted = raw.prepare<[number, number], { rank: number; value: string }>(
    'SELECT rank, value FROM temp.sorted WHERE rank > ? ORDER BY rank LIMIT ?',
  )
  let count = 0
  for (let after = 0; ; ) {
    const rows = sorted.all(after, STEP)
    if (rows.length === 0) return count
    after = rows.at(-1)?.rank ?? after
    for (const { value } of rows) {
      const message: ForeignMessage = JSON.parse(value)
      const files = message.files.slice(0, MAX_FILES)
      for (const person of message.people) {
        const id = foreignId(person)
        const [user, host, name, group, address] = [
          person.user,
          person.host,
          person.name,
          person.group,
          person.address,
        ].map((text) => text.slice(0, MAX_NAME))
        savePeer.run({ id, user, host, name, group, address, at: message.at })
        const chat = chats.get(id) ?? Number(saveChat.run(id).lastInsertRowid)
        chats.set(id, chat)
        const state = message.direction === 'in' ? 'received' : 'delivered'
        // A log holds what was opened.
        const openedAt = message.direction === 'in' && message.sealed ? message.at : null
        const row = Number(
          saveMessage.run(chat, message.direction, message.at, state, openedAt, flagsOf(message), message.text)
            .lastInsertRowid,
        )
        for (const [position, file] of files.entries()) {
          saveFile.run(row, position, file.kind, file.name.slice(0, MAX_NAME))
          saveTransfer.run(row, position, message.at)
        }
        count += 1
      }
    }
  }
}

const flagsOf = (message: ForeignMessage): number =>
  (message.sealed ? FLAG.sealed : 0) |
  (message.locked ? FLAG.locked : 0) |
  (message.automatic ? FLAG.automatic : 0) |
  (message.multicast ? FLAG.multicast : 0) |
  (message.files.length > 0 ? FLAG.attachments : 0)

/** `flags` of IP Messenger's msg_tbl (its logdb.h). */
const DB_FLAG = {
  from: 0x1,
  memo: 0x20,
  automatic: 0x2_0000,
  sealed: 0x4_0000,
  locked: 0x8_0000,
  multicast: 0x10_0000,
} as const
/** Until version 5 of its database, what came from a text log had its directions the other way round. */
const FLIPPED_BEFORE = 5

interface IpmsgRow {
  readonly id: bigint
  readonly imported: bigint | null
  readonly flags: bigint | null
  readonly body: string | null
}

export const isIpmsgDatabase = (raw: Database.Database): boolean =>
  ['msg_tbl', 'host_tbl', 'msghost_tbl'].every(
    (name) => raw.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined,
  )

export function countIpmsg(raw: Database.Database): number {
  return raw.prepare<[], { count: number }>('SELECT count(*) AS count FROM msg_tbl').get()?.count ?? 0
}

/** Messages of `ipmsg.db`. `raw` is a copy: the program itself may be writing. Throws SqliteError. */
export function* ipmsgMessages(raw: Database.Database): Generator<ForeignMessage> {
  const version = versionOf(raw)
  const page = raw
    .prepare<[bigint], IpmsgRow>(
      'SELECT msg_id AS id, importid AS imported, flags, body FROM msg_tbl WHERE msg_id > ? ORDER BY msg_id LIMIT 500',
    )
    .safeIntegers()
  const hosts = raw
    .prepare<[bigint], Record<keyof ForeignPerson, string | null>>(
      `SELECT h.uid AS user, h.host, h.nick AS name, h.gname AS "group", h.addr AS address
       FROM msghost_tbl l JOIN host_tbl h ON h.host_id = l.host_id WHERE l.msg_id = ? ORDER BY l.rowid`,
    )
    .safeIntegers()
  const files = raw.prepare<[bigint], { name: string | null }>('SELECT fname AS name FROM file_tbl WHERE msg_id = ?')
  const clips = raw.prepare<[bigint], { name: string | null }>('SELECT fname AS name FROM clip_tbl WHERE msg_id = ?')
  for (let after = -1n; ; ) {
    const rows = page.all(after)
    if (rows.length === 0) return
    for (const row of rows) {
      after = row.id
      const flags = Number(row.flags ?? 0n)
      if ((flags & DB_FLAG.memo) !== 0) continue
      const people = hosts.all(row.id).map((person) => ({
        user: person.user ?? person.name ?? '',
        host: person.host ?? '',
        name: person.name ?? person.user ?? '',
        group: person.group ?? '',
        address: person.address ?? '',
      }))
      const [first] = people
      if (first === undefined) continue
      const flipped = version < FLIPPED_BEFORE && Number(row.imported ?? 0n) !== 0
      const incoming = ((flags & DB_FLAG.from) !== 0) !== flipped
      yield {
        direction: incoming ? 'in' : 'out',
        people: incoming ? [first] : people,
        at: timeOf(row.id),
        text: plainText(row.body ?? ''),
        files: [
          ...files.all(row.id).map(({ name }) => ({ name: name ?? '', kind: 'file' as const })),
          ...clips.all(row.id).map(({ name }) => ({ name: name ?? '', kind: 'clipboard' as const })),
        ],
        sealed: (flags & DB_FLAG.sealed) !== 0,
        locked: (flags & DB_FLAG.locked) !== 0,
        automatic: (flags & DB_FLAG.automatic) !== 0,
        multicast: (flags & DB_FLAG.multicast) !== 0,
      }
    }
  }
}

/** An id of its messages is a time: 40 bits of seconds, ten of milliseconds, fourteen to tell them apart. */
const timeOf = (id: bigint): number => Number(id >> 24n) * 1_000 + Math.min(999, Number((id >> 14n) & 0x3ffn))

/** Line ends as ours; those at the end say nothing, and its text log adds some. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/\n+$/, '')

function versionOf(raw: Database.Database): number {
  try {
    return raw.prepare<[], { version: number }>('SELECT db_ver AS version FROM dbinfo_tbl').get()?.version ?? 1
  } catch (error) {
    if (error instanceof Database.SqliteError) return 1
    throw error
  }
}

/** Opens a copy of somebody's database for reading. Throws HistoryFailure when it is none, or broken. */
export function openForeign(copy: string): Database.Database {
  let raw: Database.Database | undefined
  try {
    raw = openRaw(copy)
    if (!isIpmsgDatabase(raw)) throw new HistoryFailure('foreign', 'a database of another program')
    const [first] = raw.prepare<[], { quick_check: string }>('PRAGMA quick_check(1)').all()
    if (first?.quick_check !== 'ok') throw new HistoryFailure('damaged', first?.quick_check ?? '')
    return raw
  } catch (error) {
    raw?.close()
    throw error
  }
}
