/**
 * `GET /download/TICKET`: a file that the host made for the page, or received. The ticket is what a page with the token was told, long enough not to be
 * guessed, and good once; the file is never shown in the browser, only saved.
 */
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Download } from '../host/downloads.ts'

export const DOWNLOAD_PATH = '/download/'

export async function sendDownload({ path, name, bytes, made }: Download, response: ServerResponse): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'Cache-Control': 'no-store',
  })
  try {
    // What was told is what is sent, also of a file that has grown since.
    if (bytes === 0) response.end()
    else await pipeline(createReadStream(path, { end: bytes - 1 }), response)
  } catch {
    // The browser went away, or the file did: what it has is cut off, and it says so.
    response.destroy()
  } finally {
    if (made) await rm(path, { force: true })
  }
}
