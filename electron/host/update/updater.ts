/**
 * A newer program from a place that somebody configured: a folder, a share, a web server of the office. Never asked while none is
 * configured; never fetched or installed without the user; nothing is started that the project did not sign, and nothing older.
 */
import { join } from 'node:path'
import type { ApiError } from '../../../shared/api/contract.ts'
import { type UpdateMethodName, updateMethods } from '../../../shared/api/update-contract.ts'
import type { Update, UpdateProblem } from '../../../shared/model/update.ts'
import { assertNever, err, ok, type Result } from '../../../shared/result.ts'
import { FEED_NAME, isNewer, MAX_FEED, type Release, type ReleaseFile, readFeed } from './feed.ts'
import { fetchFile, isSigned } from './fetch.ts'
import { sourceAt } from './source.ts'

/** What a program needs to update itself; one that is updated by others has none. */
export interface UpdatePort {
  /** The project's public key (update/feed.ts). */
  readonly key: string
  /** As in the feed: which file is for this computer. */
  readonly target: string
  /** Starts the installer and lets the program end, or shows what has none to its user; `failed` when the system could not. */
  install(path: string): Promise<'started' | 'shown' | 'failed'>
}

export interface UpdaterParts {
  readonly port: UpdatePort
  /** The version that runs. */
  readonly version: string
  /** Where to look; empty for nowhere. */
  readonly place: () => string
  /** Of ours, for what was fetched. */
  readonly folder: string
  readonly publish: (update: Update) => void
  readonly now: () => number
  readonly log: (line: string) => void
}

export interface Updater {
  readonly state: Update
  /** Undefined for methods that are none of these. */
  call(method: string): Result<unknown, ApiError> | undefined
  /** Looks now if a place is configured, and once a day from then on. */
  start(): void
  close(): void
}

const DAY = 86_400_000
/** Steps of progress that anybody sees. */
const STEPS = 200

interface Found {
  readonly place: string
  readonly release: Release
  readonly file: ReleaseFile
  readonly path?: string
}

const isUpdateMethod = (name: string): name is UpdateMethodName => updateMethods.some((method) => method === name)

export function createUpdater(parts: UpdaterParts): Updater {
  const { port, place, folder, now } = parts
  let state: Update = { state: 'none' }
  let found: Found | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  let closed = false

  const show = (next: Update): void => {
    state = next
    if (!closed) parts.publish(next)
  }
  const fail = (problem: UpdateProblem, detail: string, version?: string): void => {
    parts.log(`update: ${problem} ${detail}`)
    show({ state: 'failed', problem, detail: detail.slice(0, 300), ...(version !== undefined && { version }) })
  }

  async function check(): Promise<void> {
    const at = place()
    found = undefined
    show({ state: 'checking' })
    const text = await sourceAt(at).text(FEED_NAME, MAX_FEED)
    if (!text.ok) return fail('unreachable', text.error)
    const feed = readFeed(text.value, port.key)
    if (!feed.ok) return fail(feed.error.problem, feed.error.detail)
    const release = feed.value
    const { version, released } = release
    if (!isNewer(version, parts.version)) return show({ state: 'none', checkedAt: now(), offered: version })
    const file = release.files.find(({ target }) => target === port.target)
    if (file === undefined) return fail('not-for-this', port.target, version)
    found = { place: at, release, file }
    show({ state: 'available', version, released, size: file.size })
  }

  async function download({ place: from, release, file }: Found): Promise<void> {
    const { version } = release
    const { size } = file
    let shown = 0
    show({ state: 'downloading', version, size, done: 0 })
    const path = await fetchFile(sourceAt(from), file, folder, (done) => {
      const step = Math.floor((done / size) * STEPS)
      if (step === shown) return
      shown = step
      show({ state: 'downloading', version, size, done })
    })
    if (!path.ok) return fail(path.error.problem, path.error.detail, version)
    found = { place: from, release, file, path: path.value }
    show({ state: 'ready', version })
  }

  async function install({ release, file, path = '' }: Found): Promise<void> {
    const { version } = release
    show({ state: 'installing', version })
    if (!(await isSigned(path, file))) return fail('tampered', file.name, version)
    const outcome = await port.install(path)
    if (outcome === 'failed') fail('not-started', file.name, version)
    if (outcome === 'shown') show({ state: 'shown', version })
  }

  const begin = (work: Promise<void>): Result<unknown, ApiError> => {
    work.catch((error: unknown) => fail('disk', error instanceof Error ? error.message : String(error)))
    return ok({})
  }
  const isHere = (): boolean => state.state === 'ready' || state.state === 'shown'
  const isBusy = (): boolean => ['checking', 'downloading', 'installing'].includes(state.state)

  function call(method: UpdateMethodName): Result<unknown, ApiError> {
    if (place() === '') return err({ code: 'no-source' })
    if (isBusy()) return err({ code: 'wrong-step' })
    switch (method) {
      case 'checkUpdates':
        return begin(check())
      case 'downloadUpdate':
        if (found === undefined) return err({ code: 'wrong-step' })
        // Somebody chose another place meanwhile: what that one has is not known yet.
        return begin(found.place === place() ? download(found) : check())
      case 'installUpdate':
        return !isHere() || found?.path === undefined ? err({ code: 'wrong-step' }) : begin(install(found))
      default:
        return assertNever(method)
    }
  }

  /** What the user fetched already is not taken from him by a look at the clock. */
  const look = (): void => {
    if (place() !== '' && !isBusy() && !isHere()) begin(check())
  }

  return {
    get state() {
      return state
    },
    call: (method) => (isUpdateMethod(method) ? call(method) : undefined),
    start() {
      look()
      timer = setInterval(look, DAY)
      timer.unref()
    },
    close() {
      closed = true
      clearInterval(timer)
    },
  }
}

/** A program that is updated by others. */
export const noUpdates = (method: string): Result<never, ApiError> | undefined =>
  isUpdateMethod(method) ? err({ code: 'not-able' }) : undefined

export const updatesFolder = (data: string): string => join(data, 'updates')
