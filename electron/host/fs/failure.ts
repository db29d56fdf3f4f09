/** What a failing file system call means to a person (shared/model/transfer.ts has the sentences). */
import type { TransferReason } from '../../../shared/model/transfer.ts'

export interface FileFailure {
  readonly reason: TransferReason
  /** The system's own words, for the details and the log. */
  readonly detail: string
}

/** Something that is none of ours, a link perhaps, lies where a part was: it is neither followed nor written to. */
export class PartTaken extends Error {
  override readonly name = 'PartTaken'
}

const reasons: ReadonlyMap<string, TransferReason> = new Map([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  // FAT32 ends files at 4 GiB.
  ['EFBIG', 'too-large'],
  ['EACCES', 'no-permission'],
  ['EPERM', 'no-permission'],
  ['EROFS', 'no-permission'],
  ['ENOENT', 'target-gone'],
  ['ENOTDIR', 'target-gone'],
  // A link, or anything else, where a file or folder of ours is to be.
  ['ELOOP', 'target-gone'],
  ['EEXIST', 'target-gone'],
  ['EISDIR', 'target-gone'],
  ['ENODEV', 'target-gone'],
  ['ENXIO', 'target-gone'],
])

export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

export function fileFailure(error: unknown): FileFailure {
  return {
    reason: error instanceof PartTaken ? 'target-gone' : (reasons.get(errorCode(error) ?? '') ?? 'other'),
    detail: error instanceof Error ? error.message : String(error),
  }
}
