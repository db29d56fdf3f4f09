/**
 * The host as views know it. Behind it is one run after another: when the history is exchanged (a restore, an import, a compaction) the
 * database has to be closed, so everything that stands on it ends cleanly and begins anew, while windows and command lines keep their
 * connections. Calls wait meanwhile; the new run's snapshot, under a new epoch, tells views to look again. Colleagues repeat what was not
 * acknowledged, as they do when a computer is busy.
 */
import type { Readable } from 'node:stream'
import type { Channel } from '../../shared/api/channel.ts'
import type { ApiError } from '../../shared/api/contract.ts'
import { type ServedHost, serve } from '../../shared/api/serve.ts'
import type { Staged } from '../../shared/core/file-port.ts'
import type { Messenger } from '../../shared/core/messenger.ts'
import type { Store } from '../../shared/core/ports.ts'
import type { FeedItem } from '../../shared/model/change.ts'
import type { Network } from '../../shared/model/state.ts'
import type { StagedItem } from '../../shared/model/transfer.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { consoleEndsWith } from './console/ends-with.ts'
import { diagnosticsMethods } from './diagnostics-methods.ts'
import { createDownloads, type Downloads } from './downloads.ts'
import { createHistory } from './history/history.ts'
import type { Host, HostProblem, RunOptions } from './host-options.ts'
import type { Log } from './log.ts'
import { type ControlSocket, openControlSocket } from './net/control-socket.ts'
import { refusal } from './policy/refusal.ts'
import type { SpoolProblem } from './spool.ts'
import type { Staging } from './staging.ts'
import { createUpdater, noUpdates, updatesFolder } from './update/updater.ts'

/** From the opening of the database to its closing. */
export interface Run extends Pick<ServedHost, 'subscribe'> {
  call(method: string, input: unknown, owner: boolean): Result<unknown, ApiError> | Promise<Result<unknown, ApiError>>
  /** Logs what nobody expected; the id under which it stands there. */
  readonly report: (error: unknown) => string
  readonly stage: Staging['stage']
  staged(token: string): Staged | undefined
  upload(name: string, size: number, bytes: Readable): Promise<Result<StagedItem, SpoolProblem>>
  readonly picture: Host['picture']
  network(): Network
  readonly udp: string
  readonly store: Store
  readonly messenger: Messenger
  close(): Promise<void>
}

/** Between two tries to open a history that could not be opened: soon after the user did something about it. */
const OPEN_AGAIN = 2_000

const gone: Result<never, ApiError> = err({ code: 'internal', detail: 'the history cannot be opened; see the log' })

export async function openLasting(
  options: RunOptions,
  now: () => number,
  open: (downloads: Downloads) => Promise<Result<Run, HostProblem>>,
): Promise<Result<Host, HostProblem>> {
  const { log } = options
  const downloads = createDownloads()
  const first = await open(downloads)
  if (!first.ok) return first
  const { report, messenger, store } = first.value
  // What its senders want in no log goes once it was read.
  messenger.removal.remove(now(), store.fleetingMessages())
  let last: Run = first.value
  /** Undefined between two runs, and after one that could not begin. */
  let run: Run | undefined = last
  let next: Promise<Run | undefined> = Promise.resolve(run)
  let again: ReturnType<typeof setTimeout> | undefined
  const channels = new Set<Channel>()
  const listeners = new Map<(item: FeedItem) => void, () => void>()

  /** Ends the run, does the work on a closed database, and begins the next run whatever came of the work. */
  async function between<T>(work: () => Promise<T>): Promise<T> {
    const current = await next
    if (current === undefined) throw new Error('there is no history that could be closed')
    const { promise, resolve } = Promise.withResolvers<Run | undefined>()
    run = undefined
    next = promise
    for (const stop of listeners.values()) stop()
    try {
      await current.close()
      return await work()
    } finally {
      resolve(await begin())
    }
  }

  /** Tries again until it can: a disk that is full now has room once the user has made some. */
  async function begin(): Promise<Run | undefined> {
    const opened = await open(downloads).catch((error: unknown) =>
      err({ code: 'other' as const, detail: report(error) }),
    )
    if (opened.ok) {
      run = opened.value
      last = run
      if (updater !== undefined) run.messenger.setUpdate(updater.state)
      for (const listener of listeners.keys()) listeners.set(listener, run.subscribe(listener))
      return run
    }
    log.write('error', `the history cannot be opened again: ${opened.error.code} ${opened.error.detail}`)
    again = setTimeout(() => {
      next = begin()
    }, OPEN_AGAIN)
    return undefined
  }

  const history = createHistory({ options, now, run: () => run, between, report, downloads })

  const updater =
    options.updates &&
    createUpdater({
      port: options.updates,
      version: options.version,
      place: () => last.messenger.settings.updateSource,
      folder: updatesFolder(options.data),
      publish: (update) => run?.messenger.setUpdate(update),
      now,
      log: (line) => log.write('info', line),
    })

  const diagnostics = diagnosticsMethods(options, () => last.messenger, now)

  const call = (method: string, input: unknown, owner: boolean): ReturnType<Run['call']> =>
    refusal(options.policy, method) ??
    (updater === undefined ? noUpdates(method) : updater.call(method)) ??
    diagnostics(method, input) ??
    history.call(method, input, owner) ??
    run?.call(method, input, owner) ??
    next.then((begun) => begun?.call(method, input, owner) ?? gone)

  const subscribe: ServedHost['subscribe'] = (listener) => {
    // A listener of its own per subscription: the same function may subscribe twice.
    const own = (item: FeedItem): void => listener(item)
    listeners.set(own, run?.subscribe(own) ?? (() => {}))
    return () => {
      listeners.get(own)?.()
      listeners.delete(own)
    }
  }

  const host: Host = {
    serve(channel, { owner } = { owner: false }) {
      channels.add(channel)
      channel.onClose(() => channels.delete(channel))
      const answer = consoleEndsWith(channel, (method, input) => call(method, input, owner))
      serve(channel, { call: answer, subscribe }, report)
    },
    stage: async (paths, as) => (await next)?.stage(paths, as) ?? err({ code: 'no-permission', detail: '' }),
    upload: async (name, size, bytes) => (await next)?.upload(name, size, bytes) ?? err('interrupted'),
    picture: async (message, index) => (await next)?.picture(message, index),
    download: downloads.take,
    policy: options.policy,
    network: () => run?.network() ?? { state: 'starting' },
    get udp() {
      return last.udp
    },
    async close() {
      updater?.close()
      await history.close()
      let running = await next
      // One more try may have begun meanwhile.
      clearTimeout(again)
      running ??= await next
      for (const channel of channels) channel.close()
      await Promise.all([running?.close(), control?.close()])
    },
  }
  const isOff = options.policy?.off.includes('command-line') === true
  const control = isOff ? undefined : await openControl(options.data, host, log)
  updater?.start()
  return ok(host)
}

/** Without it only the command line misses something. */
async function openControl(folder: string, host: Host, log: Log): Promise<ControlSocket | undefined> {
  try {
    return await openControlSocket(folder, (channel) => host.serve(channel, { owner: true }))
  } catch (error) {
    log.write('warning', `no command line: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}
