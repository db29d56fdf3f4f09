/**
 * Puts our packets together: version, number, names and text in the code page that the receiver reads (protocol.md 1.5). Broadcasts are in
 * the code page of the LAN and carry the UTF-8 list; unicast is UTF-8 with UTF8OPT for peers that claim CAPUTF8OPT, else what the peer reads.
 */
import type { Dialect } from '../model/dialect.ts'
import {
  type Attachment,
  baseName,
  COMMAND,
  type Encoding,
  emptyBody,
  encodeFeiqVersion,
  type encodeGroupPacket,
  encodeHelloBody,
  encodeHostList,
  encodeImageMarker,
  encodeName,
  encodePacket,
  encodeTextBody,
  type HostList,
  hasFlag,
  type ImageMarker,
  isAscii,
  OPT,
} from '../protocol/index.ts'
import type { Context } from './context.ts'
import type { Identity, PeerRecord } from './io.ts'
import { encodeOffer, OWN_TRANSFERS } from './offers.ts'
import { OWN_QUESTIONS } from './own-questions.ts'
import type { MessageOptions } from './records.ts'

/** What we can do, and no more: whoever claims ENCRYPTOPT without keeping it gets no messages at all (protocol.md 11.1). */
const CAPABILITIES = OPT.FILEATTACH | OPT.CAPUTF8 | OPT.CLIPBOARD
const CIPHER_CAPABILITIES = OPT.ENCRYPT | OPT.ENCEXTMSG | OPT.CAPFILEENC

/** The tokens of our own key. */
const OWN_CAPABILITIES: readonly string[] = [OWN_TRANSFERS]
const OWN_CIPHER_CAPABILITIES: readonly string[] = [OWN_TRANSFERS, OWN_QUESTIONS]

/** IPMsg locks only what is sealed; its notice of the opening is confirmed (SECRETEXOPT). */
export function messageFlags(options: MessageOptions | undefined): number {
  if (options === undefined) return OPT.SENDCHECK
  const { sealed, locked, multicast } = options
  const envelope = (sealed || locked ? OPT.SECRETEX : 0) | (locked ? OPT.PASSWORD : 0)
  return OPT.SENDCHECK | envelope | (multicast ? OPT.MULTICAST : 0)
}

/** How to write to a receiver: that of a record, or one that nothing is known about. */
export type Reader = Pick<PeerRecord, 'status' | 'encoding'>
/** Files are written as the receiver's program keeps them. */
export type FileReader = Reader & Pick<PeerRecord, 'dialect'>

export interface Composer {
  /** BR_ENTRY, BR_ABSENCE or BR_EXIT. */
  broadcast(command: number): Uint8Array
  answerEntry(reader: Reader): Uint8Array
  /** SENDMSG under a number that it may have had before. */
  message(
    reader: FileReader,
    packetNo: number,
    flags: number,
    text: string,
    attachments?: readonly Attachment[],
    images?: readonly ImageMarker[],
  ): Uint8Array
  /** The same to be encrypted: what goes into the cipher, and the datagram around it. */
  locked(
    reader: FileReader,
    packetNo: number,
    flags: number,
    text: string,
    attachments?: readonly Attachment[],
    images?: readonly ImageMarker[],
    toList?: Uint8Array,
  ): { readonly plaintext: Uint8Array; readonly wrap: (body: Uint8Array) => Uint8Array }
  /** A packet of bytes that are ASCII, under a number that it may have had before. */
  numbered(reader: Reader, packetNo: number, command: number, flags: number, body: Uint8Array): Uint8Array
  /** A packet of a group, as `encodeGroupPacket` made it; names in the code page of FeiQ. */
  group(packet: ReturnType<typeof encodeGroupPacket>): Uint8Array
  /** ANSLIST: one page. */
  hostList(reader: Reader, list: HostList): Uint8Array
  /** Our own flags of a hello. */
  readonly status: number
  /** A packet whose body is text, or bytes that are ASCII. */
  reply(reader: Reader | undefined, command: number, body: string | Uint8Array): Uint8Array
}

/** They take a name with a fingerprint at its word. */
const STRICT: ReadonlySet<Dialect> = new Set(['ipmsg-3', 'ipmsg-4', 'ipmsg-5', 'ipmsg-mac'])

/** FeiQ shows one of its own drawings for the one that was chosen here. */
const avatarOf = ({ picture = '' }: Identity): number => Number(/^drawn-(\d{1,2})$/.exec(picture)?.[1] ?? 0)

export function createComposer(context: Context): Composer {
  const { charset } = context
  let header:
    | { readonly identity: Identity; readonly names: Map<Encoding, readonly [Uint8Array, Uint8Array]> }
    | undefined

  function headerNames(encoding: Encoding): readonly [user: Uint8Array, host: Uint8Array] {
    const { identity } = context
    if (header?.identity !== identity) header = { identity, names: new Map() }
    const known = header.names.get(encoding)
    if (known !== undefined) return known
    const encode = (name: string) => encodeName(name, 'header', encoding, charset)
    const names = [encode(identity.user), encode(identity.host)] as const
    header.names.set(encoding, names)
    return names
  }

  function packet(
    command: number,
    flags: number,
    body: Uint8Array,
    encoding: Encoding,
    packetNo: number,
    user?: Uint8Array,
  ): Uint8Array {
    const [full, host] = headerNames(encoding)
    return encodePacket({
      version: encodeFeiqVersion(context.identity.mac, 0, avatarOf(context.identity)),
      packetNo,
      user: user ?? full,
      host,
      command,
      flags,
      body,
    })
  }

  function helloBody(encoding: Encoding): Uint8Array {
    const { user, host, name, group, installation, signature = '', picture } = context.identity
    const { version } = context
    const able = context.encrypts ? OWN_CIPHER_CAPABILITIES : OWN_CAPABILITIES
    const capabilities = picture === undefined ? able : [...able, picture]
    const hello = { user, host, name, group, installation, version, capabilities, signature }
    return encodeHelloBody(hello, encoding, charset)
  }

  const status = (): number =>
    CAPABILITIES |
    (context.encrypts ? CIPHER_CAPABILITIES : 0) |
    (context.identity.absence === undefined ? 0 : OPT.ABSENCE)
  const readsUtf8 = (reader: Reader): boolean => hasFlag(reader.status, OPT.CAPUTF8)
  const next = (): number => context.numbers.next(context.now)

  /** A message as its receiver's program reads it. */
  function letter(
    reader: FileReader,
    flags: number,
    text: string,
    attachments: readonly Attachment[],
    images: readonly ImageMarker[],
  ) {
    const utf8 = readsUtf8(reader)
    const encoding = utf8 ? 'utf-8' : reader.encoding
    const list =
      attachments.length === 0
        ? undefined
        : encodeOffer(attachments, reader.dialect, (name) => charset.encode(name, encoding))
    const options = flags | (utf8 ? OPT.UTF8 | OPT.CAPUTF8 : 0) | (list === undefined ? 0 : OPT.FILEATTACH)
    const shown = images.map(encodeImageMarker).join('') + context.wording(text, reader.dialect, utf8)
    return { encoding, list, options, shown }
  }

  return {
    broadcast(command) {
      const encoding = context.legacyEncoding
      return packet(command, status(), helloBody(encoding), encoding, next())
    },

    answerEntry(reader) {
      const utf8 = readsUtf8(reader)
      const encoding = utf8 ? 'utf-8' : reader.encoding
      return packet(COMMAND.ANSENTRY, status() | (utf8 ? OPT.UTF8 : 0), helloBody(encoding), encoding, next())
    },

    message(reader, packetNo, flags, text, attachments = [], images = []) {
      const { encoding, list, shown, options } = letter(reader, flags, text, attachments, images)
      const body = encodeTextBody(shown, encoding, charset, list)
      // These throw away plain text from a name with a fingerprint, unless it is an automatic answer (protocol.md 3.2).
      const isRefused = STRICT.has(reader.dialect) && !hasFlag(flags, OPT.AUTORET)
      const user = isRefused ? encodeName(baseName(context.identity.user), 'header', encoding, charset) : undefined
      return packet(COMMAND.SENDMSG, options, body, encoding, packetNo, user)
    },

    locked(reader, packetNo, flags, text, attachments = [], images = [], toList) {
      const { encoding, list, shown, options } = letter(reader, flags, text, attachments, images)
      const inside = hasFlag(reader.status, OPT.ENCEXTMSG)
      const words = encodeTextBody(shown, encoding, charset, inside ? list : undefined)
      const others =
        inside && toList !== undefined ? [...(list === undefined ? [emptyBody()] : []), toList, emptyBody()] : []
      const plaintext = joined([words, ...others])
      const clear = inside || list === undefined ? [] : [list, emptyBody()]
      const lockedOptions = options | OPT.ENCRYPT | (inside && (list ?? toList) !== undefined ? OPT.ENCEXTMSG : 0)
      return {
        plaintext,
        wrap: (body) => packet(COMMAND.SENDMSG, lockedOptions, joined([body, ...clear]), encoding, packetNo),
      }
    },

    numbered(reader, packetNo, command, flags, body) {
      const utf8 = readsUtf8(reader)
      const encoding = utf8 ? 'utf-8' : reader.encoding
      const flagged = utf8 && !headerNames(encoding).every(isAscii)
      return packet(command, flags | (flagged ? OPT.UTF8 : 0), body, encoding, packetNo)
    },

    group({ version, command, flags, body }) {
      const [user, host] = headerNames('gb18030')
      return encodePacket({ version, packetNo: next(), user, host, command, flags, body })
    },

    hostList(reader, list) {
      const utf8 = readsUtf8(reader)
      const encoding = utf8 ? 'utf-8' : reader.encoding
      const body = encodeHostList(list, (text) => charset.encode(text, encoding))
      return packet(COMMAND.ANSLIST, utf8 ? OPT.UTF8 : 0, body, encoding, next())
    },

    get status() {
      return status()
    },

    reply(reader, command, body) {
      const utf8 = reader !== undefined && readsUtf8(reader)
      const encoding = utf8 ? 'utf-8' : (reader?.encoding ?? context.legacyEncoding)
      const bytes = typeof body === 'string' ? encodeTextBody(body, encoding, charset) : body
      // Old programs compare the whole command word: a packet that is the same in every code page says nothing about code pages.
      const flagged = utf8 && ![bytes, ...headerNames(encoding)].every(isAscii)
      return packet(command, flagged ? OPT.UTF8 : 0, bytes, encoding, next())
    },
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
