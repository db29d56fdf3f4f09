/**
 * A file as it is sent: its bytes from an offset. A source that is no longer what was offered says so instead of sending something else;
 * the connection is then closed early, which every client takes for a failure.
 */
import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

export interface Source {
  /** Fills the buffer from its start with the next bytes and says how many; 0 at the end. Throws SourceChanged, or what the disk throws. */
  read(into: Buffer): Promise<number>
  /** SHA-256 over all that the peer has then, from the very beginning; only of a source that was opened with a hash. */
  digest(): Buffer | undefined
  close(): Promise<void>
}

/** The file changed, shrank or vanished since it was offered. */
export class SourceChanged extends Error {
  override readonly name = 'SourceChanged'
}

export interface OfferedFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970, as the file system gave it when the file was offered. */
  readonly modified: number
}

export const HASH = 'sha256'
/** Hashed at once: about a millisecond of the loop's time. */
export const HASH_CHUNK = 1024 * 1024
/** A pipe that took the file's place would hold up whoever opens it until somebody writes. Windows has neither flag. */
export const READ_PLAIN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Feeds a file's first `length` bytes to the hash. Throws SourceChanged where there are fewer, and the signal's reason. */
export async function hashPrefix(handle: FileHandle, length: number, hash: Hash, signal?: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(HASH_CHUNK, length))
  for (let at = 0; at < length; ) {
    signal?.throwIfAborted()
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), at)
    if (bytesRead === 0) throw new SourceChanged('the file is shorter than it was')
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
}

/** Whether the file is still what was offered. */
async function isUnchanged(handle: FileHandle, file: OfferedFile): Promise<boolean> {
  const info = await handle.stat()
  return info.isFile() && info.size === file.size && info.mtimeMs === file.modified
}

/**
 * A file from the byte that the proof allows: `offset`, or 0 where what the receiver holds (`proof`, SHA-256 in hex) is not the beginning
 * of what is here. Hashing a long beginning stops with the signal.
 */
export async function openFileSource(
  file: OfferedFile,
  options: {
    readonly offset: number
    readonly proof?: string | undefined
    readonly hashed: boolean
    readonly signal?: AbortSignal
  },
): Promise<{ readonly source: Source; readonly offset: number }> {
  let handle: FileHandle
  try {
    handle = await open(file.path, READ_PLAIN)
  } catch (error) {
    throw new SourceChanged('the file can no longer be opened', { cause: error })
  }
  try {
    if (!(await isUnchanged(handle, file))) throw new SourceChanged('the file was changed after it was offered')
    const offset = Math.min(options.offset, file.size)
    const prefix = createHash(HASH)
    if (offset > 0 && (options.hashed || options.proof !== undefined)) {
      await hashPrefix(handle, offset, prefix, options.signal)
    }
    const isProven = options.proof === undefined || prefix.copy().digest('hex') === options.proof
    const hash = options.hashed ? (isProven ? prefix : createHash(HASH)) : undefined
    const from = isProven ? offset : 0
    return { offset: from, source: fileSource(handle, file, from, hash) }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function fileSource(handle: FileHandle, file: OfferedFile, offset: number, hash: Hash | undefined): Source {
  let at = offset
  return {
    async read(into) {
      const wanted = Math.min(into.length, file.size - at)
      if (wanted === 0) return 0
      const { bytesRead } = await handle.read(into, 0, wanted, at)
      if (bytesRead === 0) throw new SourceChanged('the file became shorter while it was sent')
      at += bytesRead
      // The last bytes are given away only if all of them were of one and the same file: without them nobody takes it for whole.
      if (at === file.size && !(await isUnchanged(handle, file))) {
        throw new SourceChanged('the file was changed while it was sent')
      }
      hash?.update(into.subarray(0, bytesRead))
      return bytesRead
    },
    digest: () => hash?.digest(),
    close: () => handle.close(),
  }
}
