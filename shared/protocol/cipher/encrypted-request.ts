/**
 * Encrypted requests for files (protocol.md 4.6): the plain request, then how the answer shall be encrypted and the request's own packet
 * number, all signed. IPMsg asks for single files with GETDIRFILES then, too, but for inline images.
 */
import { err, ok, type Result } from '../../result.ts'
import { latin1, latin1Bytes } from '../text.ts'
import { fromHex, toHex } from './binary-text.ts'
import { CAPABILITY, hasCapability, parseCapability } from './capability.ts'
import { packetNumberBlock } from './padding.ts'

export interface EncryptedRequest {
  readonly kind: 'file' | 'folder'
  /** Decimal: the packet number of the offer. */
  readonly packetNo: string
  readonly fileId: number
  /** Bytes; of a folder only with `extra`. */
  readonly offset: number
  /** Key of the AES-256-CTR stream of the answer, directory records included; undefined: the answer is in clear. */
  readonly bodyKey: Uint8Array | undefined
  /** Decimal: of the packet that carries the request. It must exceed the last one of this peer, or the request is a replay. */
  readonly requestNo: string
  /** What only own peers understand (capability `xfer1`), behind the request's number; a folder's offset stands in front of it. */
  readonly extra: readonly string[]
}

const AES_KEY_DIGITS = 64
const ENCRYPTED_ANSWER = (CAPABILITY.AES_256 | CAPABILITY.PACKETNO_IV).toString(16)
const CLEAR_ANSWER = CAPABILITY.NOENC_FILEBODY.toString(16)

/** The plaintext for `encryptBody`, NUL included. The packet carries ENCRYPTOPT and ENCFILEOPT, its command is GETFILEDATA for `file`. */
export function encodeEncryptedRequest(request: EncryptedRequest): Uint8Array {
  const { kind, packetNo, fileId, offset, bodyKey, requestNo, extra } = request
  const answer = bodyKey === undefined ? [CLEAR_ANSWER] : [ENCRYPTED_ANSWER, toHex(bodyKey)]
  const position = kind === 'file' ? [offset.toString(16)] : []
  const numbers = [toHexNumber(packetNo), fileId.toString(16), ...position, ...answer, toHexNumber(requestNo)]
  const start = kind === 'folder' && extra.length > 0 ? [offset.toString(16)] : []
  return latin1Bytes(`${[...numbers, ...start, ...extra].join(':')}\0`)
}

/**
 * `kind` is told by the command of the packet, `packetNo` is the number in its header: a request that names another one was cut out of
 * another packet.
 */
export function decodeEncryptedRequest(
  plaintext: Uint8Array,
  kind: EncryptedRequest['kind'],
  packetNo: string,
): Result<EncryptedRequest, 'malformed' | 'unsupported' | 'other-packet'> {
  const nul = plaintext.indexOf(0)
  const fields = latin1(nul < 0 ? plaintext : plaintext.subarray(0, nul)).split(':', MAX_FIELDS)
  const [offer, file] = [fields.shift(), fields.shift()].map(fromHexNumber)
  const start = kind === 'file' ? fromHexNumber(fields.shift()) : 0n
  const answer = parseCapability(fields.shift() ?? '')
  if (offer === undefined || file === undefined || start === undefined || answer === undefined) return err('malformed')
  const clear = hasCapability(answer, CAPABILITY.NOENC_FILEBODY)
  if (!clear && !hasCapability(answer, CAPABILITY.AES_256 | CAPABILITY.PACKETNO_IV)) return err('unsupported')
  const key = clear ? '' : (fields.shift() ?? '')
  const bodyKey = clear || key.length !== AES_KEY_DIGITS ? undefined : fromHex(key)
  const requestNo = fromHexNumber(fields.shift())
  if (requestNo === undefined || (!clear && bodyKey === undefined)) return err('malformed')
  if (requestNo.toString() !== BigInt(packetNo).toString()) return err('other-packet')
  const extra = fields.filter((field) => field !== '')
  // Something else may be meant by a field that is alone: an offset of a folder has more behind it.
  const later = kind === 'folder' && extra.length > 1 ? fromHexNumber(extra[0]) : undefined
  if (later !== undefined) extra.shift()
  const offset = later ?? start
  if (offset > MAX_SAFE || file > MAX_SAFE) return err('malformed')
  return ok({
    kind,
    packetNo: offer.toString(),
    fileId: Number(file),
    offset: Number(offset),
    bodyKey,
    requestNo: packetNo,
    extra,
  })
}

/** Packet, file, offset, capability, key, number, those of own peers, and what follows a last colon. */
const MAX_FIELDS = 12
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)

const toHexNumber = (decimal: string): string => BigInt(decimal).toString(16)

/** Packet numbers of scripts need more than 53 bits. */
const fromHexNumber = (text = ''): bigint | undefined =>
  /^[0-9A-Fa-f]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined

/** The first counter block of the answer's AES-256-CTR stream. */
export const bodyCounter = (requestNo: string): Uint8Array => packetNumberBlock(requestNo, 16)
