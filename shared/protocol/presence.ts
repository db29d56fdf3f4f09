/** Hellos: BR_ENTRY, ANSENTRY, BR_ABSENCE, BR_EXIT (protocol.md 1.6, 3.1, 7.2, 8). One body of ours serves every dialect at once. */
import { hasFlag, OPT } from './command.ts'
import { encodingFromName } from './encoding-name.ts'
import { decodeKeyList, encodeOwnKey, type OwnKey } from './key-list.ts'
import { encodeName, listValue, signatureValue } from './names.ts'
import { type Packet, sections } from './packet.ts'
import { type Charset, concatBytes, detectEncoding, type Encoding, isUtf8, latin1, type TextContext } from './text.ts'

export interface Hello {
  readonly user: string
  readonly host: string
  /** Nickname, may be empty. */
  readonly name: string
  readonly group: string
  /** The code page in which the sender reads and writes text without UTF8OPT. */
  readonly encoding: Encoding
  /** IPMsg's own `VS` key, e.g. `4.99r3`. */
  readonly clientVersion?: string
  readonly platform?: string
  /** Another Gezi. */
  readonly own?: OwnKey
  /** What it says of its user in one line. */
  readonly signature?: string
  /** Name of iptux's icon file. */
  readonly icon?: string
  /** Whether section 4 names an encoding: iptux, and programs that iptux shall write to without guessing. */
  readonly iptux: boolean
}

/** Longer names are cut: 255 bytes are a DNS name, and four times what IPMsg keeps. */
const MAX_HELLO_NAME_BYTES = 255
const NICKNAME = 0
const GROUP = 1
const ICON = 2
const ENCODING = 3
const NO_BYTES = new Uint8Array(0)

/** Never fails: what is missing is empty. */
export function decodeHello(packet: Packet, context: TextContext): Hello {
  const { version, flags } = packet
  const { charset, chosen, remembered, legacy } = context
  const parts = sections(packet.body)
  const listed = parts.findIndex((part, index) => index > 0 && part[0] === 0x0a)
  const list = hasFlag(flags, OPT.CAPUTF8) && listed > 0 ? decodeKeyList(parts[listed] ?? NO_BYTES, charset) : {}
  const plain = (index: number) => (index === listed ? NO_BYTES : (parts[index] ?? NO_BYTES))
  const named = encodingFromName(latin1(plain(ENCODING).subarray(0, 32)))

  const raw = [packet.user, packet.host, plain(NICKNAME), plain(GROUP)].map((name) =>
    name.subarray(0, MAX_HELLO_NAME_BYTES),
  )
  const utf8Flag = hasFlag(flags, OPT.UTF8)
  const detect = (bytes: Uint8Array, flagged: boolean) =>
    detectEncoding({ bytes, utf8Flag: flagged, version, named, chosen, remembered, legacy })
  const encoding = detect(concatBytes(raw), utf8Flag)
  const [user = '', host = '', name = '', group = ''] = raw.map((bytes) => charset.decode(bytes, encoding))
  const icon = listed !== ICON && named !== undefined ? charset.decode(plain(ICON).subarray(0, 255), 'utf-8') : ''

  return {
    user: list.user ?? user,
    host: list.host ?? host,
    name: list.name ?? name,
    group: list.group ?? group,
    // iptux in GBK mode sends GBK names and still names `utf-8`: that is how it wants to be written to. A hello flagged as UTF-8
    // says nothing about text without the flag.
    encoding: named ?? (utf8Flag ? detect(NO_BYTES, false) : encoding),
    ...(list.clientVersion !== undefined && { clientVersion: list.clientVersion }),
    ...(list.platform !== undefined && { platform: list.platform }),
    ...(list.own !== undefined && { own: list.own }),
    ...(list.signature !== undefined && { signature: list.signature }),
    ...(icon !== '' && { icon }),
    iptux: named !== undefined,
  }
}

/**
 * `nick NUL group NUL "\n" list NUL "utf-8" NUL`. FeiQ and IPMsg 2.x read the first two sections, in `encoding`; IPMsg 3 and later the
 * list; iptux the fourth, and then writes and reads UTF-8 without guessing. The group is ended by NUL even when empty, because FeiQ
 * reads on otherwise.
 *
 * iptux guesses one code page for the names from the whole datagram; what is neither UTF-8 nor GB18030 it takes for UTF-16, and then
 * answers in that. So beside names in GB18030, which can write all names, a line of the list that is no GB18030 by chance stays out.
 */
export function encodeHelloBody(
  hello: {
    readonly user: string
    readonly host: string
    readonly name: string
    readonly group: string
    readonly installation: string
    readonly version: string
    readonly capabilities: readonly string[]
    readonly signature?: string
  },
  encoding: Encoding,
  charset: Charset,
): Uint8Array {
  const name = encodeName(hello.name, 'section', encoding, charset)
  const group = encodeName(hello.group, 'section', encoding, charset)
  const mixed = encoding === 'gb18030' && !isUtf8(concatBytes([name, group]))
  const list = [
    `UN:${listValue(hello.user, 'header')}`,
    `HN:${listValue(hello.host, 'header')}`,
    `NN:${listValue(hello.name, 'section')}`,
    `GN:${listValue(hello.group, 'section')}`,
    `GZ:${encodeOwnKey(hello)}`,
    ...(hello.signature ? [`SG:${signatureValue(hello.signature)}`] : []),
  ].filter((line) => !mixed || !charset.decode(charset.encode(line, 'utf-8'), encoding).includes('\ufffd'))
  const separator = charset.encode('\0', 'utf-8')
  return concatBytes([name, separator, group, charset.encode(`\0\n${list.join('\n')}\n\0utf-8\0`, 'utf-8')])
}
