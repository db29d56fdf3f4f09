export * from './attachment.ts'
export { fromHex, toHex } from './cipher/binary-text.ts'
export * from './cipher/capability.ts'
export * from './cipher/encrypted-body.ts'
export * from './cipher/encrypted-request.ts'
export * from './cipher/fingerprint.ts'
export * from './cipher/key-exchange.ts'
export * from './cipher/plaintext.ts'
export * from './cipher/port.ts'
export * from './cipher/session-block.ts'
export * from './client-name.ts'
export * from './clipboard-place.ts'
export * from './command.ts'
export {
  DIR_STREAM_LIMITS,
  type DirEvent,
  type DirRecord,
  type DirRecordError,
  type DirStreamLimits,
  decodeDirRecord,
  encodeDirRecord,
  isEntryName,
} from './dir-record.ts'
export * from './dir-stream.ts'
export { encodingFromName } from './encoding-name.ts'
export * from './feiq/dib.ts'
export * from './feiq/group.ts'
export type { GroupBlock } from './feiq/group-block.ts'
export * from './feiq/image-assembly.ts'
export * from './feiq/image-chunk.ts'
export * from './feiq/image-marker.ts'
export * from './feiq/image-window.ts'
export { localMac } from './feiq/local-mac.ts'
export { decodeLzw, encodeLzw, isLzw, type LzwError, MAX_LZW_CONTENT } from './feiq/lzw.ts'
export * from './feiq/signal.ts'
export {
  cardIn,
  decodeFeiqVersion,
  encodeFeiqVersion,
  type FeiqVersion,
  GEZI_MAC,
  isGeziVersion,
} from './feiq/version.ts'
export { EXTENDED, type ExtendedAttribute } from './fields.ts'
export * from './file-request.ts'
export * from './file-request-reader.ts'
export * from './host-list.ts'
export type { OwnKey } from './key-list.ts'
export * from './message.ts'
export { encodeName } from './names.ts'
export * from './own/content.ts'
export * from './own/frame.ts'
export * from './own/introduce.ts'
export * from './own/probe.ts'
export * from './packet.ts'
export * from './presence.ts'
export {
  type Charset,
  concatBytes,
  detectEncoding,
  type Encoding,
  fromWireNewlines,
  isAscii,
  isUtf8,
  latin1,
  latin1Bytes,
  type TextContext,
  toWireNewlines,
} from './text.ts'
