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
}): Uint8Array {
  const numbers = [BigInt(request.packetNo), request.fileId, request.kind === 'file' ? request.offset : 0]
  return encodePacket({
    version: request.version,
    packetNo: request.requestNo,
    user: request.user,
    host: request.host,
    command: request.kind === 'file' ? COMMAND.GETFILEDATA : COMMAND.GETDIRFILES,
    flags: request.flags,
    body: latin1Bytes(`${numbers.map((number) => number.toString(16)).join(':')}:\0`),
  })
}
