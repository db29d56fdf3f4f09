/**
 * `PUT /files?name=NAME` with the file as its body: how a page hands over a file, since a browser shows it no path. The answer is the
 * item with its token, as the desktop program's own dialog would give it. Only for who has the page's token, within the spool's quota.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { StagedItem } from '../../shared/model/transfer.ts'
import { assertNever, type Result } from '../../shared/result.ts'
import { sameText } from '../host/net/control-socket.ts'
import type { SpoolProblem } from '../host/spool.ts'

export const UPLOAD_PATH = '/files'

export type Upload = (name: string, size: number, bytes: IncomingMessage) => Promise<Result<StagedItem, SpoolProblem>>

/** A browser sends six files of a drop at once; more windows wait. */
const MAX_UPLOADS = 8
/** A page on the same computer, or the same LAN: silence means that it is gone. */
const IDLE_LIMIT = 60_000
/** No file system has longer names. */
const MAX_NAME = 255

/** The body, or why it is refused: an HTTP status. */
export function createUploads(upload: Upload, token: string) {
  let running = 0

  async function receive(request: IncomingMessage): Promise<StagedItem | number> {
    const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ')
    if (scheme !== 'Bearer' || !sameText(given, token)) return 401
    const name = nameOf(request.url ?? '')
    if (name === undefined) return 400
    const size = Number(request.headers['content-length'] ?? Number.NaN)
    if (!Number.isSafeInteger(size) || size < 0) return 411
    if (running >= MAX_UPLOADS) return 503
    running++
    request.setTimeout(IDLE_LIMIT, () => request.destroy())
    try {
      const taken = await upload(name, size, request)
      return taken.ok ? taken.value : statusOf(taken.error)
    } finally {
      running--
    }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await receive(request)
    if (response.destroyed) return
    const body = typeof answer === 'number' ? '' : JSON.stringify(answer)
    response.writeHead(typeof answer === 'number' ? answer : 200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      // A refused body is not read: the connection ends instead.
      ...(typeof answer === 'number' && { Connection: 'close' }),
    })
    response.end(body)
  }
}

/** What the page calls the file, as one component of a path; undefined without one. */
function nameOf(url: string): string | undefined {
  const name = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('name')?.replace(/[/\\\0]/g, '_')
  return name === undefined || name.trim() === '' || name.length > MAX_NAME ? undefined : name
}

function statusOf(problem: SpoolProblem): number {
  switch (problem) {
    case 'too-large':
      return 413
    case 'disk-full':
      return 507
    case 'interrupted':
      return 400
    default:
      return assertNever(problem)
  }
}
