/**
 * `GET /media/MESSAGE/INDEX`: pictures of messages. An `<img>` sends no header of ours, and a token in its address would stand in logs and
 * histories: the handshake of the WebSocket, which has the token, leaves a cookie, new at each start, that opens pictures and nothing else.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { MEDIA_PATH, mediaOf } from '../../shared/api/media.ts'
import { type FindPicture, mediaHeaders } from '../host/media.ts'
import { sameText } from '../host/net/control-socket.ts'

export interface Media {
  /** For the answer to a handshake. Cookies know no ports, so the name does. */
  cookie(port: number | undefined): string
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** A page shows a screen of them, and each may be read whole. */
const MAX_AT_ONCE = 16

export const isMedia = ({ url = '' }: IncomingMessage): boolean => url.startsWith(MEDIA_PATH)

const cookieName = (port: number | undefined): string => `gezi-media-${port ?? 0}`

export function createMedia(find: FindPicture): Media {
  const secret = randomBytes(24).toString('hex')
  let running = 0

  const mayRead = ({ headers, socket }: IncomingMessage): boolean =>
    (headers.cookie ?? '').split(';').some((pair) => {
      const [name = '', value = ''] = pair.trim().split('=')
      return name === cookieName(socket.localPort) && sameText(value, secret)
    })

  return {
    cookie: (port) => `${cookieName(port)}=${secret}; Path=${MEDIA_PATH}; HttpOnly; SameSite=Strict`,

    async answer(request, response) {
      const refuse = (status: number): void => void response.writeHead(status, { 'Content-Length': 0 }).end()
      // Only a page of ours: another port of this computer is another origin, but the same site.
      const from = request.headers['sec-fetch-site']
      if (!mayRead(request) || (from !== undefined && from !== 'same-origin')) return refuse(401)
      const named = mediaOf(request.url ?? '')
      if (named === undefined) return refuse(404)
      if (running >= MAX_AT_ONCE) return refuse(503)
      running++
      try {
        const found = await find(named.message, named.index)
        if (found === undefined) return refuse(404)
        response.writeHead(200, mediaHeaders(found))
        response.end(request.method === 'HEAD' ? undefined : found.bytes)
      } finally {
        running--
      }
    },
  }
}
