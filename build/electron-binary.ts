/** Where Electron's binary is, fetching it once if need be. Bounded in time, and a failure is remembered for a while. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '../shared/result.ts'

const root = resolve(import.meta.dirname, '..')
const electronPackage = join(root, 'node_modules/electron')
const failureFile = join(root, 'node_modules/.cache/gezi-electron.json')

/** 110 MB arrive in that time over an office's line. `npx install-electron` waits as long as it takes. */
const FETCH_LIMIT = 90_000
/** A network that is not there does not come back from one start to the next. */
const FAILURE_KEPT = 3_600_000

const Failure = z.object({ at: z.number(), reason: z.string() })

/** The path, or half a sentence about why there is none. `say` is told before a long wait. */
export async function electronBinary(say: (line: string) => void): Promise<Result<string, string>> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return err('there is no display')
  const there = await installed()
  if (there !== undefined) return ok(there)
  const failure = Failure.safeParse(await readFile(failureFile, 'utf8').then(JSON.parse, () => undefined))
  if (failure.success && Date.now() - failure.data.at < FAILURE_KEPT) return err(failure.data.reason)

  say(`Fetching Electron, once, for up to ${FETCH_LIMIT / 1_000} s …`)
  const reason = await fetchBinary()
  const fetched = await installed()
  if (reason === undefined && fetched !== undefined) return ok(fetched)
  const words = reason ?? 'its binary is not where it should be'
  await mkdir(dirname(failureFile), { recursive: true })
  await writeFile(failureFile, JSON.stringify({ at: Date.now(), reason: words } satisfies z.infer<typeof Failure>))
  return err(words)
}

/** As electron/index.js finds it, which would start a download of unknown length when asked. */
async function installed(): Promise<string | undefined> {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronPackage, 'dist')
  const name = await readFile(join(electronPackage, 'path.txt'), 'utf8').catch(() => undefined)
  if (name === undefined && process.env.ELECTRON_OVERRIDE_DIST_PATH === undefined) return undefined
  const path = join(folder, name ?? 'electron')
  return existsSync(path) ? path : undefined
}

/** Undefined when it worked. */
function fetchBinary(): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(electronPackage, 'install.js')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  return new Promise((settle) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      settle(`it did not arrive within ${FETCH_LIMIT / 1_000} s`)
    }, FETCH_LIMIT)
    child.once('error', (error) => settle(error.message))
    child.once('exit', (code) => {
      clearTimeout(limit)
      settle(code === 0 ? undefined : reasonIn(said))
    })
  })
}

/** The first line of what the installer says, without the name of the error's class. */
const reasonIn = (said: string): string =>
  `it cannot be downloaded: ${/^\s*(?:\w*Error: )?(\S.*)/.exec(said)?.[1]?.slice(0, 200) ?? 'no reason given'}`
