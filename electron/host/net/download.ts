/** Fetches one offered file or folder into its place, if it fits. */
import { lstat } from 'node:fs/promises'
import { freeSpace } from '../fs/save.ts'
import { fetchFile } from './fetch-file.ts'
import { fetchFolder } from './fetch-folder.ts'
import { type FetchControl, type FetchJob, type FetchResult, failed } from './fetch-job.ts'

/**
 * Fetches until it is in place, cannot go on, or is stopped; never throws. What came so far stays in the part, unless it is worthless.
 */
export async function download(job: FetchJob, control: FetchControl): Promise<FetchResult> {
  const missing = await missingBytes(job)
  const space = await freeSpace(job.directory)
  if (space.ok && missing > space.value) return failed('disk-full', `${missing} bytes do not fit`)
  return job.kind === 'folder' ? fetchFolder(job, control) : fetchFile(job, control)
}

/** What still has to find room. How much of a folder an earlier run brought, nobody knows without reading it: it is asked on the way. */
async function missingBytes(job: FetchJob): Promise<number> {
  const part = job.part === undefined ? undefined : await lstat(job.part).catch(() => undefined)
  if (part?.isDirectory() === true) return 0
  return part?.isFile() === true ? Math.max(0, job.size - part.size) : job.size
}
