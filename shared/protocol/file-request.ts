/** What we send to fetch an offered file or folder (protocol.md 4.3). */
import { COMMAND } from './command.ts'
import { encodePacket } from './packet.ts'
import { latin1Bytes } from './text.ts'

/**
 * `packet:file:offset:` NUL, all hex, which every client reads. To be sent with one write: IPMsg parses what its first `recv` returns,
 * and the Mac reads at most 255 bytes. `packetNo`: decimal digits of the offer.
 */
export function encodeFileRequest(request: {
  readonly version: string
  /** Our own number for this request. */
  readonly requestNo: number
  readonly user: Uint8Array
  readonly host: Uint8Array
  /** UTF8OPT if the offer had it. */
  readonly flags: number
  readonly kind: 'file' | 'folder'
  readonly packetNo: string
  readonly fileId: number
  readonly offset: number
  /** Fields behind the offset, for own peers only (capability `xfer1`); a folder's offset has a meaning only with them. */
  readonly extra?: readonly string[]
}): Uint8Array {
  const extra = request.extra ?? []
  const offset = request.kind === 'file' || extra.length > 0 ? request.offset : 0
  const numbers = [BigInt(request.packetNo), request.fileId, offset]
  return encodePacket({
    version: request.version,
    packetNo: request.requestNo,
    user: request.user,
    host: request.host,
    command: request.kind === 'file' ? COMMAND.GETFILEDATA : COMMAND.GETDIRFILES,
    flags: request.flags,
    body: latin1Bytes(`${[...numbers.map((number) => number.toString(16)), ...extra].join(':')}:\0`),
  })
}
