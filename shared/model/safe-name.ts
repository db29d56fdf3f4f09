/**
 * The one place where a name that a peer chose becomes a name on this disk. Whatever comes in, what goes out is one path component that
 * every system we run on takes as an ordinary file: never a path, a drive, a device, a stream or a hidden direction of writing.
 * Rules are those of the strictest system (Windows) on all, so that a folder received on Linux can be moved to Windows unharmed.
 */

/** NTFS counts 255 UTF-16 units, ext4 and APFS 255 bytes; the rest is room for " (12)" and for the part file's suffix. */
const MAX_UNITS = 220
const MAX_BYTES = 220
/** A longer "extension" is part of the name, not worth saving when a name is cut. */
const MAX_EXTENSION_BYTES = 24

/** Separators, drive and stream colons, wildcards and redirections that Windows refuses. */
const FORBIDDEN = /[<>:"/\\|?*]/g
/** C0, DEL, C1, line and paragraph separators, bidi controls, zero-width and other format characters, lone surrogates, noncharacters. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]|(?![\u200c\u200d])\p{Cf}/gu
/** Device names, with or without an extension: `con`, `NUL.txt`, `COM¹`. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?=$|[. ])/i

const utf8Length = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4

const byteLength = (text: string): number => {
  let bytes = 0
  for (const character of text) bytes += utf8Length(character.codePointAt(0) ?? 0)
  return bytes
}

/** The longest beginning that keeps whole characters and both limits. */
function cut(text: string, maxUnits: number, maxBytes: number): string {
  let units = 0
  let bytes = 0
  for (const character of text) {
    bytes += utf8Length(character.codePointAt(0) ?? 0)
    if (units + character.length > maxUnits || bytes > maxBytes) break
    units += character.length
  }
  return text.slice(0, units)
}

/** Splits `name` before its last dot; a leading dot starts a hidden file's name and no extension. */
export function splitExtension(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.')
  if (dot <= 0 || byteLength(name.slice(dot)) > MAX_EXTENSION_BYTES) return { stem: name, extension: '' }
  return { stem: name.slice(0, dot), extension: name.slice(dot) }
}

/** A harmless single path component made of `name`; idempotent, never empty, `fallback` where nothing usable is left. */
export function safeName(name: string, fallback = 'file'): string {
  // Composed after removing: what was kept apart by an invisible character may compose now.
  const visible = name.replace(INVISIBLE, '').normalize('NFC').replace(FORBIDDEN, '_')
  const trimmed = trimTail(visible.trimStart())
  const short = shorten(trimmed === '' ? fallback : trimmed, fallback)
  // Looked at last: a long name may become a device only by being cut.
  return DEVICE.test(short) ? shorten(`_${short}`, fallback) : short
}

function shorten(name: string, fallback: string): string {
  if (name.length <= MAX_UNITS && byteLength(name) <= MAX_BYTES) return name
  const { stem, extension } = splitExtension(name)
  const kept = cut(stem, MAX_UNITS - extension.length, MAX_BYTES - byteLength(extension))
  return `${trimTail(kept) || fallback}${extension}`
}

/** Without the blanks and dots at its end, which Windows leaves out. A pattern would look at a run of them from each of its characters. */
function trimTail(text: string): string {
  let end = text.length
  while (end > 0 && /[\s.]/.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

/**
 * What two names have in common when a case-insensitive or normalising file system takes them for one: compare keys, not names, before
 * writing into a folder.
 */
export const collisionKey = (name: string): string => name.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC')

/** `name.ext` for 1, `name (2).ext` for 2, and so on. */
export function numberedName(name: string, number: number): string {
  if (number === 1) return name
  const { stem, extension } = splitExtension(name)
  return `${stem} (${number})${extension}`
}

/** The first of `name.ext`, `name (2).ext`, `name (3).ext` … that is not taken. */
export function freeName(name: string, taken: (candidate: string) => boolean): string {
  for (let number = 1; ; number++) {
    const candidate = numberedName(name, number)
    if (!taken(candidate)) return candidate
  }
}

/** Endings that a double click runs: shown with a warning, never opened by us. */
const EXECUTABLE =
  /\.(exe|com|scr|pif|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|mst|reg|lnk|url|cpl|msc|jar|sh|bash|run|desktop|appimage|deb|rpm|command|app|pkg|dmg|iso|img|vhd|vhdx|chm|application|gadget|inf|scf|sct)$/i

/** Whether opening a file of that name could run a program. */
export const isExecutableName = (name: string): boolean => EXECUTABLE.test(name)
