/** Makes a received folder durable before it gets its name. */
import { execFile } from 'node:child_process'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Files below this number are synced one by one; above, one call for the file system is several times as fast. */
const ONE_BY_ONE = 64
/** A disk that others keep busy may take long; then the files are synced one by one after all. */
const SYNC_TIMEOUT = 30_000
/** As many as libuv's thread pool works on at once. */
const PARALLEL = 4

const run = promisify(execFile)

/** Resolves when every file below `root` is on the disk. Node has no syncfs(2); coreutils' `sync -f` is that call. */
export async function syncTree(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  if (files.length > ONE_BY_ONE && process.platform === 'linux') {
    const done = await run('sync', ['-f', root], { timeout: SYNC_TIMEOUT }).then(
      () => true,
      () => false,
    )
    if (done) return
  }
  const rest = files.values()
  const worker = async () => {
    for (const path of rest) {
      // Windows flushes only through a handle that may write.
      const handle = await open(path, 'r+')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
}
