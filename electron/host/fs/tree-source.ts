/** A folder as it is sent: a stream of records (protocol.md 4.4), from the beginning or from where an own peer was interrupted. */
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { ATTRIBUTE, encodeDirRecord } from '../../../shared/protocol/index.ts'
import { HASH, HASH_CHUNK, hashPrefix, type Source, SourceChanged } from './file-source.ts'
import { type TreeEntry, walkTree } from './tree-walk.ts'

const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
/** Files up to this size are read in one synchronous call: a promise for each of thousands would cost ten times as much. */
const SMALL_FILE = 64 * 1024

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

/** The folder as a stream of records, from the beginning or behind `from`. Nothing of a link, device or pipe is sent. */
export function treeSource(
  root: { readonly path: string; readonly name: string },
  names: RecordNames,
  options: { readonly from: TreePosition; readonly hashed: boolean },
): Source {
  const hash = options.hashed ? createHash(HASH) : undefined
  const runs = walkTree(root.path, root.name)
  let run: readonly TreeEntry[] = []
  let next = 0
  let skipRecords = options.from.records
  let skipBytes = options.from.bytes
  /** Folders that are open where a resumed stream begins: named again, so that it can be read by itself. */
  const ancestors: TreeEntry[] = []
  let resuming = skipRecords > 0 || skipBytes > 0
  let pending: Uint8Array = new Uint8Array(0)
  let file: { readonly descriptor: number; left: number; at: number } | undefined

  const closeFile = () => {
    if (file !== undefined) closeSync(file.descriptor)
    file = undefined
  }

  function openFile(entry: TreeEntry): void {
    const descriptor = openSync(entry.path, constants.O_RDONLY | NO_FOLLOW)
    file = { descriptor, left: entry.size, at: 0 }
    const info = fstatSync(descriptor)
    if (!info.isFile() || info.size !== entry.size)
      throw new SourceChanged(`${entry.name} was changed while it was sent`)
  }

  /** The entry's header becomes pending, unless the receiver has it; of a half received file it names the rest. */
  function begin(entry: TreeEntry): Promise<void> | undefined {
    hash?.update(recordText(entry))
    const held = skipRecords > 0
    const passed = held ? entry.size : Math.min(skipBytes, entry.size)
    if (held) {
      skipRecords--
      if (entry.kind === 'directory') ancestors.push(entry)
      else if (entry.kind === 'return') ancestors.pop()
    } else {
      const headers = resuming ? ancestors.map((folder) => encodeEntry(folder, names)) : []
      pending = Buffer.concat([...headers, encodeEntry({ ...entry, size: entry.size - passed }, names)])
      resuming = false
      skipBytes = 0
    }
    if (entry.kind !== 'file' || entry.size === 0 || (held && hash === undefined)) return undefined
    openFile(entry)
    return passed > 0 ? passOver(passed) : undefined
  }

  /** What the receiver holds is read for the hash only. */
  async function passOver(count: number): Promise<void> {
    if (file === undefined) return
    const buffer = Buffer.allocUnsafe(Math.min(HASH_CHUNK, count))
    while (hash !== undefined && file.at < count) {
      const bytes = await fill(buffer, 0, Math.min(buffer.length, count - file.at))
      hash.update(buffer.subarray(0, bytes))
    }
    if (hash === undefined) {
      file.at = count
      file.left -= count
    }
    if (file.left === 0) closeFile()
  }

  /** Reads on in the open file: at once what is small, without holding up the loop what is large. */
  async function fill(into: Buffer, offset: number, room: number): Promise<number> {
    if (file === undefined) return 0
    const wanted = Math.min(room, file.left)
    const bytes =
      wanted <= SMALL_FILE
        ? readSync(file.descriptor, into, offset, wanted, file.at)
        : (await readAsync(file.descriptor, into, offset, wanted, file.at)).bytesRead
    if (bytes === 0) throw new SourceChanged('a file became shorter while it was sent')
    file.at += bytes
    file.left -= bytes
    return bytes
  }

  return {
    async read(into) {
      let filled = 0
      while (filled < into.length) {
        if (pending.length > 0) {
          const part = pending.subarray(0, into.length - filled)
          into.set(part, filled)
          filled += part.length
          pending = pending.subarray(part.length)
        } else if (file !== undefined) {
          const bytes = await fill(into, filled, into.length - filled)
          hash?.update(into.subarray(filled, filled + bytes))
          filled += bytes
          if (file.left === 0) closeFile()
        } else {
          const entry = run[next++]
          if (entry !== undefined) await begin(entry)
          else {
            const more = await runs.next()
            if (more.done === true) break
            run = more.value
            next = 0
          }
        }
      }
      return filled
    },
    digest: () => hash?.digest(),
    async close() {
      closeFile()
      await runs.return(undefined)
    },
  }
}

/** The hash over what a receiver holds of the folder, hex; undefined when the folder here does not reach that far. */
export async function treeHash(
  root: { readonly path: string; readonly name: string },
  held: TreePosition,
): Promise<string | undefined> {
  const hash = createHash(HASH)
  let records = 0
  for await (const run of walkTree(root.path, root.name)) {
    for (const entry of run) {
      const complete = records < held.records
      if (!complete && held.bytes === 0) return hash.digest('hex')
      records++
      hash.update(recordText(entry))
      const wanted = complete ? entry.size : held.bytes
      if (entry.kind === 'file' && wanted > 0) {
        if (wanted > entry.size) return undefined
        const handle = await open(entry.path, constants.O_RDONLY | NO_FOLLOW)
        try {
          await hashPrefix(handle, wanted, hash)
        } finally {
          await handle.close()
        }
      }
      if (!complete) return hash.digest('hex')
    }
  }
  return records === held.records && held.bytes === 0 ? hash.digest('hex') : undefined
}
