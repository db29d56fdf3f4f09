/**
 * Reads IP Messenger's text log: for each message a line of `=`, who, when, perhaps files, a line of `-`, the text. Only the frame is
 * fixed; the words in parentheses are those of the interface's language. One file may hold several code pages, because a setting changes
 * it: each message is read by itself.
 */
import type { Charset, Encoding } from '../../../shared/protocol/index.ts'
import { type ForeignMessage, type ForeignPerson, plainText } from '../store/import-ipmsg.ts'

const TOP = '='.repeat(37)
const END = '-'.repeat(37)
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Bytes of the file that decide about the code page of what is not UTF-8. */
const SAMPLE = 262_144
/** A text that quotes a whole log is still one message, but not all of the file. */
const MAX_MESSAGE = 1024 * 1024

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Words of the interface in four languages, as they stand behind the time. */
const MARKS = {
  automatic: /\((?:auto|自|自动|自動)\)/,
  multicast: /\((?:multi|多)\)/,
  sealed: /\((?:sealed|封|封印|密封)\)/,
  locked: /\((?:locked|錠|锁|鎖)\)/,
} as const

/** Whether the beginning of a file looks like such a log. */
export function looksLikeLog(start: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(start).replace(/^ï»¿/, '')
  return /(?:^|\n)={37}\r?\n (?:From|To): [^\n]*\r?\n/.test(text)
}

export type Progress = (done: number) => void

/** Messages in the order of the file. What is no message is passed over. */
export function* logMessages(
  bytes: Uint8Array,
  charset: Charset,
  hint: Encoding,
  progress: Progress = () => {},
): Generator<ForeignMessage> {
  const legacy = legacyOf(bytes, charset, hint)
  let last = Number.NEGATIVE_INFINITY
  let waiting: { readonly head: Head; text: string } | undefined
  let quoting = false
  for (const block of blocks(bytes)) {
    progress(block.end)
    const lines = decode(bytes.subarray(block.start, block.end), charset, legacy).split('\n')
    const head = headOf(lines)
    // A log that somebody pasted into a message is a part of that message: it is older than what stands around it, and begins without
    // the empty line that ends each message.
    quoting = head !== undefined && head.at < last && (quoting || waiting?.text.endsWith('\n\n') === false)
    if (waiting !== undefined && (head === undefined || quoting) && waiting.text.length < MAX_MESSAGE) {
      waiting.text += lines.join('\n')
      continue
    }
    if (waiting !== undefined) yield finished(waiting)
    waiting = head === undefined ? undefined : { head, text: lines.slice(head.lines).join('\n') }
    last = head?.at ?? last
  }
  if (waiting !== undefined) yield finished(waiting)
}

const finished = ({ head, text }: { readonly head: Head; readonly text: string }): ForeignMessage => {
  const { lines: _lines, ...message } = head
  return { ...message, text: plainText(text) }
}

/** From one line of `=` to the next. */
function* blocks(bytes: Uint8Array): Generator<{ readonly start: number; readonly end: number }> {
  let start: number | undefined
  for (let at = 0; at < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, at)
    const next = feed === -1 ? bytes.length : feed + 1
    if (isTop(bytes, at, feed === -1 ? bytes.length : feed)) {
      if (start !== undefined) yield { start, end: at }
      start = at
    }
    at = next
  }
  if (start !== undefined) yield { start, end: bytes.length }
}

const EQUALS = 0x3d
function isTop(bytes: Uint8Array, from: number, to: number): boolean {
  const end = bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to
  // A byte order mark may stand before the very first line.
  const start = from === 0 && bytes[0] === 0xef ? 3 : from
  if (end - start !== TOP.length) return false
  for (let at = start; at < end; at++) if (bytes[at] !== EQUALS) return false
  return true
}

function decode(bytes: Uint8Array, charset: Charset, legacy: Encoding): string {
  const text = isUtf8(bytes) ? charset.decode(bytes, 'utf-8') : charset.decode(bytes, legacy)
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
}

const strict = new TextDecoder('utf-8', { fatal: true })
function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

interface Head extends Omit<ForeignMessage, 'text'> {
  /** Lines until the text begins. */
  readonly lines: number
}

/** Undefined when it is no message's head: a line of `=` in somebody's text. */
function headOf(lines: readonly string[]): Head | undefined {
  const senders: ForeignPerson[] = []
  const receivers: ForeignPerson[] = []
  let at = 1
  for (; ; at++) {
    const said = /^ (?<what>From|To| {2}Cc| {2}To): (?<who>.*)$/.exec(lines[at] ?? '')?.groups
    if (said === undefined) break
    const person = personOf(said.who ?? '')
    if (person === undefined) return undefined
    if (said.what === 'From') senders.push(person)
    else if (said.what === 'To') receivers.push(person)
  }
  const time = timeOf(lines[at] ?? '')
  if (time === undefined) return undefined
  const marks = lines[at] ?? ''
  at += 1
  const files = filesOf(lines[at] ?? '')
  if (files.length > 0) at += 1
  if (lines[at] !== END) return undefined
  // A copied log names both sides; who stands first tells whose it is.
  const direction = /^ From/.test(lines[1] ?? '') ? 'in' : 'out'
  const people = direction === 'in' ? senders.slice(0, 1) : receivers
  if (people.length === 0) return undefined
  return {
    direction,
    people,
    at: time,
    files,
    sealed: MARKS.sealed.test(marks),
    locked: MARKS.locked.test(marks),
    automatic: MARKS.automatic.test(marks),
    multicast: MARKS.multicast.test(marks),
    lines: at + 1,
  }
}

const isAddress = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || /^[\da-f]*:[\da-f:]+$/i.test(text)
/** Names of log-ons have small letters or the fingerprint of a key; names of computers and departments mostly have neither. */
const isUser = (text: string): boolean => /[a-z]/.test(text) || /-<[\da-f]+>$/i.test(text)

/** `nick (group/host/address/user)`, of which all but the computer may be missing. A nick may have parentheses too. */
function personOf(text: string): ForeignPerson | undefined {
  const parts = /^(?<nick>.*) \((?<rest>[^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(text.trimEnd())?.groups
  if (parts === undefined) return undefined
  const name = (parts.nick ?? '').trim()
  const items = (parts.rest ?? '').split('/')
  const person = { name, user: name, host: '', group: '', address: '' }
  // A department may have a slash in it: the last ones are the fixed ones.
  const last = items.pop() ?? ''
  if (items.length === 0) return { ...person, host: last }
  if (isAddress(last)) {
    const host = items.pop() ?? ''
    return { ...person, host, address: last, group: items.join('/') }
  }
  const before = items.pop() ?? ''
  if (isAddress(before)) {
    const host = items.pop() ?? ''
    return { ...person, user: last, host, address: before, group: items.join('/') }
  }
  if (items.length > 0 || isUser(last)) return { ...person, user: last, host: before, group: items.join('/') }
  return { ...person, host: last, group: before }
}

/** `  at Mon Jul 02 12:50:56 2012`, and the Mac's `  at 2012/07/02 12:50:56`; local time, as this computer's is. */
function timeOf(line: string): number | undefined {
  const wide =
    /^ {2}at \S{1,9} +(?<month>[A-Z][a-z]{2}) +(?<day>\d{1,2}) +(?<h>\d{1,2}):(?<m>\d{2}):(?<s>\d{2}) +(?<year>\d{4})/.exec(
      line,
    )?.groups
  const narrow =
    /^ {2}at (?<year>\d{4})\D{1,2}(?<month>\d{1,2})\D{1,2}(?<day>\d{1,2})\D{1,6}(?<h>\d{1,2}):(?<m>\d{2}):(?<s>\d{2})/.exec(
      line,
    )?.groups
  const found = wide ?? narrow
  if (found === undefined) return undefined
  const month = wide === undefined ? Number(found.month) - 1 : MONTHS.indexOf(found.month ?? '')
  if (month < 0 || month > 11) return undefined
  const number = (name: string): number => Number(found[name])
  const time = new Date(number('year'), month, number('day'), number('h'), number('m'), number('s')).getTime()
  return Number.isNaN(time) || time < 0 ? undefined : time
}

/** `  (files) a.txt, b.txt`: any word, because each language has its own. */
function filesOf(line: string): ForeignMessage['files'] {
  const found = /^ {2}\((?<what>[^()]{1,30})\) (?<names>.+)$/.exec(line)?.groups
  if (found === undefined) return []
  const pictures = /image|画像|图|圖/.test(found.what ?? '')
  return (found.names ?? '').split(', ').map((name) => ({
    name,
    kind: pictures && /^ipmsgclip_.*\.png$/.test(name) ? 'clipboard' : 'file',
  }))
}

const COMMON = /[的一是了我不在有你这個们他到说为大和上来就时要出会可以好請请]/g
const KANA = /[\u3041-\u3096\u30a1-\u30fa]/g
const HANGUL = /[\uac00-\ud7a3]/g
const ODD = /[\ufffd\uff61-\uff9f\ue000-\uf8ff]/g

/** The code page of the bytes that are not UTF-8: the one in which they look most like what people write. */
export function legacyOf(bytes: Uint8Array, charset: Charset, hint: Encoding): Encoding {
  const sample = sampleOf(bytes)
  const score = (encoding: Encoding): number => {
    const text = charset.decode(sample, encoding)
    const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
    return count(COMMON) + 2 * count(KANA) + count(HANGUL) / 2 - 8 * count(ODD)
  }
  const candidates = [hint, ...(['gb18030', 'shift_jis', 'big5', 'euc-kr'] as const)].filter((each) => each !== 'utf-8')
  return candidates.reduce((best, each) => (score(each) > score(best) ? each : best), candidates[0] ?? 'gb18030')
}

/** Whole lines with bytes beyond ASCII that are not UTF-8. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  let size = 0
  for (let at = 0; at < bytes.length && size < SAMPLE; ) {
    const feed = bytes.indexOf(LINE_FEED, at)
    const line = bytes.subarray(at, feed === -1 ? bytes.length : feed + 1)
    at += line.length
    if (line.every((byte) => byte < 0x80) || isUtf8(line)) continue
    parts.push(line)
    size += line.length
  }
  return Buffer.concat(parts)
}
