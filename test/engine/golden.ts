/** Datagrams of real programs, by the names under which the vectors keep them. */
import { z } from 'zod'
import { hexBytes, readVectors } from '../protocol/vectors.ts'

const Vector = z.object({ id: z.string(), hex: hexBytes })

const vectors = new Map(readVectors('golden.jsonl', Vector).map(({ id, hex }) => [id, hex]))

export function golden(id: string): Uint8Array {
  const bytes = vectors.get(id)
  if (bytes === undefined) throw new Error(`no vector ${id}`)
  return bytes
}
