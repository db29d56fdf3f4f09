/** Peers, aliases, settings and small values: rows that are replaced whole. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { PeerId, PeerRecord } from '../../../shared/engine/io.ts'
import { Dialect } from '../../../shared/model/dialect.ts'

interface PeerRow extends Omit<PeerRecord, 'endpoint' | 'capabilities' | 'signature' | 'info' | 'absence'> {
  readonly signature: string
  readonly info: string
  readonly address: string
  readonly port: number
  readonly capabilities: string
}

export interface Peers {
  all(): PeerRecord[]
  save(peer: PeerRecord): void
  forget(id: PeerId): void
  aliases(): Map<PeerId, string>
  /** An empty alias removes it. */
  saveAlias(peer: PeerId, alias: string): void
  /** The alias of `from` becomes that of `into` unless it has one; the peer `from` is gone. */
  merge(from: PeerId, into: PeerId): void
}

export const toRecord = ({ address, port, capabilities, signature, info, ...peer }: PeerRow): PeerRecord => ({
  ...peer,
  // What an older version called by another name is found out anew at the next hello.
  dialect: Dialect.catch('script').parse(peer.dialect),
  endpoint: { address, port },
  ...(signature !== '' && { signature }),
  ...(info !== '' && { info }),
  capabilities: capabilities === '' ? [] : capabilities.split(' '),
})

export function openPeers(raw: Database.Database): Peers {
  const all = raw.prepare<[], PeerRow>(
    `SELECT id, user, host, name, department AS "group", address, port, version, dialect, client, status, capabilities, encoding, presence,
       last_heard AS lastHeard, signature, info, epoch, highest_packet_no AS highestPacketNo
     FROM peer ORDER BY rowid`,
  )
  const save = raw.prepare<[PeerRow]>(
    `INSERT INTO peer (id, user, host, name, department, address, port, version, dialect, client, status, capabilities, encoding, presence,
       last_heard, signature, info, epoch, highest_packet_no)
     VALUES (@id, @user, @host, @name, @group, @address, @port, @version, @dialect, @client, @status, @capabilities, @encoding, @presence,
       @lastHeard, @signature, @info, @epoch, @highestPacketNo)
     ON CONFLICT (id) DO UPDATE SET
       user = excluded.user, host = excluded.host, name = excluded.name, department = excluded.department, address = excluded.address,
       port = excluded.port, version = excluded.version, dialect = excluded.dialect, client = excluded.client, status = excluded.status,
       capabilities = excluded.capabilities, encoding = excluded.encoding, presence = excluded.presence,
       last_heard = excluded.last_heard, signature = excluded.signature, info = excluded.info, epoch = excluded.epoch, highest_packet_no = excluded.highest_packet_no`,
  )
  const aliases = raw.prepare<[], { peer: string; alias: string }>('SELECT peer, alias FROM alias')
  const saveAlias = raw.prepare<[string, string]>(
    'INSERT INTO alias VALUES (?, ?) ON CONFLICT (peer) DO UPDATE SET alias = excluded.alias',
  )
  const moveAlias = raw.prepare<[string, string]>('UPDATE OR IGNORE alias SET peer = ? WHERE peer = ?')
  const remove = raw.prepare<[string]>('DELETE FROM peer WHERE id = ?')
  const removeAlias = raw.prepare<[string]>('DELETE FROM alias WHERE peer = ?')

  return {
    all: () => all.all().map(toRecord),
    save: ({ endpoint, capabilities, signature = '', info = '', absence: _absence, ...peer }) =>
      void save.run({ ...peer, ...endpoint, signature, info, capabilities: capabilities.join(' ') }),
    forget: (id) => void remove.run(id),
    aliases: () => new Map(aliases.all().map(({ peer, alias }) => [peer, alias])),
    saveAlias: (peer, alias) => void (alias === '' ? removeAlias.run(peer) : saveAlias.run(peer, alias)),
    merge(from, into) {
      if (from === into) return
      moveAlias.run(into, from)
      removeAlias.run(from)
      remove.run(from)
    },
  }
}

export interface Values {
  settings(): Record<string, unknown>
  saveSettings(values: Record<string, unknown>): void
  value(key: string): string | undefined
  saveValue(key: string, value: string): void
}

export function openValues(raw: Database.Database): Values {
  const settings = raw.prepare<[], { key: string; value: string }>('SELECT key, value FROM setting')
  const saveSetting = raw.prepare<[string, string]>(
    'INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const value = raw.prepare<[string], { value: string }>('SELECT value FROM value WHERE key = ?')
  const saveValue = raw.prepare<[string, string]>(
    'INSERT INTO value VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )

  return {
    settings: () =>
      Object.fromEntries(settings.all().map((row): [string, unknown] => [row.key, JSON.parse(row.value)])),
    // A key that is undefined is one that was not given: it stays.
    saveSettings(values) {
      for (const [key, setting] of Object.entries(values)) {
        if (setting !== undefined) saveSetting.run(key, JSON.stringify(setting))
      }
    },
    value: (key) => value.get(key)?.value,
    saveValue: (key, text) => void saveValue.run(key, text),
  }
}
