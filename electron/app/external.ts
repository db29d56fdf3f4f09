/**
 * What may leave the application for another program. The view has already shown the real target and asked; here the target is judged
 * again, because a view is never believed (design.md 5).
 */

/** Longest address that is handed to the system: browsers and mail programs cut or refuse longer ones. */
const MAX_ADDRESS = 2_048

export type ExternalTarget =
  /** A web or mail address. */
  | { readonly kind: 'address'; readonly url: string }
  /** A folder on a server of the LAN. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Something inside such a folder. It is shown, never started: it may be a program. */
  | { readonly kind: 'item'; readonly path: string }

const webSchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/**
 * A server of plain host characters, a share, and folders: no device path (`\\?\`, `\\.\`), no WebDAV server of the internet (`@SSL`), no
 * alternate stream, no wildcard, no control character.
 */
const uncPath = /^\\\\[\p{L}\p{N}][\p{L}\p{N}._-]*(?:\\[^\\/:*?"<>|\p{Cc}\p{Cf}]+)+\\?$/u

/** The target that a text names, or undefined when it is none that may be opened. */
export function externalTarget(text: string): ExternalTarget | undefined {
  if (text.length > MAX_ADDRESS) return undefined
  if (text.startsWith('\\\\')) return uncTarget(text)
  const url = URL.parse(text)
  return url !== null && webSchemes.has(url.protocol) ? { kind: 'address', url: url.href } : undefined
}

function uncTarget(path: string): ExternalTarget | undefined {
  if (!uncPath.test(path)) return undefined
  const parts = path.split('\\').filter((part) => part !== '')
  if (parts.some((part) => part === '.' || part === '..')) return undefined
  // Windows ignores dots and spaces at the end of a name, so `setup.exe.` is a program too: any dot makes it an item.
  const mayBeProgram = parts.length > 2 && (parts.at(-1)?.includes('.') ?? true)
  return { kind: mayBeProgram ? 'item' : 'folder', path }
}

/** The address of a LAN folder for desktops that know no UNC paths. */
export const smbAddress = (path: string): string =>
  `smb:${path
    .split('\\')
    .map((part) => encodeURIComponent(part))
    .join('/')}`
