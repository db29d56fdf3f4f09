/** Who somebody is by what he says of himself, and what is written down of it. */
import {
  ALLSTAT,
  type ClientName,
  clientName,
  type Encoding,
  type Hello,
  hasFlag,
  isGeziVersion,
  OPT,
  type Packet,
  splitFingerprintName,
} from '../protocol/index.ts'
import type { Names } from './directory.ts'
import type { PeerId, PeerRecord } from './io.ts'

export const isGezi = (packet: Packet): boolean => isGeziVersion(packet.version)

/** Who has a fingerprint encrypts: a hello that says otherwise is of somebody else under his name (protocol.md 3.1). */
export const isBorrowed = ({ user }: Hello, { flags }: Packet): boolean =>
  splitFingerprintName(user) !== undefined && !hasFlag(flags, OPT.ENCRYPT)

/** Everybody but Gezis; the fingerprint of an IPMsg with keys is a part of the user. */
export const namedId = ({ user, host }: Names): PeerId => `u:${user}@${host}`

/** An installation of ours. */
export const ownId = (installation: string): PeerId => `g:${installation}`
export const hasOwnId = ({ id }: Pick<PeerRecord, 'id'>): boolean => id.startsWith('g:')

export const idOf = (hello: Hello): PeerId => (hello.own === undefined ? namedId(hello) : ownId(hello.own.installation))

/** Another Gezi, known by its installation. */
export const isOwn = (peer: Pick<PeerRecord, 'id' | 'dialect'>): boolean =>
  // A person whom the user merged may speak through another program today.
  peer.dialect === 'gezi' && hasOwnId(peer)

/** Another Gezi that wrote before its hello arrived, and is known by user and host until then. */
export const isGhost = (peer: PeerRecord): boolean => peer.dialect === 'gezi' && !hasOwnId(peer)

/** Packet numbers are compared only to notice that a counter began anew. */
export const comparable = (packetNo: string): number => Math.min(Number(packetNo), Number.MAX_SAFE_INTEGER)

export type Description = ClientName &
  Pick<PeerRecord, 'user' | 'host' | 'name' | 'group' | 'version' | 'status' | 'capabilities' | 'signature'> & {
    readonly encoding: Encoding
  }

export function describe(packet: Packet, hello: Hello): Description {
  const status = (packet.flags & ALLSTAT) >>> 0
  const { user, host, name, group, encoding } = hello
  const { version } = packet
  const capabilities = hello.own?.capabilities ?? []
  const program = clientName(version, hello, status)
  // Others say it in a packet of its own, if at all: a hello without it takes nothing back.
  const said = hello.own === undefined ? {} : { signature: hello.signature }
  const shown = program.dialect === 'feiq' && hasFlag(status, OPT.ABSENCE) ? withoutMark(name) : name
  return { user, host, name: shown, group, encoding, version, status, capabilities, ...program, ...said }
}

/** FeiQ writes behind the nickname why its user is away: `张三[暂离]`. */
function withoutMark(name: string): string {
  const mark = /\s?\[[^[\]]{1,32}\]$/.exec(name)
  return mark === null || mark.index === 0 ? name : name.slice(0, mark.index)
}

/** Somebody who wrote without a hello: the flags of a message are not his capabilities. */
export function describeStranger(packet: Packet, names: Names, encoding: Encoding): Description {
  const description = describe({ ...packet, flags: 0 }, { ...names, name: '', group: '', encoding, iptux: false })
  return isGezi(packet) ? { ...description, dialect: 'gezi' } : description
}

/** iptux and the small clones set ABSENCEOPT in every hello (0x101, protocol.md 2.2): alone, without any capability, it says nothing. */
export function presenceOf({ status, dialect }: Pick<PeerRecord, 'status' | 'dialect'>): 'online' | 'away' {
  const means = dialect !== 'iptux' && (status & ~OPT.ABSENCE) !== 0
  return means && hasFlag(status, OPT.ABSENCE) ? 'away' : 'online'
}
