/** What is written into the console by hand, as bytes. */
import type { RawEncoding } from '../../model/packet-console.ts'
import { type Charset, fromHex, MAX_DATAGRAM } from '../../protocol/index.ts'
import { err, ok, type Result } from '../../result.ts'

/** What the keyboard cannot type: `\0`, `\n`, `\r`, `\t`, `\a` (BEL, which ends the entries of lists), `\xHH`, and `\\`. */
const ESCAPE = /\\(?:([0nrta\\])|x([0-9A-Fa-f]{2}))/g
const ESCAPED: Readonly<Record<string, number>> = { '0': 0, n: 10, r: 13, t: 9, a: 7, '\\': 0x5c }

export function encodeRaw(
  text: string,
  encoding: RawEncoding,
  charset: Charset,
): Result<Uint8Array, 'bad-hex' | 'empty' | 'too-large'> {
  const bytes = encoding === 'hex' ? hexBytes(text) : ok(escapedBytes(text, (part) => charset.encode(part, encoding)))
  if (!bytes.ok) return bytes
  if (bytes.value.length === 0) return err('empty')
  return bytes.value.length > MAX_DATAGRAM ? err('too-large') : bytes
}

function hexBytes(text: string): Result<Uint8Array, 'bad-hex'> {
  const bytes = fromHex(text.replace(/[\s:,]|0x/gi, ''))
  return bytes === undefined ? err('bad-hex') : ok(bytes)
}

function escapedBytes(text: string, encode: (part: string) => Uint8Array): Uint8Array {
  const bytes: number[] = []
  let at = 0
  const plain = (until: number): void => {
    for (const byte of encode(text.slice(at, until))) bytes.push(byte)
  }
  for (const match of text.matchAll(ESCAPE)) {
    plain(match.index)
    bytes.push(ESCAPED[match[1] ?? ''] ?? Number.parseInt(match[2] ?? '', 16))
    at = match.index + match[0].length
  }
  plain(text.length)
  return Uint8Array.from(bytes)
}
