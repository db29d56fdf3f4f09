/** What a failing file system call means to a person (shared/model/transfer.ts has the sentences). */
import type { TransferReason } from '../../../shared/model/transfer.ts'

export interface FileFailure {
  readonly reason: TransferReason
  /** The system's own words, for the details and the log. */
  readonly detail: string
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
  ['ENODEV', 'target-gone'],
  ['ENXIO', 'target-gone'],
])

export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

export function fileFailure(error: unknown): FileFailure {
  return {
    reason: reasons.get(errorCode(error) ?? '') ?? 'other',
    detail: error instanceof Error ? error.message : String(error),
  }
}
