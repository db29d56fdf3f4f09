/** A folder as it is sent: a stream of records (protocol.md 4.4), from the beginning or from where an own peer was interrupted. */
import { createHash, type Hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ATTRIBUTE, encodeDirRecord } from '../../../shared/protocol/index.ts'
import { HASH, hashPrefix, READ_PLAIN, type Source, SourceChanged } from './file-source.ts'
import { type DiskPath, type TreeEntry, unixSeconds, walkTree } from './tree-walk.ts'

/** A link that took a file's place while the folder is sent leads nowhere. */
const READ_NO_FOLLOW = READ_PLAIN | (constants.O_NOFOLLOW ?? 0)
/** Files up to this size are read in one synchronous call: a promise for each of thousands would cost ten times as much. */
const SMALL_FILE = 64 * 1024

/** So long small files are read without letting the loop go, in milliseconds. */
const TURN = 2

const readAsync = promisify(read)

/** What the hash covers of a record: what both sides understand by it, whatever the bytes on the wire look like. */
export const recordText = (entry: Pick<TreeEntry, 'kind' | 'name' | 'size' | 'modified'>): string =>
  `${entry.kind}:${entry.size}:${entry.modified}:${entry.kind === 'return' ? '' : entry.name}\n`

const attributeOf = {
  directory: ATTRIBUTE.DIRECTORY,
  file: ATTRIBUTE.REGULAR,
  return: ATTRIBUTE.RETURN_TO_PARENT,
} as const

/** How the receiver's program wants names written. */
export interface RecordNames {
  readonly encode: (name: string) => Uint8Array
}

/** How far an interrupted receiver came: whole records, and bytes of the file that follows them. */
export interface TreePosition {
  readonly records: number
  readonly bytes: number
}

export const TREE_START: TreePosition = { records: 0, bytes: 0 }

const encodeEntry = (entry: TreeEntry, names: RecordNames): Uint8Array =>
  encodeDirRecord(
    {
      name: entry.name,
      size: entry.size,
      attributes: attributeOf[entry.kind],
      modified: entry.modified,
      created: entry.modified,
    },
    names.encode,
  )

/**
 * The folder as a stream of records, from the beginning or behind `from`. Nothing of a link, device or pipe is sent. `hash` covers what
 * lies before `from` (`treeHash` of it) and goes on with what is sent.
 */
export function treeSource(
  root: { readonly path: string; readonly name: string },
  names: RecordNames,
  { from, hash }: { readonly from: TreePosition; readonly hash: Hash | undefined },
): Source {
  const runs = walkTree(root.path, root.name, 'named')
  let run: readonly TreeEntry[] = []
  let next = 0
  let skipRecords = from.records
  let skipBytes = from.bytes
  /** Folders that are open where a resumed stream begins: named again, so that it can be read by itself. */
  const ancestors: TreeEntry[] = []
  let isResuming = skipRecords > 0 || skipBytes > 0
  let pending: Uint8Array = new Uint8Array(0)
  /** When the loop had its last turn. */
  let began = performance.now()
  let file: { readonly descriptor: number; readonly entry: TreeEntry; at: number } | undefined
  let isClosed = false
  /** The last read that was asked for: a file is not closed under it, nor opened by it afterwards. */
  let reading: Promise<unknown> = Promise.resolve()

  const closeFile = () => {
    if (file !== undefined) closeSync(file.descriptor)
    file = undefined
  }

  /** Opens the file and says what it is; nothing is read of what is no file any more. */
  function openFile(named: TreeEntry): TreeEntry {
    const descriptor = openSync(named.path, READ_NO_FOLLOW)
    file = { descriptor, entry: named, at: 0 }
    const info = fstatSync(descriptor)
    if (!info.isFile()) throw new SourceChanged(`${named.name} is no file any more`)
    const entry = { ...named, size: info.size, modified: unixSeconds(info) }
    file = { descriptor, entry, at: 0 }
    return entry
  }

  function checkFile({ descriptor, entry }: NonNullable<typeof file>): void {
    const info = fstatSync(descriptor)
    if (info.size === entry.size && unixSeconds(info) === entry.modified) return
    throw new SourceChanged(`${entry.name} was changed while it was sent`)
  }

  /** The entry's header becomes pending, unless the receiver has it; of a half received file it names the rest. */
  function begin(named: TreeEntry): void {
    if (skipRecords > 0) {
      skipRecords--
      if (named.kind === 'directory') ancestors.push(named)
      else if (named.kind === 'return') ancestors.pop()
      return
    }
    const entry = named.kind === 'file' ? openFile(named) : named
    const passed = Math.min(skipBytes, entry.size)
    if (passed === 0) hash?.update(recordText(entry))
    pending = encodeEntry({ ...entry, size: entry.size - passed }, names)
    if (isResuming) pending = Buffer.concat([...ancestors.map((folder) => encodeEntry(folder, names)), pending])
    isResuming = false
    skipBytes = 0
    if (file !== undefined) file.at = passed
    if (entry.size === passed) closeFile()
  }

  /** Reads on in the open file: at once what is small, without holding up the loop what is large. */
  async function fill(open: NonNullable<typeof file>, into: Buffer, offset: number): Promise<number> {
    const wanted = Math.min(into.length - offset, open.entry.size - open.at)
    const bytes =
      wanted <= SMALL_FILE
        ? readSync(open.descriptor, into, offset, wanted, open.at)
        : (await readAsync(open.descriptor, into, offset, wanted, open.at)).bytesRead
    if (bytes === 0) throw new SourceChanged(`${open.entry.name} became shorter while it was sent`)
    open.at += bytes
    if (open.at === open.entry.size) {
      // What was read in one go right after it was opened needs no second look.
      if (open.entry.size > SMALL_FILE) checkFile(open)
      closeFile()
    }
    return bytes
  }

  async function readInto(into: Buffer): Promise<number> {
    let filled = 0
    while (filled < into.length && !isClosed) {
      if (performance.now() - began > TURN) {
        await nextTurn()
        began = performance.now()
      } else if (pending.length > 0) {
        const part = pending.subarray(0, into.length - filled)
        into.set(part, filled)
        filled += part.length
        pending = pending.subarray(part.length)
      } else if (file !== undefined) {
        const bytes = await fill(file, into, filled)
        hash?.update(into.subarray(filled, filled + bytes))
        filled += bytes
      } else {
        const entry = run[next++]
        if (entry !== undefined) begin(entry)
        else {
          const more = await runs.next()
          if (more.done === true) break
          run = more.value
          next = 0
        }
      }
    }
    return filled
  }

  return {
    read(into) {
      const bytes = readInto(into)
      reading = bytes.catch(() => undefined)
      return bytes
    },
    digest: () => hash?.digest(),
    async close() {
      isClosed = true
      await reading
      closeFile()
      await runs.return(undefined)
    },
  }
}

/** The hash over what a receiver holds of the folder; undefined when the folder here does not reach that far. Stops with the signal. */
export async function treeHash(
  root: { readonly path: string; readonly name: string },
  held: TreePosition,
  signal?: AbortSignal,
): Promise<Hash | undefined> {
  const hash = createHash(HASH)
  let records = 0
  for await (const run of walkTree(root.path, root.name)) {
    for (const entry of run) {
      const isWhole = records < held.records
      if (!isWhole && held.bytes === 0) return hash
      records++
      hash.update(recordText(entry))
      const wanted = isWhole ? entry.size : held.bytes
      if (wanted > entry.size) return undefined
      if (wanted > 0) await hashFile(entry.path, wanted, hash, signal)
      if (!isWhole) return hash
    }
  }
  return records === held.records && held.bytes === 0 ? hash : undefined
}

async function hashFile(path: DiskPath, length: number, hash: Hash, signal: AbortSignal | undefined): Promise<void> {
  const handle = await open(path, READ_NO_FOLLOW)
  try {
    await hashPrefix(handle, length, hash, signal)
  } finally {
    await handle.close()
  }
}
