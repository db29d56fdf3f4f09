/** Public keys of people, and what the user decided about them. Callers provide the transaction. */
import type Database from 'better-sqlite3'
import type { PeerId } from '../../../shared/engine/io.ts'
import type { KeyRecord } from '../../../shared/engine/key-record.ts'
import { keySize, type PublicKey } from '../../../shared/protocol/index.ts'

interface KeyRow {
  readonly peer: string
  readonly large: string | null
  readonly small: string | null
  readonly offered: string | null
  readonly capability: number
  readonly mac: string
  readonly otherMac: string
  readonly pinnedAt: number
  readonly comparedAt: number | null
  readonly plain: number
  readonly files: number
}

export interface PeerKeys {
  all(): KeyRecord[]
  save(record: KeyRecord): void
  /** `into` keeps its own keys, or gets those of `from`. */
  merge(from: PeerId, into: PeerId): void
}

export function openPeerKeys(raw: Database.Database): PeerKeys {
  const all = raw.prepare<[], KeyRow>(
    `SELECT peer, large, small, offered, capability, mac, other_mac AS otherMac, pinned_at AS pinnedAt, compared_at AS comparedAt, plain, files
     FROM peer_key ORDER BY rowid`,
  )
  const save = raw.prepare<[KeyRow]>(
    `INSERT INTO peer_key (peer, large, small, offered, capability, mac, other_mac, pinned_at, compared_at, plain, files)
     VALUES (@peer, @large, @small, @offered, @capability, @mac, @otherMac, @pinnedAt, @comparedAt, @plain, @files)
     ON CONFLICT (peer) DO UPDATE SET large = excluded.large, small = excluded.small, offered = excluded.offered,
       capability = excluded.capability, mac = excluded.mac, other_mac = excluded.other_mac, pinned_at = excluded.pinned_at,
       compared_at = excluded.compared_at, plain = excluded.plain, files = excluded.files`,
  )
  const move = raw.prepare<[string, string]>('UPDATE OR IGNORE peer_key SET peer = ? WHERE peer = ?')
  const remove = raw.prepare<[string]>('DELETE FROM peer_key WHERE peer = ?')

  return {
    all: () => all.all().flatMap((row) => toRecord(row) ?? []),
    save({ pinned, offered, comparedAt, plain, files, ...record }) {
      const written = (size: number): string | null => {
        const key = pinned.find((candidate) => keySize(candidate) === size)
        return key === undefined ? null : textOf(key)
      }
      save.run({
        ...record,
        large: written(2048),
        small: written(1024),
        offered: offered === undefined ? null : textOf(offered),
        comparedAt: comparedAt ?? null,
        plain: plain ? 1 : 0,
        files: files ? 1 : 0,
      })
    },
    merge(from, into) {
      if (from === into) return
      move.run(into, from)
      remove.run(from)
    },
  }
}

const textOf = ({ exponent, modulus }: PublicKey): string =>
  `${exponent.toString(16)}-${Buffer.from(modulus).toString('hex')}`

function keyOf(text: string | null): PublicKey | undefined {
  const match = /^([0-9a-f]{1,8})-([0-9a-f]+)$/.exec(text ?? '')
  const [, exponent = '', modulus = ''] = match ?? []
  return match === null
    ? undefined
    : { exponent: Number.parseInt(exponent, 16), modulus: new Uint8Array(Buffer.from(modulus, 'hex')) }
}

/** Undefined for a row without a key: what salvage could not read. */
function toRecord({ large, small, offered, comparedAt, plain, files, ...row }: KeyRow): KeyRecord | undefined {
  const pinned = [keyOf(large), keyOf(small)].filter((key) => key !== undefined)
  if (pinned.length === 0) return undefined
  return {
    ...row,
    pinned,
    offered: keyOf(offered),
    comparedAt: comparedAt ?? undefined,
    plain: plain === 1,
    files: files === 1,
  }
}
