/** The configured place: a folder, a share, or an address of a web server. Reads whole small files, and large ones from any byte on. */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { err, ok, type Result } from '../../../shared/result.ts'

export interface UpdateSource {
  /** The error is a sentence of the system. */
  text(name: string, limit: number): Promise<Result<string, string>>
  /** Bytes from `from` on, in order. Throws what went wrong on the way. A server that cannot begin there begins at 0 and says so. */
  bytes(name: string, from: number): Promise<{ readonly from: number; readonly chunks: AsyncIterable<Uint8Array> }>
}

/** Of one answer to come, not of a whole download. */
const PATIENCE = 20_000

export const sourceAt = (place: string, patience = PATIENCE): UpdateSource =>
  /^https?:\/\//i.test(place) ? web(place) : folder(place, patience)

const sentence = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

function folder(path: string, patience: number): UpdateSource {
  return {
    text: (name, limit) =>
      within(readSmall(path, name, limit), patience).catch((error: unknown) => err(sentence(error))),
    async bytes(name, from) {
      const opening = open(join(path, name))
      try {
        return { from, chunks: pieces(await within(opening, patience), from, patience) }
      } catch (error) {
        void opening.then(close, () => {})
        throw error
      }
    },
  }
}

async function readSmall(path: string, name: string, limit: number): Promise<Result<string, string>> {
  const file = await open(join(path, name))
  try {
    const { size } = await file.stat()
    return size > limit ? err(`${name} is too large`) : ok(await file.readFile('utf8'))
  } finally {
    await file.close()
  }
}

const PIECE = 1024 * 1024

async function* pieces(file: FileHandle, from: number, patience: number): AsyncIterable<Uint8Array> {
  try {
    for (let at = from; ; ) {
      const { bytesRead, buffer } = await within(file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at), patience)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
  } finally {
    // Not waited for: closing waits for a read that hangs.
    void close(file)
  }
}

const close = (file: FileHandle): Promise<void> => file.close().catch(() => {})

/** The server of a share may be gone without a word, and the system waits for it for minutes. */
async function within<T>(work: Promise<T>, patience: number): Promise<T> {
  const stop = new AbortController()
  const late = async (): Promise<never> => {
    await delay(patience, undefined, { signal: stop.signal, ref: false })
    throw new Error('no answer')
  }
  try {
    return await Promise.race([work, late()])
  } finally {
    stop.abort()
  }
}

/** Only the configured place is asked: it must not send us to another. */
const plainly = { cache: 'no-store', redirect: 'error' } as const satisfies RequestInit

function web(base: string): UpdateSource {
  const address = (name: string): URL => new URL(name, base.endsWith('/') ? base : `${base}/`)
  return {
    async text(name, limit) {
      try {
        const answer = await fetch(address(name), { ...plainly, signal: AbortSignal.timeout(PATIENCE) })
        if (!answer.ok) return err(`${answer.status} ${answer.statusText}`.trim())
        let text = ''
        const decoder = new TextDecoder()
        for await (const chunk of answer.body ?? []) {
          text += decoder.decode(chunk, { stream: true })
          if (text.length > limit) return err(`${name} is too large`)
        }
        return ok(text)
      } catch (error) {
        return err(sentence(error))
      }
    },
    async bytes(name, from) {
      const stop = new AbortController()
      const late = setTimeout(() => stop.abort(), PATIENCE)
      const headers = from === 0 ? {} : { range: `bytes=${from}-` }
      const answer = await fetch(address(name), { ...plainly, signal: stop.signal, headers })
      clearTimeout(late)
      if (!answer.ok || answer.body === null) throw new Error(`${answer.status} ${answer.statusText}`.trim())
      return { from: answer.status === 206 ? from : 0, chunks: patient(answer.body, stop) }
    },
  }
}

/** A server that falls silent is gone. */
async function* patient(chunks: AsyncIterable<Uint8Array>, stop: AbortController): AsyncIterable<Uint8Array> {
  let late = setTimeout(() => stop.abort(), PATIENCE)
  try {
    for await (const chunk of chunks) {
      clearTimeout(late)
      yield chunk
      late = setTimeout(() => stop.abort(), PATIENCE)
    }
  } finally {
    clearTimeout(late)
    stop.abort()
  }
}
