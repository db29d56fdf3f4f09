/**
 * Files in messages (protocol.md 4.1, 4.3): how an offer is written for the receiver's program, and the word that an offer is over.
 *
 * RELEASEFILES has one meaning in the protocol: the receiver wants none of that message's files. Between own peers (capability `xfer1`) a
 * second section says more: `d` or `w` for declined or withdrawn, and which files. Others see the ordinary packet, and are never told
 * of a withdrawal, for which they have no word: they find the connection closed.
 */
import { type Dialect, traits } from '../model/dialect.ts'
import {
  type Attachment,
  COMMAND,
  decodeNumberBody,
  encodeNumberBody,
  encodeShareList,
  latin1,
  latin1Bytes,
  type Packet,
  sections,
} from '../protocol/index.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory } from './directory.ts'
import type { Input } from './inputs.ts'
import type { PeerId, PeerRecord } from './io.ts'

/** Token of the `GZ` key for all that only own peers understand about files. */
export const OWN_TRANSFERS = 'xfer1'

/** Where every program listens that was not told otherwise. */
const USUAL_PORT = 2425
/** As many as a share list of ours can have. */
const MAX_RELEASED = 1_024

export interface Offers {
  release(input: Extract<Input, { type: 'release' }>): void
  /** RELEASEFILES came from this peer. False when it names no message. */
  released(peer: PeerId, packet: Packet): boolean
}

export const speaksOwnTransfers = ({ capabilities }: Pick<PeerRecord, 'capabilities'>): boolean =>
  capabilities.includes(OWN_TRANSFERS)

/** IPMsg for Windows drops an entry with one of these in its name, and all after it; FeiQ can't save it (protocol.md 4.1, 4.4). */
const WINDOWS_FORBIDS = /[\\/<>|:?*"]/g
const FULL_WIDTH = 0xfee0

/** A file's name as the receiver's program can keep it: what Windows forbids as the full-width character that looks alike. */
const nameFor = (dialect: Dialect, name: string): string =>
  traits[dialect].names === 'any'
    ? name
    : name.replace(WINDOWS_FORBIDS, (character) => String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH))

const [QUESTION_MARK, UNDERSCORE] = [0x3f, 0x5f] as const

/** The name in his code page. For what that lacks `encode` writes `?`, which is never a part of a character, and no name on Windows either. */
export function encodeFileName(dialect: Dialect, name: string, encode: (text: string) => Uint8Array): Uint8Array {
  const bytes = encode(nameFor(dialect, name))
  return traits[dialect].names === 'any' ? bytes : bytes.map((byte) => (byte === QUESTION_MARK ? UNDERSCORE : byte))
}

/** The bytes of the section after the text's NUL. */
export const encodeOffer = (
  attachments: readonly Attachment[],
  dialect: Dialect,
  encode: (text: string) => Uint8Array,
): Uint8Array =>
  encodeShareList(
    // Before colons are doubled: those that Windows forbids are none afterwards.
    attachments.map((attachment) => ({ ...attachment, name: nameFor(dialect, attachment.name) })),
    (name) => encodeFileName(dialect, name, encode),
  )

export function createOffers(context: Context, composer: Composer, directory: Directory): Offers {
  return {
    release({ peer, packetNo, files, as }) {
      const person = directory.byId(peer)
      if (person === undefined || context.reach === undefined || person.doubted) return
      const { record } = person
      const own = speaksOwnTransfers(record)
      if (as === 'withdrawn' && !own) return
      const { address, port } = record.endpoint
      const more = `${as === 'withdrawn' ? 'w' : 'd'}:${files.map((id) => id.toString(16)).join(',')}\0`
      const body = own ? latin1Bytes(`${packetNo}\0${more}`) : encodeNumberBody(packetNo)
      for (const to of new Set([port, USUAL_PORT])) {
        context.transmit({ address, port: to }, composer.reply(record, COMMAND.RELEASEFILES, body))
      }
    },

    released(peer, packet) {
      const packetNo = decodeNumberBody(packet.body)
      if (packetNo === undefined) return false
      const [, second] = sections(packet.body)
      const own = /^([dw]):([0-9a-f,]*)$/.exec(second === undefined ? '' : latin1(second))
      const files = (own?.[2] ?? '').split(',').slice(0, MAX_RELEASED)
      context.emit({
        type: 'released',
        peer,
        packetNo,
        files: files.filter((id) => id !== '').map((id) => Number.parseInt(id, 16)),
        as: own?.[1] === 'w' ? 'withdrawn' : 'declined',
      })
      return true
    },
  }
}
