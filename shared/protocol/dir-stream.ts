/**
 * Reads the answer to GETDIRFILES piece by piece (protocol.md 4.4). The stream says where it is by depth alone, so whoever saves it
 * relies on this: names are single entries, a return never leaves the root, and only `end` means that all came. (iptux takes any close
 * between two records for the end and reports success with files missing.)
 */
import { err, ok, type Result } from '../result.ts'
import { ATTRIBUTE } from './attachment.ts'
import {
  DIR_STREAM_LIMITS,
  type DirEvent,
  type DirRecord,
  type DirRecordError,
  type DirStreamLimits,
  decodeDirRecord,
} from './dir-record.ts'
import { latin1 } from './text.ts'

export type DirStreamError = DirRecordError | 'too-deep' | 'too-many' | 'no-root' | 'truncated'

export interface DirStreamReader {
  /** After an error the reader repeats it; bytes after the end are ignored. */
  push(chunk: Uint8Array): Result<readonly DirEvent[], DirStreamError>
  /** The peer closed: an error unless the root was left. */
  end(): Result<readonly DirEvent[], DirStreamError>
  /** Bytes of the last chunk that were not read: they lie behind the stream's end, or are to be pushed again (`limits.events`). */
  readonly surplus: number
}

/** The longest: the buffer of IPMsg for Mac and of iptux. */
const [MIN_HEADER, MAX_HEADER] = [10, 8192]
/** FeiQ puts 3076 bytes of junk before the first record; the last four before the colon are the length. */
const MAX_PREAMBLE = 4096
const LENGTH_DIGITS = 4
const MAX_LENGTH_DIGITS = 8
const COLON = 0x3a

type State =
  /** Up to the first colon. */
  | { readonly step: 'length' }
  /** Up to `length` bytes, of which `prefix` are the length itself and its colon. */
  | { readonly step: 'header'; readonly length: number; readonly prefix: number }
  | { readonly step: 'data'; readonly left: number; readonly wanted: boolean }
  | { readonly step: 'done' }
  | { readonly step: 'failed'; readonly error: DirStreamError }

export function createDirStreamReader(
  decodeName: (bytes: Uint8Array) => string,
  limits: DirStreamLimits = DIR_STREAM_LIMITS,
): DirStreamReader {
  const header = new Uint8Array(MAX_HEADER)
  let [held, depth, records, surplus] = [0, 0, 0, 0]
  let state: State = { step: 'length' }

  /** Copies what of the chunk belongs to the header; returns how much that was. */
  function hold(chunk: Uint8Array, from: number, count: number): number {
    const part = chunk.subarray(from, from + count)
    header.set(part, held)
    held += part.length
    return part.length
  }

  function readLength(chunk: Uint8Array, from: number): number {
    const limit = (records === 0 ? MAX_PREAMBLE : MAX_LENGTH_DIGITS) - held
    const colon = chunk.subarray(from, from + limit + 1).indexOf(COLON)
    const taken = hold(chunk, from, colon < 0 ? limit + 1 : colon)
    if (colon < 0 && taken > limit) return fail('bad-header')
    if (colon < 0) return taken
    let digits = latin1(header.subarray(Math.max(0, held - MAX_LENGTH_DIGITS), held))
    if (records === 0 && !(held <= MAX_LENGTH_DIGITS && HEX.test(digits))) digits = digits.slice(-LENGTH_DIGITS)
    const length = HEX.test(digits) ? Number.parseInt(digits, 16) : 0
    if (length < MIN_HEADER || length > MAX_HEADER) return fail('bad-header')
    held = 0
    state = { step: 'header', length, prefix: digits.length + 1 }
    return taken + 1
  }

  function fail(error: DirStreamError): number {
    state = { step: 'failed', error }
    return 0
  }

  function finishRecord(events: DirEvent[]): void {
    const record = decodeDirRecord(header.subarray(0, held), decodeName)
    held = 0
    state = { step: 'length' }
    records++
    if (!record.ok) fail(record.error)
    else if (records > limits.records) fail('too-many')
    else enter(record.value, events)
  }

  function enter(record: DirRecord, events: DirEvent[]): void {
    const { name, size, attributes, ...times } = record
    const type = attributes & 0xff
    if (depth === 0 && type !== ATTRIBUTE.DIRECTORY) return void fail('no-root')
    if (type === ATTRIBUTE.DIRECTORY) {
      if (++depth > limits.depth) return void fail('too-deep')
      events.push({ type: 'directory', name, attributes, ...times })
    } else if (type === ATTRIBUTE.RETURN_TO_PARENT) {
      events.push({ type: 'return', ...times })
      if (--depth > 0) return
      events.push({ type: 'end' })
      state = { step: 'done' }
    } else {
      const wanted = type === ATTRIBUTE.REGULAR
      events.push(wanted ? { type: 'file', name, size, attributes, ...times } : { type: 'skipped', name, size })
      if (size > 0) state = { step: 'data', left: size, wanted }
      else if (wanted) events.push({ type: 'file-end' })
    }
  }

  function readData(
    chunk: Uint8Array,
    from: number,
    { left, wanted }: Extract<State, { step: 'data' }>,
    events: DirEvent[],
  ): number {
    const bytes = chunk.subarray(from, from + left)
    if (wanted) events.push({ type: 'data', bytes })
    const after = left - bytes.length
    state = after === 0 ? { step: 'length' } : { step: 'data', left: after, wanted }
    if (wanted && after === 0) events.push({ type: 'file-end' })
    return bytes.length
  }

  return {
    push(chunk) {
      const events: DirEvent[] = []
      const most = limits.events ?? Number.POSITIVE_INFINITY
      let at = 0
      for (let now = state; at < chunk.length && events.length < most; now = state) {
        if (now.step === 'done' || now.step === 'failed') break
        if (now.step === 'length') at += readLength(chunk, at)
        else if (now.step === 'data') at += readData(chunk, at, now, events)
        else {
          at += hold(chunk, at, now.length - now.prefix - held)
          if (held === now.length - now.prefix) finishRecord(events)
        }
      }
      surplus = chunk.length - at
      return state.step === 'failed' ? err(state.error) : ok(events)
    },
    get surplus() {
      return surplus
    },
    end: () => (state.step === 'failed' ? err(state.error) : state.step === 'done' ? ok([]) : err('truncated')),
  }
}

const HEX = /^[0-9A-Fa-f]+$/
