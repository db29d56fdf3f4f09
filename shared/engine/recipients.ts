/**
 * To whom else a message went (protocol.md 3.4, 5.5): the list behind the text that lets its readers answer all. IPMsg 4 and later read it inside
 * the cipher, Gezi in clear too. Names are not enough between Gezis, several of which may share user and host: to them a person is his id.
 */
import { traits } from '../model/dialect.ts'
import {
  decodeToList,
  encodeToList,
  hasFlag,
  latin1,
  OPT,
  type Packet,
  type Recipient,
  sections,
} from '../protocol/index.ts'
import { type Composer, messageFlags } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { IncomingMessage, OutgoingMessage, PeerId, PeerRecord } from './io.ts'
import { isOwn, namedId, ownId } from './recognise.ts'
import type { MessageOptions } from './records.ts'

export interface Recipients {
  /** The list as this reader takes it, for the cipher; undefined where there is none, or he knows none. */
  listFor(reader: PeerRecord, options: MessageOptions | undefined): Uint8Array | undefined
  /** The datagram of a message in clear, with the list behind it where the reader takes one. */
  letter(reader: PeerRecord, packetNo: number, message: OutgoingMessage): Uint8Array
  /** What the sender of a message in clear, or decrypted, wants besides its being read; most want nothing. */
  wishesOf(packet: Packet, sender: Peer): Pick<IncomingMessage, 'recipients' | 'quiet' | 'fleeting'>
}

/** An id in two fields, as the list has them: `g` and the installation, or `u` and user@host. */
const idFields = (id: PeerId): Recipient => ({ user: id.slice(0, 1), host: id.slice(2) })

export function createRecipients(context: Context, composer: Composer, directory: Directory): Recipients {
  const { charset } = context

  function listFor(reader: PeerRecord, options: MessageOptions | undefined): Uint8Array | undefined {
    const ids = options?.recipients ?? []
    if (ids.length === 0 || !traits[reader.dialect].recipients) return undefined
    const own = isOwn(reader)
    const people = ids.flatMap((id) => (own ? idFields(id) : (directory.byId(id)?.record ?? [])))
    return encodeToList(people, (text) => charset.encode(text, 'utf-8'))
  }

  function read(list: Uint8Array, packet: Packet, sender: Peer): readonly PeerId[] {
    const { identity } = context
    const encoding = hasFlag(packet.flags, OPT.UTF8) || isOwn(sender.record) ? 'utf-8' : sender.record.encoding
    const people = decodeToList(list, (bytes) => charset.decode(bytes, encoding))
    const ids = people.map(({ user, host }) => (isOwn(sender.record) ? `${user}:${host}` : namedId({ user, host })))
    const own = [ownId(identity.installation), namedId(identity)]
    return [...new Set(ids.map((id) => directory.current(id)))].filter(
      (id) => !own.includes(id) && id !== sender.record.id,
    )
  }

  function listed(packet: Packet, sender: Peer): readonly PeerId[] {
    // FeiQ leaves old memory behind its texts: only who says that there were several has a list.
    if (!hasFlag(packet.flags, OPT.MULTICAST)) return []
    const list = sections(packet.body)
      .slice(1)
      .find((section) => latin1(section.subarray(0, 3)) === 'TO:')
    return list === undefined ? [] : read(list, packet, sender)
  }

  return {
    listFor,
    letter(reader, packetNo, { text, attachments = [], images, options }) {
      const datagram = composer.message(reader, packetNo, messageFlags(options), text, attachments, images)
      const list = isOwn(reader) ? listFor(reader, options) : undefined
      // A text that just fits goes without the list rather than not at all.
      const room = traits[reader.dialect].datagram - datagram.length - 2
      if (list === undefined || list.length > room) return datagram
      const bytes = new Uint8Array(datagram.length + (attachments.length > 0 ? 0 : 1) + list.length + 1)
      bytes.set(datagram)
      bytes.set(list, bytes.length - list.length - 1)
      return bytes
    },
    wishesOf(packet, sender) {
      const { flags } = packet
      const recipients = listed(packet, sender)
      return {
        ...(recipients.length > 0 && { recipients }),
        ...(hasFlag(flags, OPT.NOPOPUP) && { quiet: true }),
        ...(hasFlag(flags, OPT.NOLOG) && { fleeting: true }),
      }
    },
  }
}
