/** Fetches one offered file or folder into its place, if it fits. */
import { freeSpace } from '../fs/save.ts'
import { fetchFile } from './fetch-file.ts'
import { fetchFolder } from './fetch-folder.ts'
import { type FetchControl, type FetchJob, type FetchResult, failed } from './fetch-job.ts'

/** Fetches until it is in place, cannot go on, or is stopped. What came so far stays in the part, unless it is worthless. */
export async function download(job: FetchJob, control: FetchControl): Promise<FetchResult> {
  const space = await freeSpace(job.directory)
  if (space.ok && job.size > space.value) return failed('disk-full', `${job.size} bytes do not fit`)
  return job.kind === 'folder' ? fetchFolder(job, control) : fetchFile(job, control)
}
