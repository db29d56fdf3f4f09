import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { build } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { openForWriting } from '../../electron/host/store/database.ts'
import { openStore, type StartFailure } from '../../electron/host/store/open.ts'
import { type Migration, migrations } from '../../electron/host/store/sql.ts'
import { open, temporaryDatabase, temporaryFolder } from './folder.ts'
import { mountSmall } from './mount.ts'
import { incoming } from './samples.ts'

const NOW = Date.UTC(2026, 10, 5, 10, 11, 12)

const failure = (path: string, options = {}): StartFailure | undefined => {
  const opened = openStore(path, options)
  if (!opened.ok) return opened.error
  opened.value.store.close()
  return undefined
}

const files = (path: string): string[] => readdirSync(dirname(path)).toSorted()
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const raw = <T>(path: string, work: (database: Database.Database) => T): T => {
  const database = new Database(path)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

const newest = migrations.length

/** Two steps that could follow the present schema. */
const later: readonly Migration[] = [
  ...migrations,
  {
    version: newest + 1,
    sql: `ALTER TABLE message ADD COLUMN length INTEGER;
      UPDATE message SET length = length(text);
      INSERT INTO message_text (message_text) VALUES ('delete-all');
      INSERT INTO message_text (rowid, conversation, text) SELECT id, 'c' || conversation, segment(text) FROM message;`,
  },
  { version: newest + 2, sql: 'CREATE TABLE extra (a INTEGER) STRICT' },
]

test('the first start makes the folder and files that only the user can read', () => {
  const path = join(temporaryFolder(), 'new', 'deeper', 'gezi.db')
  const { store } = open(path)
  store.saveValue('a', 'b')
  const folder = dirname(path)
  expect([mode(folder), mode(dirname(folder)), ...files(path).map((file) => [file, mode(join(folder, file))])]).toEqual(
    [
      '700',
      '700',
      ['gezi.db', '600'],
      ['gezi.db-shm', '600'],
      ['gezi.db-wal', '600'],
      ['gezi.db.lock', '600'],
      ['gezi.db.state', '600'],
    ],
  )
  store.close()
  expect(files(path)).toEqual(['gezi.db', 'gezi.db.lock'])
})

test('the database is durable: write-ahead log, full synchronisation of drive and log, foreign keys', () => {
  const database = openForWriting(temporaryDatabase())
  const names = ['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync', 'foreign_keys', 'auto_vacuum']
  const settings = Object.fromEntries(names.map((name) => [name, database.pragma(name, { simple: true })]))
  database.close()
  expect(settings).toEqual({
    journal_mode: 'wal',
    synchronous: 2,
    fullfsync: 1,
    checkpoint_fullfsync: 1,
    foreign_keys: 1,
    auto_vacuum: 0,
  })
})

test('a second host of the same folder is refused, in this process and in another, until the first ends', () => {
  const path = temporaryDatabase()
  const { store } = open(path)
  const program = `import { openStore } from ${JSON.stringify(resolve('electron/host/store/open.ts'))}
    const opened = openStore(${JSON.stringify(path)})
    console.log(opened.ok ? 'open' : opened.error.code)`
  const another = (): string =>
    spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], { encoding: 'utf8' }).stdout.trim()
  expect([failure(path)?.code, another()]).toEqual(['data-folder-in-use', 'data-folder-in-use'])
  store.close()
  expect([another(), failure(path)]).toEqual(['open', undefined])
})

test('a database of a newer version is refused and left as it is, to the byte', () => {
  const path = temporaryDatabase()
  open(path, { migrations: later }).store.close()
  const before = readFileSync(path)
  const refused = failure(path)
  expect(refused).toEqual({ code: 'database-newer', detail: `${path}: version ${newest + 2}, newest known ${newest}` })
  expect([readFileSync(path).equals(before), files(path)]).toEqual([true, ['gezi.db', 'gezi.db.lock']])
})

test('a newer database whose last run was killed keeps its log too', () => {
  const path = temporaryDatabase()
  const newer = open(path, { migrations: later })
  newer.store.saveValue('a', 'b')
  const killed = join(temporaryFolder(), 'gezi.db')
  for (const end of ['', '-wal', '-shm']) copyFileSync(`${path}${end}`, `${killed}${end}`)
  const before = ['', '-wal'].map((end) => readFileSync(`${killed}${end}`))
  expect(failure(killed)?.code).toBe('database-newer')
  expect(['', '-wal'].map((end, index) => before[index]?.equals(readFileSync(`${killed}${end}`)))).toEqual([true, true])
})

test('each step of a migration follows the one before, and the old database is kept first', () => {
  const path = temporaryDatabase()
  const first = open(path).store
  first.addIncoming(incoming({ text: '迁移之前' }))
  first.close()
  const second = open(path, { migrations: later, now: NOW }).store
  second.addIncoming(incoming({ text: '迁移之后', packetNo: '2' }))
  expect(second.search({ text: '迁移', limit: 5 }).messages.map(({ text }) => text)).toEqual(['迁移之后', '迁移之前'])
  second.close()
  const backup = join(dirname(path), `gezi-backup-v${newest}-2026-11-05T10-11-12.db`)
  expect({
    version: raw(path, (database) => database.pragma('user_version', { simple: true })),
    lengths: raw(path, (database) => database.prepare('SELECT length FROM message').pluck().all()),
    backupVersion: raw(backup, (database) => database.pragma('user_version', { simple: true })),
    backupTexts: raw(backup, (database) => database.prepare('SELECT text FROM message').pluck().all()),
    backupMode: mode(backup),
  }).toEqual({
    version: newest + 2,
    lengths: [4, null],
    backupVersion: newest,
    backupTexts: ['迁移之前'],
    backupMode: '600',
  })
})

test('two backups are kept, the newest', () => {
  const path = temporaryDatabase()
  const steps = Array.from({ length: 5 }, (_, index) => ({
    version: newest + 1 + index,
    sql: `CREATE TABLE extra${index} (a INTEGER) STRICT`,
  }))
  open(path).store.close()
  for (let count = 1; count <= steps.length; count++) {
    open(path, { migrations: [...migrations, ...steps.slice(0, count)], now: NOW + count * 1_000 }).store.close()
  }
  const times = (file: string): string => file.replace(/^gezi-backup-v\d+-/, '')
  const kept = files(path).filter((file) => file.includes('backup'))
  expect(kept.sort((a, b) => times(a).localeCompare(times(b)))).toEqual([
    `gezi-backup-v${newest + 3}-2026-11-05T10-11-16.db`,
    `gezi-backup-v${newest + 4}-2026-11-05T10-11-17.db`,
  ])
})

test('a step that fails leaves the version before it, whole', () => {
  const path = temporaryDatabase()
  const first = open(path).store
  first.addIncoming(incoming())
  first.close()
  const broken = { version: newest + 1, sql: 'ALTER TABLE message ADD COLUMN x INTEGER; SELECT * FROM missing' }
  const orphaning = { version: newest + 1, sql: 'DELETE FROM conversation' }
  expect([broken, orphaning].map((step) => failure(path, { migrations: [...migrations, step] }))).toEqual([
    { code: 'other', detail: 'no such table: missing' },
    { code: 'other', detail: `migration ${newest + 1} leaves references to missing rows` },
  ])
  const { store } = open(path)
  expect(store.conversations().map(({ last }) => last?.text)).toEqual(['你好'])
})

test('the database of another program is not touched', () => {
  const path = temporaryDatabase()
  raw(path, (database) => database.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)'))
  const before = readFileSync(path)
  expect(failure(path)?.code).toBe('other')
  expect([readFileSync(path).equals(before), files(path)]).toEqual([true, ['gezi.db', 'gezi.db.lock']])
})

test('a folder that can not be made or entered has a name for it', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  mkdirSync(join(folder, 'gezi.db'))
  expect([failure(join(folder, 'file', 'gezi.db'))?.code, failure(join(folder, 'gezi.db'))?.code]).toEqual([
    'data-folder-unreadable',
    'data-folder-unreadable',
  ])
})

test('a folder on a read-only disk has a name for it', (context) => {
  const mount = mountSmall(context, '1m')
  const path = join(mount.folder, 'gezi.db')
  const first = openStore(path)
  expect(first.ok).toBe(true)
  if (first.ok) first.value.store.close()
  mount.remount('ro')
  expect(failure(path)?.code).toBe('data-folder-unreadable')
  mount.remount('rw')
  expect(failure(path)).toBeUndefined()
})

test('the migrations are in the bundle, which runs from any folder', async () => {
  const folder = temporaryFolder()
  const entry = join(folder, 'entry.ts')
  writeFileSync(
    entry,
    `import { openStore } from ${JSON.stringify(resolve('electron/host/store/open.ts'))}
     const opened = openStore(process.argv[2] ?? '')
     if (opened.ok) { opened.value.store.openConversation('chen'); opened.value.store.close() }
     console.log(opened.ok)`,
  )
  const { inlineSql } = await import('../../build/inline-sql.ts')
  await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    publicDir: false,
    plugins: [inlineSql()],
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: join(folder, 'out'),
      rollupOptions: { external: ['better-sqlite3'], output: { entryFileNames: 'main.mjs' } },
    },
  })
  const bundle = join(folder, 'out', 'main.mjs')
  const placed = resolve('node_modules', '.cache', `${basename(folder)}.mjs`)
  mkdirSync(dirname(placed), { recursive: true })
  copyFileSync(bundle, placed)
  onTestFinished(() => rmSync(placed))
  const { stdout, stderr } = spawnSync(process.execPath, [placed, join(folder, 'gezi.db')], { encoding: 'utf8' })
  expect([stdout.trim(), stderr, existsSync(join(folder, 'out', 'sql'))]).toEqual(['true', '', false])
})

test('a start after a clean end reads what was there', () => {
  const path = temporaryDatabase()
  const first = open(path).store
  first.addIncoming(incoming())
  first.close()
  const second = open(path)
  expect([second.salvaged, second.store.conversations()[0]?.last?.text]).toEqual([undefined, '你好'])
})
