/** What takes the history out and in: export, backup, restore, import. Each waits for the host's work to end. */
import { createReadStream, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { exportFormats, type HistoryJob, type HistoryProblem, type JobOutcome } from '../../../shared/model/history.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { type Command, type Failure, fail, refused, type Session } from '../command.ts'
import { findPeer } from '../find-peer.ts'

const ASK_EVERY = 100

const sentences: Readonly<Record<HistoryProblem, string>> = {
  'disk-full': 'The disk is full; nothing was changed.',
  'no-permission': 'The file cannot be read or written; nothing was changed.',
  'file-not-found': 'There is no such file.',
  foreign: 'That is no history that Gezi knows; nothing was changed.',
  damaged: 'The file is damaged or cut off; nothing was changed.',
  newer: 'The file was written by a newer version of Gezi; nothing was changed.',
  nothing: 'Everything in it is here already.',
  cancelled: 'It was cancelled; nothing was changed.',
  other: 'It failed; nothing was changed.',
}

type Done = Extract<HistoryJob, { state: 'done' }>

async function over(session: Session, id: string): Promise<Result<Done, Failure>> {
  for (;;) {
    const asked = await session.client.call('historyJob', { id })
    if (!asked.ok) return refused(asked.error)
    const job = asked.value
    if (job.state === 'done') return ok(job)
    if (job.state === 'failed') return fail('refused', `${sentences[job.problem]} (${job.detail})`)
    await delay(ASK_EVERY)
  }
}

async function tokenOf(session: Session, path: string, as: 'offer' | 'target'): Promise<Result<string, Failure>> {
  const staged = await session.client.call('stagePaths', { paths: [path], as })
  if (!staged.ok) return refused(staged.error)
  return ok(staged.value.items[0]?.token ?? '')
}

/** Where a file is to go, as the host knows it. */
async function placeOf(session: Session, path: string): Promise<Result<{ to: string; saveAs: string }, Failure>> {
  const to = await tokenOf(session, dirname(path), 'target')
  return to.ok ? ok({ to: to.value, saveAs: basename(path) }) : to
}

const summary = ({ messages, bytes }: JobOutcome): string =>
  `${messages} ${messages === 1 ? 'message' : 'messages'}${bytes === undefined ? '' : `, ${bytes} bytes`}`

/** The moment itself, or the first or last one of a day of this computer's calendar. Undefined for what is neither. */
function momentOf(text: unknown, bound: 'from' | 'until'): number | undefined {
  if (typeof text !== 'string') return undefined
  const [year = 0, month = 0, date = 0] = /^\d{4}-\d\d-\d\d$/.test(text) ? text.split('-').map(Number) : []
  if (year === 0) {
    const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN
    return Number.isNaN(at) ? undefined : at
  }
  const start = new Date(year, month - 1, date)
  if (start.getMonth() !== month - 1) return undefined
  return bound === 'from' ? start.getTime() : new Date(year, month - 1, date + 1).getTime() - 1
}

/** For a file on its way to stdout. It is a copy of the history, so it goes however the program ends. */
async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gezi-export-'))
  process.once('exit', () => {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Windows removes no file that is open; the folder is the user's alone.
    }
  })
  return folder
}

export const exportCommand: Command = {
  usage: '[PEER] [--format html|json|csv|txt] [--out PATH] [--from DATE] [--until DATE] [--no-mark]',
  summary:
    'writes one chat or all of them to a file, or to stdout, from the first to the last day; --no-mark: CSV without a byte order mark',
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
    'no-mark': { type: 'boolean' },
  },
  arguments: { min: 0, max: 1 },
  async run({ session, arguments: [wanted], options, output }) {
    const format = exportFormats.find((each) => each === (options.format ?? 'txt'))
    if (format === undefined) return fail('usage', `--format is one of ${exportFormats.join(', ')}.`)
    const [from, until] = [momentOf(options.from, 'from'), momentOf(options.until, 'until')]
    for (const [name, moment] of Object.entries({ from, until })) {
      if (options[name] !== undefined && moment === undefined)
        return fail('usage', `--${name} needs a day or a time, e.g. 2026-11-20 or 2026-11-20T08:00Z.`)
    }
    const peer = wanted === undefined ? undefined : findPeer(session.state().peers, wanted)
    if (peer?.ok === false) return peer
    const scratch = options.out === undefined ? join(await scratchFolder(), 'export') : undefined
    const path = scratch ?? resolve(String(options.out))
    const place = await placeOf(session, path)
    if (!place.ok) return place
    const started = await session.client.call('exportHistory', {
      format,
      mark: options['no-mark'] !== true,
      ...place.value,
      ...(peer?.ok === true && { conversation: peer.value.id }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    })
    if (!started.ok) return refused(started.error)
    const done = await over(session, started.value.job)
    if (!done.ok) return done
    if (scratch !== undefined) await pipeline(createReadStream(scratch), process.stdout, { end: false })
    else output.print(done.value.outcome, () => [summary(done.value.outcome)])
    return ok(undefined)
  },
}

export const backup: Command = {
  usage: 'PATH',
  summary: 'writes a backup of the whole history and the settings, checked',
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [path = ''], output }) {
    const place = await placeOf(session, resolve(path))
    if (!place.ok) return place
    const started = await session.client.call('createBackup', place.value)
    if (!started.ok) return refused(started.error)
    const done = await over(session, started.value.job)
    if (!done.ok) return done
    output.print(done.value.outcome, () => [summary(done.value.outcome)])
    return ok(undefined)
  },
}

const take = (mode: 'replace' | 'merge', text: string): Command => ({
  usage: 'PATH',
  summary: text,
  arguments: { min: 1, max: 1 },
  async run({ session, arguments: [path = ''], output }) {
    const file = await tokenOf(session, resolve(path), 'offer')
    if (!file.ok) return file
    const started = await session.client.call('importHistory', { file: file.value, mode })
    if (!started.ok) return refused(started.error)
    const done = await over(session, started.value.job)
    if (!done.ok) return done
    output.print(done.value.outcome, () => [summary(done.value.outcome)])
    return ok(undefined)
  },
})

export const restore = take(
  'replace',
  'replaces the history by a backup or JSON export; the present one is kept beside it',
)
export const importCommand = take(
  'merge',
  "adds what is missing from a backup, a JSON export, or IP Messenger's ipmsg.log or ipmsg.db",
)
