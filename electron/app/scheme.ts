/**
 * app://gezi/: the only origin that this application ever shows. The renderer's bundle is read from its folder by a handler that
 * checks the path, and leaves with the same strict Content-Security-Policy that the headless host sends.
 */
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { protocol } from 'electron'
import { mediaOf } from '../../shared/api/media.ts'
import { type FindPicture, mediaHeaders } from '../host/media.ts'
import type { PictureFile } from '../host/pictures.ts'

const scheme = 'app'
const host = 'gezi'
export const appOrigin = `${scheme}://${host}`

/** The policy of electron/headless/server.ts, without its WebSocket. */
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** What a bundle consists of. A file of any other kind is not served: nothing of that kind belongs into the folder. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
}

const refuse = (status: number): Response => new Response(null, { status, headers: securityHeaders })

/** The file that an address names, or undefined when it names none inside the folder. */
export function fileOf(folder: string, address: string): string | undefined {
  const url = URL.parse(address)
  if (url === null || url.protocol !== `${scheme}:` || url.host !== host) return undefined
  const path = decoded(url.pathname)
  if (path === undefined || path.includes('\0') || path.includes('\\')) return undefined
  const file = join(folder, path === '/' || path === '' ? 'index.html' : path)
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** Answers one request for a file of the bundle: 404 for what is not there, 405 for anything but reading. */
export async function answer(
  folder: string,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const file = fileOf(folder, request.url)
  const contentType = file === undefined ? undefined : contentTypes[extname(file).toLowerCase()]
  if (file === undefined || contentType === undefined) return refuse(404)
  try {
    const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(file))
    return new Response(body, { headers: { ...securityHeaders, 'content-type': contentType } })
  } catch {
    return refuse(404)
  }
}

const answerMedia = (found: PictureFile | undefined): Response =>
  found === undefined ? refuse(404) : new Response(found.bytes, { headers: mediaHeaders(found) })

/** Must run before `ready`. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Must run after `ready`. Files of the computer are out of reach by file:// as well. */
export function serveRenderer(folder: string, picture: FindPicture): void {
  protocol.handle(scheme, async (request) => {
    const named = mediaOf(new URL(request.url).pathname)
    return named === undefined ? answer(folder, request) : answerMedia(await picture(named.message, named.index))
  })
  protocol.handle('file', () => refuse(403))
}
