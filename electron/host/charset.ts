/** The code pages behind the `Charset` port: UTF-8 by the platform, the others by iconv-lite. */
import iconv from 'iconv-lite'
import type { Charset, Encoding } from '../../shared/protocol/index.ts'
import { alike } from './look-alike.ts'

/** GB18030 reads all of GBK. It is not written, because FeiQ knows GBK only: what GBK lacks shall become `?` and not four odd bytes. */
const WRITTEN: Readonly<Record<Encoding, string>> = {
  'utf-8': 'utf-8',
  gb18030: 'gbk',
  shift_jis: 'cp932',
  big5: 'cp950',
  'euc-kr': 'cp949',
  'windows-1252': 'cp1252',
}

const READ: Readonly<Record<Encoding, string>> = { ...WRITTEN, gb18030: 'gb18030' }

const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const utf8Encoder = new TextEncoder()

export const charset: Charset = {
  decode: (bytes, encoding) =>
    encoding === 'utf-8' ? utf8Decoder.decode(bytes) : iconv.decode(view(bytes), READ[encoding], { stripBOM: false }),
  encode: (text, encoding) =>
    encoding === 'utf-8' ? utf8Encoder.encode(text) : new Uint8Array(encodeIn(text, WRITTEN[encoding])),
}

const QUESTION_MARK = 0x3f

/** iconv-lite writes `?` for what the code page lacks, and is asked again only where it wrote one. */
function encodeIn(text: string, page: string): Buffer {
  const bytes = iconv.encode(text, page)
  if (!bytes.includes(QUESTION_MARK)) return bytes
  return iconv.encode(
    alike(text, (part) => !iconv.encode(part, page).includes(QUESTION_MARK)),
    page,
  )
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
