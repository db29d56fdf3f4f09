/**
 * FeiQ's group chat (protocol.md 7.7, appendix F). Its cipher hides nothing: the key stands in the version field of the same packet, so
 * whoever hears the packet reads it.
 */
import { err, ok, type Result } from '../../result.ts'
import { BLOCK, pad, unpad } from '../cipher/padding.ts'
import type { Cipher } from '../cipher/port.ts'
import { COMMAND, OPT } from '../command.ts'
import type { Packet } from '../packet.ts'
import { type Charset, concatBytes, fromWireNewlines, latin1Bytes, toWireNewlines } from '../text.ts'
import { stripFontBlock } from './font.ts'
import { decodeGroupBlock, encodeGroupBlock, GROUP_BLOCK_BYTES, type GroupBlock } from './group-block.ts'
import { decodeFeiqVersion, encodeFeiqVersion } from './version.ts'

/** Where a group's packets go; port 2425 like all others. */
export const GROUP_ADDRESS = '226.81.9.8'

/** `group`: eight hex digits. */
export type GroupPacket =
  | { readonly type: 'message'; readonly group: string; readonly text: string }
  /** Who is in this group? */
  | { readonly type: 'query'; readonly group: string }
  /** The sender is in it, and this is what it is. */
  | { readonly type: 'announce'; readonly group: string; readonly block: GroupBlock | undefined }
  /** By broadcast: the sender is in it. */
  | { readonly type: 'present'; readonly group: string }
  /** To one person. */
  | { readonly type: 'invite'; readonly group: string; readonly block: GroupBlock | undefined }
  /** The answer to an invitation, which names no group. */
  | { readonly type: 'accept' }

interface Form {
  readonly command: number
  readonly flags: number
  /** Whether a group block follows the cipher; if not, a NUL does. */
  readonly hasBlock: boolean
}

const FORMS: Readonly<Record<GroupPacket['type'], Form>> = {
  message: { command: COMMAND.FEIQ_GROUP_MESSAGE, flags: OPT.ENCRYPT, hasBlock: false },
  query: { command: COMMAND.FEIQ_GROUP_QUERY, flags: 0, hasBlock: false },
  announce: { command: COMMAND.FEIQ_GROUP_ANNOUNCE, flags: OPT.FILEATTACH, hasBlock: true },
  present: { command: COMMAND.FEIQ_GROUP_PRESENT, flags: 0, hasBlock: false },
  invite: { command: COMMAND.FEIQ_GROUP_INVITE, flags: OPT.FILEATTACH, hasBlock: true },
  accept: { command: COMMAND.FEIQ_GROUP_ACCEPT, flags: 0, hasBlock: false },
}

const TYPES: readonly GroupPacket['type'][] = ['message', 'query', 'announce', 'present', 'invite', 'accept']
const ZERO_IV = new Uint8Array(BLOCK.blowfish)

export type GroupError = 'not-a-group-packet' | 'no-key' | 'malformed'

/** A packet that claims to be from FeiQ; its flags do not matter, clones set others. */
export function decodeGroupPacket(
  packet: Packet,
  charset: Charset,
  cipher: Pick<Cipher, 'decryptBlocks'>,
): Result<GroupPacket, GroupError> {
  const type = TYPES.find((candidate) => FORMS[candidate].command === packet.command)
  if (type === undefined) return err('not-a-group-packet')
  const version = decodeFeiqVersion(packet.version)
  if (version === undefined) return err('no-key')
  const length = cipherLength(packet.body, version.groupCipherLength, FORMS[type].hasBlock)
  if (length === 0) return err('malformed')
  const raw = cipher.decryptBlocks('blowfish', latin1Bytes(version.mac), ZERO_IV, packet.body.subarray(0, length))
  const plaintext = untilNul(unpad(raw, BLOCK.blowfish) ?? raw)
  const decoded = decodePlaintext(charset.decode(plaintext, 'gb18030'), type)
  if (decoded === undefined) return err('malformed')
  if (decoded.type !== 'announce' && decoded.type !== 'invite') return ok(decoded)
  return ok({ ...decoded, block: decodeGroupBlock(packet.body.subarray(length), charset) })
}

/** What the version field says, else all that can be cipher: whole blocks, without the group block at the end. */
function cipherLength(body: Uint8Array, claimed: number, hasBlock: boolean): number {
  const { blowfish: block } = BLOCK
  if (claimed > 0 && claimed % block === 0 && claimed <= body.length) return claimed
  const rest = hasBlock && body.length > GROUP_BLOCK_BYTES ? body.length - GROUP_BLOCK_BYTES : body.length
  return rest - (rest % block)
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0)
  return nul < 0 ? bytes : bytes.subarray(0, nul)
}

/** FeiQ 2013 puts `_` and a number of unknown meaning behind the group's. */
const MARKED = /^QUNMSGMARK#([0-9A-Fa-f]{1,8})(?:_[0-9A-Fa-f]{1,10})?#/
const INVITATION = /^([0-9A-Fa-f]{1,8})\|#/

function decodePlaintext(plaintext: string, type: GroupPacket['type']): GroupPacket | undefined {
  if (type === 'accept') return plaintext.startsWith('QUNMSGMARK#') ? { type } : undefined
  const match = (type === 'invite' ? INVITATION : MARKED).exec(plaintext)
  if (match === null) return undefined
  const group = (match[1] ?? '').toLowerCase().padStart(8, '0')
  if (type === 'message')
    return { type, group, text: stripFontBlock(fromWireNewlines(plaintext.slice(match[0].length))) }
  return type === 'query' || type === 'present' ? { type, group } : { type, group, block: undefined }
}

/** What `encodePacket` takes besides number and names. `mac`: our own, the key. */
export function encodeGroupPacket(
  packet: GroupPacket,
  mac: string,
  charset: Charset,
  cipher: Pick<Cipher, 'encryptBlocks'>,
) {
  const { command, flags } = FORMS[packet.type]
  const plaintext = charset.encode(plaintextOf(packet), 'gb18030')
  const blocks = cipher.encryptBlocks('blowfish', latin1Bytes(mac), ZERO_IV, pad(plaintext, BLOCK.blowfish))
  const tail =
    'block' in packet && packet.block !== undefined ? encodeGroupBlock(packet.block, charset) : new Uint8Array(1)
  return { version: encodeFeiqVersion(mac, blocks.length), command, flags, body: concatBytes([blocks, tail]) }
}

function plaintextOf(packet: GroupPacket): string {
  if (packet.type === 'accept') return 'QUNMSGMARK#'
  if (packet.type === 'invite') return `${packet.group}|#`
  const text = packet.type === 'message' ? toWireNewlines(packet.text).replaceAll('\0', '') : ''
  return `QUNMSGMARK#${packet.group}#${text}`
}
