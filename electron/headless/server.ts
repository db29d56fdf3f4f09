/**
 * The page and its WebSocket. What protects it: loopback unless the operator says otherwise; a token, new at each start, that travels in
 * the URL's fragment and the handshake's subprotocol, never in a request line; `Host` and `Origin` must be ours, so that a page of
 * another site can neither rebind its name to us nor open our socket; nothing is read from request bodies but what uploads.ts takes.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import sirv from 'sirv'
import { WebSocketServer } from 'ws'
import type { Channel } from '../../shared/api/channel.ts'
import type { ClientFrame } from '../../shared/api/frame.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Download } from '../host/downloads.ts'
import type { FindPicture } from '../host/media.ts'
import { sameText } from '../host/net/control-socket.ts'
import { isIP } from '../host/net/interfaces.ts'
import { DOWNLOAD_PATH, sendDownload } from './downloads.ts'
import { createMedia, isMedia } from './media.ts'
import { createUploads, UPLOAD_PATH, type Upload } from './uploads.ts'
import { webSocketChannel } from './web-socket-channel.ts'

export interface PageServerOptions {
  readonly address: string
  /** 0 for any free one. */
  readonly port: number
  /** Folder of the built page; undefined when it is not built, and only the WebSocket is served. */
  readonly page: string | undefined
  readonly onChannel: (channel: Channel) => void
  /** Takes files that the page hands over. */
  readonly upload: Upload
  /** Finds the pictures that messages show. */
  readonly picture: FindPicture
  /** Files that were made for the page; each ticket is good once. */
  readonly download: (ticket: string) => Download | undefined
}

export interface PageServer {
  /** With the token in its fragment. */
  readonly url: string
  close(): Promise<void>
}

export interface ListenProblem {
  /** The system's code, e.g. `EADDRINUSE`. */
  readonly code: string
}

const PROTOCOL = 'gezi'
const SOCKET_PATH = '/ws'
/** The same for a page: its feed begins at once, without the way of a question. */
const FED_SOCKET_PATH = `${SOCKET_PATH}?feed`
/** Windows and tabs of one person. */
const MAX_VIEWS = 32
/** A browser opens six connections a page; what is more is somebody who keeps them open. */
const MAX_CONNECTIONS = 128
/** The largest request is a message of 32,000 UTF-16 units, each at most six bytes in JSON. */
const MAX_REQUEST = 524_288
const MAX_HEADERS = 16_384
const REQUEST_WAIT = 10_000

export function openPageServer(options: PageServerOptions): Promise<Result<PageServer, ListenProblem>> {
  const { address, page, onChannel, upload, picture } = options
  const token = randomBytes(24).toString('hex')
  const isOurs = hostCheck(address)
  const uploads = createUploads(upload, token)
  const media = createMedia(picture)
  const files = page === undefined ? undefined : sirv(page, { etag: true, setHeaders: noCache })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_REQUEST,
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  })

  const server = createServer(
    // An upload takes as long as it takes; every other body is refused.
    { maxHeaderSize: MAX_HEADERS, requestTimeout: 0, headersTimeout: REQUEST_WAIT },
    (request, response) => {
      const host = request.headers.host ?? ''
      protect(response, host)
      const refusal = refusalOf(request, isOurs)
      if (refusal === undefined && isUpload(request))
        return void uploads(request, response).catch(() => request.destroy())
      if (refusal !== undefined) return end(response, refusal)
      if (isMedia(request)) return void media.answer(request, response).catch(() => request.destroy())
      if (request.url?.startsWith(DOWNLOAD_PATH) === true) {
        // A ticket is good once: nothing is used up by asking how long the file is.
        if (request.method !== 'GET') return end(response, 405)
        const file = options.download(request.url.slice(DOWNLOAD_PATH.length))
        return file === undefined ? end(response, 404) : void sendDownload(file, response)
      }
      if (files === undefined) return end(response, 404)
      files(request, response, () => end(response, 404))
    },
  )
  sockets.on('headers', (headers, { socket }) => headers.push(`Set-Cookie: ${media.cookie(socket.localPort)}`))
  server.maxConnections = MAX_CONNECTIONS
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const status = upgradeRefusal(request, isOurs, token, sockets.clients.size)
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const first: readonly ClientFrame[] = request.url === FED_SOCKET_PATH ? [{ type: 'subscribe' }] : []
    sockets.handleUpgrade(request, socket, head, (view) => onChannel(webSocketChannel(view, first)))
  })

  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(err({ code: error.code ?? error.message })))
    server.listen(options.port, address, () => {
      server.on('error', () => {})
      const bound = server.address()
      const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
      resolve(
        ok({
          url: `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}/#${token}`,
          close: () =>
            new Promise((closed) => {
              for (const view of sockets.clients) view.terminate()
              server.close(() => closed())
              server.closeAllConnections()
            }),
        }),
      )
    })
  })
}

type HostCheck = (host: string, socket: IncomingMessage['socket']) => boolean

/**
 * A page on another site can point its own name at our address; its requests then carry that name. Ours are the address that we were
 * told, `localhost` for loopback, and for "all addresses" any address written as such, because names are what can be pointed.
 */
function hostCheck(address: string): HostCheck {
  const everywhere = address === '0.0.0.0' || address === '::'
  const loopback = address === '::1' || address.startsWith('127.')
  return (host, socket) => {
    const parts = /^(?:\[(?<six>[\da-f:.]+)\]|(?<name>[\w.-]+)):(?<port>\d+)$/i.exec(host)?.groups
    const name = (parts?.six ?? parts?.name)?.toLowerCase()
    if (name === undefined || Number(parts?.port) !== socket.localPort) return false
    return (
      name === address ||
      (loopback && name === 'localhost') ||
      (everywhere && (isIP(name) !== 0 || name === 'localhost'))
    )
  }
}

/** The HTTP status by which a request is refused. */
function refusalOf(request: IncomingMessage, isOurs: HostCheck): number | undefined {
  const { host = '', origin } = request.headers
  if (!isOurs(host, request.socket)) return 403
  if (origin !== undefined && origin !== `http://${host}`) return 403
  if (isUpload(request)) return undefined
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  return hasBody ? 413 : undefined
}

const isUpload = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'PUT' && url.split('?')[0] === UPLOAD_PATH

/** Browsers always send `Origin` with a WebSocket handshake; without one it is another program, which needs the token all the same. */
function upgradeRefusal(request: IncomingMessage, isOurs: HostCheck, token: string, views: number): string | undefined {
  if (refusalOf(request, isOurs) !== undefined) return '403 Forbidden'
  if (request.url !== SOCKET_PATH && request.url !== FED_SOCKET_PATH) return '404 Not Found'
  const [protocol, given = '', ...others] = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((part) => part.trim())
  if (protocol !== PROTOCOL || others.length > 0 || !sameText(given, token)) return '401 Unauthorized'
  return views >= MAX_VIEWS ? '503 Service Unavailable' : undefined
}

function protect(response: ServerResponse, host: string): void {
  // Only a checked host comes near a header; a refused one gets no page anyway.
  const socket = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host}` : ''
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${socket}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ]
  response.setHeader('Content-Security-Policy', policy.join('; '))
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
}

/** A new version of the program is a new page: the browser asks each time, and mostly hears that nothing changed. */
const noCache = (response: ServerResponse): void => {
  response.setHeader('Cache-Control', 'no-cache')
}

/** A refused body is not read: the connection ends instead. */
function end(response: ServerResponse, status: number): void {
  response.writeHead(status, {
    'Content-Length': 0,
    Connection: 'close',
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
  })
  response.end()
}
