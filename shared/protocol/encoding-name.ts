/** The names under which programs and settings speak of code pages. */
import type { Encoding } from './text.ts'

const ENCODING_NAMES: ReadonlyMap<string, Encoding> = new Map([
  ...names('utf-8', 'utf8 ascii usascii'),
  ...names('gb18030', 'gb18030 gbk gb2312 cp936 936 windows936 euccn'),
  ...names('shift_jis', 'shiftjis sjis cp932 932 windows31j windows932'),
  ...names('big5', 'big5 big5hkscs cp950 950 windows950'),
  ...names('euc-kr', 'euckr cp949 949 uhc windows949'),
  ...names('windows-1252', 'windows1252 cp1252 1252 iso88591 latin1'),
])

function names(encoding: Encoding, aliases: string): (readonly [string, Encoding])[] {
  return aliases.split(' ').map((alias) => [alias, encoding] as const)
}

/** The encoding that a peer or a setting means by this name; undefined for names that we do not know (UTF-16 among them, on purpose). */
export function encodingFromName(name: string): Encoding | undefined {
  return ENCODING_NAMES.get(name.trim().toLowerCase().replace(/[-_]/g, ''))
}
