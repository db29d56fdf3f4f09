/** Who somebody is by what he says of himself, and what is written down of it. */
import {
  ALLSTAT,
  type ClientName,
  cardIn,
  clientName,
  type Encoding,
  GEZI_MAC,
  type Hello,
  hasFlag,
  isGeziVersion,
  OPT,
  type Packet,
  splitFingerprintName,
} from '../protocol/index.ts'
import type { Names } from './directory.ts'
import type { Identity, PeerId, PeerRecord } from './io.ts'

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

/**
 * By what else than his id somebody is found: a Gezi by its installation, IPMsg by the fingerprint of its key, FeiQ by its network card, anybody
 * else by user and host. Ids stay when a name changes, so they are no evidence.
 */
export const installationMark = (installation: string): string => `i ${installation}`
export const nameMark = ({ user, host }: Names): string => `n ${user}\0${host}`
export const cardMark = (card: string): string => `c ${card}`

export function fingerprintMark(user: string): string | undefined {
  const named = splitFingerprintName(user)
  return named && `f ${named.fingerprint}`
}

/** Without what tells him from a twin. */
export const baseId = (id: PeerId): PeerId => id.split(APART, 1)[0] ?? id

export function marksOf(record: Pick<PeerRecord, 'id' | 'user' | 'host' | 'version'>): readonly string[] {
  const id = baseId(record.id)
  if (hasOwnId({ id })) return [installationMark(id.slice(2))]
  const [print, card] = [fingerprintMark(record.user), realCard(record.version)]
  return [nameMark(record), ...(print === undefined ? [] : [print]), ...(card === '' ? [] : [cardMark(card)])]
}

/** Another computer with a copy of our data folder. */
export const copyOf = ({ installation }: Pick<Identity, 'installation'>, { user, host }: Names): PeerId =>
  `${ownId(installation)}${APART}${user}@${host}`

/** In ids, before what tells somebody from another of the same names (a cloned computer). */
export const APART = '#'

/** The card of a FeiQ; empty where it names none, or one that programs make up. */
export function realCard(version: string): string {
  const card = cardIn(version)
  return card.startsWith(GEZI_MAC) || NO_CARDS.has(card) || EVERYWHERE.test(card) ? '' : card
}

/** Cards that programs make up when they know none. */
const NO_CARDS: ReadonlySet<string> = new Set(['', '000000000000', 'FFFFFFFFFFFF', '020000000000'])
/** And those of virtual adapters, which are the same on every computer: VMware's and VirtualBox' own networks, Windows' tunnels, Npcap's loopback. */
const EVERYWHERE = /^(?:005056C000|0A0027|00155D000000|02004C4F4F50|7A7919|00FF)/

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

type Said = Pick<Description, 'user' | 'host' | 'name' | 'version' | 'dialect'>

/** Whether both may be one program: nobody calls himself differently in two hellos, nor has another network card. */
export function isSame(a: Said, b: Said): boolean {
  const [card, other] = [realCard(a.version), realCard(b.version)]
  const sameCard = card === '' || other === '' || card === other
  return sameCard && a.user === b.user && a.host === b.host && a.name === b.name && a.dialect === b.dialect
}
