/** Runs the stream readers over pieces, for the tests. */
import { charset } from '../../electron/host/charset.ts'
import {
  createDirStreamReader,
  createFileRequestReader,
  type DirEvent,
  type DirStreamError,
  type Encoding,
  type FileRequest,
  type FileRequestError,
  type LockedRequest,
} from '../../shared/protocol/index.ts'
import { err, ok, type Result } from '../../shared/result.ts'

/** Directory events with the data of each file joined, so that they do not depend on the cuts. */
export type JoinedEvent = Exclude<DirEvent, { type: 'data' }> | { readonly type: 'data'; readonly hex: string }

export function readDirStream(
  chunks: readonly Uint8Array[],
  encoding: Encoding = 'gb18030',
): Result<JoinedEvent[], DirStreamError> {
  const reader = createDirStreamReader((bytes) => charset.decode(bytes, encoding))
  const joined: JoinedEvent[] = []
  for (const chunk of chunks) {
    const events = reader.push(chunk)
    if (!events.ok) return events
    for (const event of events.value) {
      const last = joined.at(-1)
      if (event.type !== 'data') joined.push(event)
      else if (last?.type === 'data') joined.splice(-1, 1, { type: 'data', hex: last.hex + hexOf(event.bytes) })
      else joined.push({ type: 'data', hex: hexOf(event.bytes) })
    }
  }
  const end = reader.end()
  return end.ok ? ok(joined) : err(end.error)
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** The first answer other than `more`, asking `idle` after the last piece and then `end`. */
export function readRequest(chunks: readonly Uint8Array[]): Result<FileRequest, FileRequestError> {
  const answer = readAnyRequest(chunks)
  if (!answer.ok) return answer
  return 'locked' in answer.value ? err('malformed') : ok(answer.value)
}

/** The same, encrypted ones included. */
export function readAnyRequest(chunks: readonly Uint8Array[]): Result<FileRequest | LockedRequest, FileRequestError> {
  const reader = createFileRequestReader()
  for (const chunk of chunks) {
    const answer = reader.push(chunk)
    if (answer !== 'more') return answer
  }
  const idle = reader.idle()
  return idle === 'more' ? reader.end() : idle
}
