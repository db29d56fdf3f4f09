/** Where an answer of the file server begins: at the offset that was asked for, or at the start where the receiver's proof does not hold. */
import { createHash } from 'node:crypto'
import type { FileRequest } from '../../../shared/protocol/index.ts'
import { HASH, openFileSource, type Source } from '../fs/file-source.ts'
import { TREE_START, treeHash, treeSource } from '../fs/tree-source.ts'
import type { Served } from './file-server.ts'
import type { OwnRequest } from './own-transfer.ts'

export async function openServed(
  served: Served,
  request: FileRequest,
  own: OwnRequest | undefined,
  signal: AbortSignal,
): Promise<{ readonly source: Source; readonly offset: number; readonly records: number }> {
  const hashed = own?.hashed === true
  if (served.kind === 'file') {
    // A legacy client that asks for an offset knows what it does; an own one without a proof gets everything.
    const offset = (own !== undefined && own.proof === undefined) || request.kind === 'folder' ? 0 : request.offset
    const opened = await openFileSource(served, { offset, proof: own?.proof, hashed, signal })
    return { ...opened, records: 0 }
  }
  const root = { path: served.path, name: served.name }
  const held = { records: own?.records ?? 0, bytes: request.offset }
  const prefix = own?.proof === undefined ? undefined : await treeHash(root, held, signal)
  const isProven = prefix !== undefined && prefix.copy().digest('hex') === own?.proof
  const from = isProven ? held : TREE_START
  const hash = hashed ? (isProven ? prefix : createHash(HASH)) : undefined
  const source = treeSource(root, { encode: served.encodeName }, { from, hash })
  return { source, offset: from.bytes, records: from.records }
}
