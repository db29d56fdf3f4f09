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
export const HASH_CHUNK = 1024 * 1024

/** Feeds a file's first `length` bytes to the hash. Throws SourceChanged where there are fewer. */
export async function hashPrefix(handle: FileHandle, length: number, hash: Hash): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(HASH_CHUNK, length))
  for (let at = 0; at < length; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), at)
    if (bytesRead === 0) throw new SourceChanged('the file is shorter than it was')
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
}

/** SHA-256 of a file's first `length` bytes, hex: what a receiver holds, and what the sender compares it with. */
export async function prefixHash(handle: FileHandle, length: number): Promise<string> {
  const hash = createHash(HASH)
  await hashPrefix(handle, length, hash)
  return hash.digest('hex')
}

/**
 * A file from the byte that `grant` chooses. `grant` is asked when the file is open and known to be the offered one, so that a
 * receiver's proof can be compared with what is really here.
 */
export async function openFileSource(
  file: OfferedFile,
  options: { readonly offset: number; readonly proof?: string | undefined; readonly hashed: boolean },
): Promise<{ readonly source: Source; readonly offset: number }> {
  let handle: FileHandle
  try {
    handle = await open(file.path, constants.O_RDONLY)
  } catch (error) {
    throw new SourceChanged('the file can no longer be opened', { cause: error })
  }
  try {
    const info = await handle.stat()
    if (!info.isFile() || info.size !== file.size || info.mtimeMs !== file.modified) {
      throw new SourceChanged('the file was changed after it was offered')
    }
    let offset = Math.min(options.offset, file.size)
    if (options.proof !== undefined && offset > 0 && (await prefixHash(handle, offset)) !== options.proof) offset = 0
    const hash = options.hashed ? createHash(HASH) : undefined
    if (hash !== undefined) await hashPrefix(handle, offset, hash)
    return { offset, source: fileSource(handle, file.size, offset, hash) }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function fileSource(handle: FileHandle, size: number, offset: number, hash: Hash | undefined): Source {
  let at = offset
  return {
    async read(into) {
      const wanted = Math.min(into.length, size - at)
      if (wanted === 0) return 0
      const { bytesRead } = await handle.read(into, 0, wanted, at)
      if (bytesRead === 0) throw new SourceChanged('the file became shorter while it was sent')
      hash?.update(into.subarray(0, bytesRead))
      at += bytesRead
      return bytesRead
    },
    digest: () => hash?.digest(),
    close: () => handle.close(),
  }
}
