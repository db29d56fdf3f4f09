/** Takes a packet apart into named pieces with their places in the datagram. What belongs to none is the colons and NULs between them. */
import { isGroupCommand } from '../../engine/groups.ts'
import { inertText } from '../../model/inert.ts'
import type { PacketPart, PartName } from '../../model/packet-console.ts'
import {
  CAPABILITY,
  type Charset,
  type Cipher,
  COMMAND,
  decodeFeiqVersion,
  decodeGroupPacket,
  decodeHostList,
  decodeShareList,
  type Encoding,
  hasCapability,
  hasFlag,
  latin1,
  OPT,
  type Packet,
  parseCapability,
  toHex,
} from '../../protocol/index.ts'
import { commandName, flagNames, isHelloCommand } from './command-names.ts'

/** Longer ones are cut; the bytes are all there. */
const MAX_VALUE = 4_000
/** A strange packet may consist of NULs only: what comes after so many pieces is one. */
const MAX_PARTS = 64
/** Of binary pieces: more says nothing to anybody, and the bytes are all there. */
const SHOWN_BYTES = 24
const FONT = [...'{/font;'].map((sign) => sign.charCodeAt(0))

export interface PartContext {
  readonly charset: Charset
  /** In which the texts of this packet are. */
  readonly encoding: Encoding
  /** FeiQ's groups are locked with what stands in the same packet: anybody reads them. */
  readonly groupCipher: Pick<Cipher, 'decryptBlocks'>
}

const QUOTING: ReadonlySet<number> = new Set([
  COMMAND.RECVMSG,
  COMMAND.READMSG,
  COMMAND.DELMSG,
  COMMAND.ANSREADMSG,
  COMMAND.RELEASEFILES,
  COMMAND.GETLIST,
])

interface Piece {
  readonly name: PartName
  readonly bytes: Uint8Array
  readonly value?: string
}

export function packetParts(datagram: Uint8Array, packet: Packet, context: PartContext): PacketPart[] {
  const { version, packetNo, user, host, command, flags, body } = packet
  const isFeiq = decodeFeiqVersion(version) !== undefined
  const start = body.byteOffset - datagram.byteOffset
  const userAt = user.byteOffset - datagram.byteOffset
  const word = datagram.subarray(userAt + user.length + host.length + 2, start - 1)
  const head: Piece[] = [
    { name: 'version', bytes: datagram.subarray(0, version.length), value: versionText(version) },
    { name: 'number', bytes: datagram.subarray(version.length + 1, userAt - 1), value: packetNo },
    { name: 'user', bytes: user },
    { name: 'host', bytes: host },
    {
      name: 'command',
      bytes: word,
      value: [`${latin1(word)} = ${commandName(command, isFeiq)}`, ...flagNames(command, flags)].join(' | '),
    },
  ]
  return [...head, ...bodyPieces(packet, context)].map(({ name, bytes, value }) => {
    const from = bytes.byteOffset - datagram.byteOffset
    // The keys of hellos are UTF-8, whatever the rest is (protocol.md 1.6).
    const encoding = name === 'key_list' ? 'utf-8' : context.encoding
    const text = value ?? context.charset.decode(bytes.subarray(0, MAX_VALUE * 4), encoding)
    return { name, value: inertText(text.slice(0, MAX_VALUE)), from, to: from + bytes.length }
  })
}

function versionText(version: string): string {
  const feiq = decodeFeiqVersion(version)
  if (feiq === undefined) return version
  return `${version} (${feiq.generation}, MAC ${feiq.mac})`
}

function bodyPieces(packet: Packet, context: PartContext): readonly Piece[] {
  const { body, command, flags } = packet
  if (body.length === 0) return []
  if (command === COMMAND.FEIQ_IMAGE) return imagePieces(body)
  if (isGroupCommand(command)) return groupPieces(packet, context)
  if (command === COMMAND.ANSLIST || command === COMMAND.ANSLIST_DICT)
    return [{ name: 'host_list', bytes: body, value: hostListText(body, context) }]
  const parts = withEnd(body)
  return parts.flatMap((bytes, index) => {
    if (index === parts.length - 1) return bytes.length === 0 ? [] : [{ name: 'end', bytes, value: binary(bytes) }]
    if (isHelloCommand(command)) return helloPieces(bytes, index)
    if (command === COMMAND.GETPUBKEY && index === 0) return [{ name: 'capability', bytes, value: capability(bytes) }]
    if (command === COMMAND.ANSPUBKEY && index === 0) return keyPieces(bytes)
    if (QUOTING.has(command)) return [{ name: index === 0 ? 'quoted' : 'section', bytes }]
    if (command !== COMMAND.SENDMSG) return [{ name: 'section', bytes }]
    if (index === 0) return hasFlag(flags, OPT.ENCRYPT) ? cipherPieces(bytes) : textPieces(bytes)
    if (index > 1) return [{ name: 'section', bytes }]
    // FeiQ leaves an old list there when it has none (protocol.md appendix F).
    return hasFlag(flags, OPT.FILEATTACH)
      ? [{ name: 'share_list', bytes, value: shareListText(bytes, context) }]
      : [{ name: 'old_list', bytes }]
  })
}

/** The sections between NULs, and at last the NULs at the end. */
function withEnd(body: Uint8Array): readonly Uint8Array[] {
  let end = body.length
  while (end > 0 && body[end - 1] === 0) end -= 1
  const parts: Uint8Array[] = []
  let start = 0
  while (start < end && parts.length < MAX_PARTS) {
    const nul = body.indexOf(0, start)
    const stop = nul < 0 || nul > end || parts.length === MAX_PARTS - 1 ? end : nul
    parts.push(body.subarray(start, stop))
    start = stop + 1
  }
  return [...parts, body.subarray(end)]
}

const HELLO_SECTIONS: readonly PartName[] = ['name', 'group', 'icon', 'encoding']

function helloPieces(bytes: Uint8Array, index: number): readonly Piece[] {
  if (bytes[0] === 0x0a) return [{ name: 'key_list', bytes: bytes.subarray(1) }]
  return [{ name: HELLO_SECTIONS[index] ?? 'section', bytes }]
}

function textPieces(bytes: Uint8Array): readonly Piece[] {
  const font = bytes.findIndex((_, at) => FONT.every((sign, place) => bytes[at + place] === sign))
  if (font < 0) return [{ name: 'text', bytes }]
  return [
    { name: 'text', bytes: bytes.subarray(0, font) },
    { name: 'font', bytes: bytes.subarray(font) },
  ]
}

const CIPHER_FIELDS: readonly PartName[] = ['capability', 'session_key', 'cipher', 'signature']

function cipherPieces(bytes: Uint8Array): readonly Piece[] {
  return fields(bytes, 0x3a, CIPHER_FIELDS.length).map((field, index) => {
    const name = CIPHER_FIELDS[index] ?? 'rest'
    return { name, bytes: field, value: name === 'capability' ? capability(field) : start(latin1(field)) }
  })
}

function keyPieces(bytes: Uint8Array): readonly Piece[] {
  const [word = bytes, key] = fields(bytes, 0x3a, 2)
  const [exponent, modulus] = key === undefined ? [] : fields(key, 0x2d, 2)
  return [
    { name: 'capability', bytes: word, value: capability(word) },
    ...(exponent === undefined ? [] : [{ name: 'exponent', bytes: exponent } as const]),
    ...(modulus === undefined ? [] : [{ name: 'modulus', bytes: modulus, value: start(latin1(modulus)) } as const]),
  ]
}

function imagePieces(body: Uint8Array): readonly Piece[] {
  const nul = body.indexOf(0)
  const end = nul < 0 ? body.length : nul
  const data = body.subarray(end + 1)
  return [
    { name: 'image_head', bytes: body.subarray(0, end) },
    ...(data.length === 0 ? [] : [{ name: 'image_data', bytes: data, value: binary(data) } as const]),
  ]
}

function groupPieces(packet: Packet, { charset, groupCipher }: PartContext): readonly Piece[] {
  const { body, version } = packet
  const read = decodeGroupPacket(packet, charset, groupCipher)
  const length = Math.min(decodeFeiqVersion(version)?.groupCipherLength || body.length, body.length)
  const value = read.ok
    ? [
        read.value.type,
        ...('group' in read.value ? [read.value.group] : []),
        ...('text' in read.value ? [read.value.text] : []),
      ].join(' ')
    : binary(body.subarray(0, length))
  const rest = body.subarray(length)
  return [
    { name: 'group_cipher', bytes: body.subarray(0, length), value },
    ...(rest.length === 0 ? [] : [{ name: 'rest', bytes: rest, value: binary(rest) } as const]),
  ]
}

function fields(bytes: Uint8Array, separator: number, limit: number): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  let from = 0
  while (found.length < limit - 1) {
    const at = bytes.indexOf(separator, from)
    if (at < 0) break
    found.push(bytes.subarray(from, at))
    from = at + 1
  }
  return [...found, bytes.subarray(from)]
}

function capability(bytes: Uint8Array): string {
  const text = latin1(bytes.subarray(0, SHOWN_BYTES))
  const word = parseCapability(text)
  const names = Object.entries(CAPABILITY).filter(([, bit]) => word !== undefined && hasCapability(word, bit))
  return [text, ...names.map(([name]) => name)].join(' | ')
}

function shareListText(bytes: Uint8Array, { charset, encoding }: PartContext): string {
  const { attachments, dropped } = decodeShareList(bytes, (name) => charset.decode(name, encoding))
  const lines = attachments.map(({ id, name, size, kind }) => `${id}: ${name} (${kind}, ${size})`)
  return [...lines, ...(dropped === 0 ? [] : [`+${dropped} ?`])].join('\n')
}

function hostListText(body: Uint8Array, { charset, encoding }: PartContext): string {
  const list = decodeHostList(body, (bytes) => charset.decode(bytes, encoding))
  if (!list.ok) return charset.decode(body.subarray(0, MAX_VALUE * 4), encoding)
  return list.value.hosts
    .map(({ user, host, address, port, name }) => `${name || user} ${user}@${host} ${address}:${port}`)
    .join('\n')
}

const start = (text: string): string => (text.length > SHOWN_BYTES * 3 ? `${text.slice(0, SHOWN_BYTES * 3)}…` : text)

function binary(bytes: Uint8Array): string {
  const digits = toHex(bytes.subarray(0, SHOWN_BYTES)).replace(/..(?=.)/g, '$& ')
  return bytes.length > SHOWN_BYTES ? `${digits} …` : digits
}
