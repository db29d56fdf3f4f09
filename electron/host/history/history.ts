/** The methods of the contract about the history as a whole: each starts a job or looks something up. */
import { randomBytes, randomUUID } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { type ApiError, type Contract, contract, type MethodOutput } from '../../../shared/api/contract.ts'
import { type HistoryMethodName, historyMethods } from '../../../shared/api/history-contract.ts'
import { parseInput } from '../../../shared/api/method.ts'
import type { Staged } from '../../../shared/core/file-port.ts'
import type { JobKind, JobOutcome } from '../../../shared/model/history.ts'
import { safeName } from '../../../shared/model/safe-name.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Downloads } from '../downloads.ts'
import { systemDownloads } from '../downloads-folder.ts'
import type { HostOptions } from '../host-options.ts'
import type { Run } from '../lasting-host.ts'
import { removeDatabase } from '../store/files.ts'
import { HistoryFailure } from '../store/history-work.ts'
import { takePlace } from '../store/take-place.ts'
import { BACKUP_ENDING, isDue, keptBackups, nowAndThen, rollBackup } from './automatic.ts'
import { empty, type Folders, foldersOf, isSameFolder, makePrivateFolder, sizeOfFolder } from './folders.ts'
import { createJobs, type JobControl, type Jobs } from './jobs.ts'
import { applyRules, clearChat, monthsBefore, removeImported, type SweepOptions } from './sweep.ts'
import type { KnownPerson, Results, Task, TaskOf } from './task.ts'
import { runTask } from './thread.ts'

export interface HistoryParts {
  readonly options: HostOptions
  readonly now: () => number
  /** The run that is there; none while the history is exchanged. */
  readonly run: () => Run | undefined
  /** Closes the database for the work, and opens it again. */
  readonly between: <T>(work: () => Promise<T>) => Promise<T>
  readonly report: (error: unknown) => string
  readonly downloads: Downloads
}

export interface History {
  /** Undefined for methods that are none of these. */
  call(method: string, input: unknown, owner: boolean): Promise<Result<unknown, ApiError>> | undefined
  /** Cancels what runs and waits for its end. */
  close(): Promise<void>
}

type Outcome<M extends HistoryMethodName> = Promise<Result<MethodOutput<M>, ApiError<Contract[M]['errors'][number]>>>
type Methods = {
  readonly [M in HistoryMethodName]: (input: z.output<Contract[M]['input']>, owner: boolean) => Outcome<M>
}

/** The contract once more, indexed so that the compiler keeps a method and its input together. */
const inputs: { readonly [M in HistoryMethodName]: { readonly input: z.ZodType<z.output<Contract[M]['input']>> } } =
  contract

const isHistoryMethod = (name: string): name is HistoryMethodName => historyMethods.some((method) => method === name)

export function createHistory(parts: HistoryParts): History {
  const { options, now, run, report } = parts
  const folders = foldersOf(options.data)
  const jobs = createJobs(report)
  // What an earlier program left there was on its way.
  void empty(folders.work)
  const methods = methodsOf({ ...parts, folders, jobs })

  const stop = nowAndThen(async () => {
    const current = run()
    if (current === undefined || jobs.busy || current.store.conversations().length === 0) return
    const { backupsKept } = current.messenger.settings
    try {
      if (backupsKept > 0 && isDue(await keptBackups(folders.backups, now()), now())) {
        const program = `Gezi ${options.version}`
        await rollBackup(folders.database, folders.backups, backupsKept, { now: now(), program })
      }
    } finally {
      // The rules hold also where there is no room for a backup.
      if (hasRules(current)) jobs.start('retention', retention(parts))
    }
  }, report)

  const invoke = async <M extends HistoryMethodName>(
    method: M,
    input: unknown,
    owner: boolean,
  ): Promise<Result<unknown, ApiError>> => {
    const parsed = parseInput(inputs[method].input, input)
    return parsed.ok ? await methods[method](parsed.value, owner) : parsed
  }

  return {
    call: (method, input, owner) => (isHistoryMethod(method) ? invoke(method, input, owner) : undefined),
    async close() {
      stop()
      await jobs.close()
      await empty(folders.work)
    },
  }
}

const hasRules = ({ messenger: { settings } }: Run): boolean =>
  settings.retentionMonths > 0 || Object.values(settings.retentionByChat).some((months) => months > 0)

const sweepOptions = ({ now }: HistoryParts, control: JobControl): SweepOptions => ({
  now,
  stopped: () => control.stopped,
  progress: (done) => control.progress(done, 0),
})

const retention =
  (parts: HistoryParts) =>
  async (control: JobControl): Promise<JobOutcome> => ({
    messages: await applyRules(parts.run, sweepOptions(parts, control)),
  })

interface MethodParts extends HistoryParts {
  readonly folders: Folders
  readonly jobs: Jobs
}

/** A task of a job: its progress, and its end when it is no longer wanted. */
function task<T extends Task['type']>(control: JobControl, order: TaskOf<T>): Promise<Results[T]> {
  if (control.stopped) return Promise.reject(new HistoryFailure('cancelled'))
  const running = runTask(order, control.progress)
  control.onStop(running.stop)
  return running.result
}

const busy = err({ code: 'busy' as const })

function methodsOf(parts: MethodParts): Methods {
  const { options, now, run, between, folders, jobs, downloads } = parts
  const { database } = folders
  const program = `Gezi ${options.version}`

  const start = (
    kind: JobKind,
    work: (control: JobControl) => Promise<JobOutcome>,
  ): Result<{ job: string }, { code: 'busy' }> => {
    const job = jobs.start(kind, work)
    return job === undefined ? busy : ok({ job })
  }

  const staged = (token: string | undefined): Staged | undefined =>
    token === undefined ? undefined : run()?.staged(token)

  /** A place of our own for a file on its way; it goes when the work is over, one way or the other. */
  const workFile = async (ending: string): Promise<string> => {
    await makePrivateFolder(folders.work)
    return join(folders.work, `${randomBytes(8).toString('hex')}${ending}`)
  }

  /** Where a file goes that the user gets: the place that he chose, or one from which his browser fetches it. */
  const destination = (
    { to, saveAs }: { readonly to?: string | undefined; readonly saveAs?: string | undefined },
    name: string,
  ): Result<
    () => Promise<{ readonly path: string; ticket(bytes: number): Pick<JobOutcome, 'ticket'> }>,
    { code: 'token-unknown' | 'not-a-folder'; detail?: string }
  > => {
    const folder = staged(to)
    if (to !== undefined && folder === undefined) return err({ code: 'token-unknown' })
    if (folder !== undefined && folder.kind !== 'folder') return err({ code: 'not-a-folder' })
    // A file called gezi.db there would take the place of the history that is open.
    if (folder !== undefined && isSameFolder(folder.path, options.data))
      return err({ code: 'not-a-folder', detail: 'the data folder itself' })
    if (folder !== undefined) {
      const path = join(folder.path, safeName(saveAs ?? name))
      return ok(async () => ({ path, ticket: () => ({}) }))
    }
    return ok(async () => {
      const path = await workFile('.file')
      return {
        path,
        ticket: (bytes) => ({ ticket: downloads.offer({ path, name: safeName(saveAs ?? name), bytes, made: true }) }),
      }
    })
  }

  const people = (): readonly KnownPerson[] =>
    run()
      ?.messenger.people()
      .map(({ id, user, host, name }) => ({ id, user, host, name })) ?? []

  /** Reads a file into a database of its own. */
  const read = async (control: JobControl, file: string) => {
    const path = await workFile('.db')
    const legacy = run()?.messenger.settings.legacyEncoding ?? 'gb18030'
    try {
      return { path, preview: await task(control, { type: 'read', file, staged: path, legacy, known: people() }) }
    } catch (error) {
      removeDatabase(path)
      throw error
    }
  }

  return {
    async exportHistory({ format, conversation, from, until, mark, language, ...place }) {
      const current = run()
      const chat = conversation === undefined ? undefined : current?.store.conversation(conversation)
      if (conversation !== undefined && chat === undefined) return err({ code: 'conversation-not-found' })
      const name = `gezi-${new Date(now()).toISOString().slice(0, 10)}.${format === 'json' ? 'jsonl' : format}`
      const goal = destination(place, name)
      if (!goal.ok) return goal
      return start('export', async (control) => {
        const { path, ticket } = await goal.value()
        const person = current?.messenger.people().find(({ id }) => id === conversation)
        const title = person === undefined ? 'Gezi' : `Gezi · ${person.name || person.user}`
        const { messages, bytes } = await task(control, {
          type: 'export',
          database,
          target: path,
          format,
          scope: { conversation, from, until },
          mark,
          words: { title, me: current?.messenger.snapshot().self.user ?? '', language: language ?? 'en' },
          program,
          now: now(),
        })
        return { messages, bytes, ...ticket(bytes) }
      })
    },

    async createBackup(place) {
      const name = `gezi-${new Date(now()).toISOString().slice(0, 10)}${BACKUP_ENDING}`
      const goal = destination(place, name)
      if (!goal.ok) return goal
      return start('backup', async (control) => {
        const { path, ticket } = await goal.value()
        const temporary = `${path}.part`
        try {
          const made = await task(control, { type: 'backup', database, target: temporary, program, now: now() })
          if (control.stopped) throw new HistoryFailure('cancelled')
          await rename(temporary, path)
          return { ...made, ...ticket(made.bytes) }
        } finally {
          removeDatabase(temporary)
        }
      })
    },

    async inspectHistory({ file }) {
      const found = staged(file)
      if (found === undefined) return err({ code: 'token-unknown' })
      return start('inspect', async (control) => {
        const { path, preview } = await read(control, found.path)
        removeDatabase(path)
        return { messages: preview.messages, preview }
      })
    },

    async importHistory({ file, mode, people: chosen = {} }) {
      const found = staged(file)
      if (found === undefined) return err({ code: 'token-unknown' })
      return start(mode === 'replace' ? 'restore' : 'import', async (control) => {
        const { path, preview } = await read(control, found.path)
        const edition = randomUUID()
        const made = await workFile('.db')
        try {
          const { source } = preview
          if (mode === 'replace' && source !== 'backup' && source !== 'json')
            throw new HistoryFailure('foreign', 'only a history of Gezi can take the place of another')
          return await between(async () => {
            if (mode === 'replace') {
              const { messages } = await task(control, { type: 'complete', database, staged: path, edition })
              takePlace(database, path, 'before-restore', now())
              return { messages }
            }
            const taken = preview.people.flatMap(({ key, peer }): [string, string][] =>
              peer === undefined ? [] : [[key, peer]],
            )
            const order = { database, staged: path, target: made, source, name: found.name, edition, now: now() }
            const merged = Object.fromEntries([...taken, ...Object.entries(chosen)])
            const { messages } = await task(control, { type: 'merge', ...order, people: merged })
            takePlace(database, made, 'before-import', now())
            return { messages }
          })
        } finally {
          removeDatabase(path)
          removeDatabase(made)
        }
      })
    },

    async removeImport({ id }) {
      if (run()?.store.hasImport(id) !== true) return err({ code: 'import-not-found' })
      return start('remove-import', async (control) => ({
        messages: await removeImported(run, id, sweepOptions(parts, control)),
      }))
    },

    async clearConversation({ conversation, forget }) {
      if (run()?.store.conversation(conversation) === undefined) return err({ code: 'conversation-not-found' })
      return start('clear', async (control) => {
        const messages = await clearChat(run, conversation, sweepOptions(parts, control))
        if (forget) run()?.messenger.removal.forget(now(), conversation)
        return { messages }
      })
    },

    compactHistory: async () =>
      start('compact', async (control) => {
        const { bytes } = await between(() => task(control, { type: 'compact', database }))
        return { messages: 0, bytes }
      }),

    async previewRetention({ months, conversation }) {
      const settings = run()?.messenger.settings
      const before = monthsBefore(now(), months)
      const except = Object.keys(settings?.retentionByChat ?? {})
      const counted = runTask({ type: 'count', database, rules: [{ before, conversation }], except })
      return counted.result.then(ok, unreadable)
    },

    applyRetention: async () => start('retention', retention(parts)),

    async storageReport() {
      const settings = run()?.messenger.settings
      const downloadsFolder = settings?.downloads || options.downloads || systemDownloads()
      try {
        const { messages, chats, imports, ...sizes } = await runTask({ type: 'report', database }).result
        const [pictures, spool, received, all, backups] = await Promise.all([
          sizeOfFolder(folders.pictures),
          sizeOfFolder(folders.spool),
          sizeOfFolder(downloadsFolder),
          sizeOfFolder(folders.backups),
          keptBackups(folders.backups, now()),
        ])
        return ok({
          folder: options.data,
          messages,
          bytes: { ...sizes, pictures, spool, downloads: received, backups: all },
          chats: [...chats],
          imports: [...imports],
          backups: [...backups],
        })
      } catch (error) {
        return unreadable(error)
      }
    },

    async historyJob({ id }) {
      const job = jobs.find(id)
      return job === undefined ? err({ code: 'job-not-found' }) : ok(job)
    },
    cancelHistoryJob: async ({ id }) => (jobs.cancel(id) ? ok({}) : err({ code: 'job-not-found' })),
  }
}

const unreadable = (error: unknown) =>
  err({ code: 'unreadable' as const, detail: error instanceof Error ? error.message : String(error) })
