/** Work on the whole history, as a view sees it: one job at a time, asked about until it is over. */
import { create } from 'zustand'
import type { CallResult } from '../../shared/api/connect.ts'
import type { HistoryJob, JobKind } from '../../shared/model/history.ts'
import { fetchFile, savePlace, stageFile } from '../platform.ts'
import { call } from './host.ts'

export type JobState =
  | HistoryJob
  /** It did not begin: a code of the contract. */
  | { readonly state: 'refused'; readonly kind: JobKind; readonly code: string }

interface HistoryView {
  readonly job: JobState | undefined
}

export const useHistory = create<HistoryView>(() => ({ job: undefined }))
const show = (job: JobState | undefined): void => useHistory.setState({ job })

/** A bar that moves, and no more calls than that. */
const ASK_EVERY = 200

type Started = CallResult<'exportHistory'> | CallResult<'importHistory'> | CallResult<'createBackup'>

/** Waits for the job and shows where it is. Undefined when it did not begin or the host went away for good. */
async function follow(
  kind: JobKind,
  started:
    | { readonly ok: true; readonly value: { job: string } }
    | { readonly ok: false; readonly error: { code: string } },
): Promise<HistoryJob | undefined> {
  if (!started.ok) {
    show({ state: 'refused', kind, code: started.error.code })
    return undefined
  }
  const id = started.value.job
  show({ state: 'running', id, kind, done: 0, total: 0 })
  for (;;) {
    const asked = await call('historyJob', { id })
    if (!asked.ok) {
      show({ state: 'refused', kind, code: asked.error.code })
      return undefined
    }
    show(asked.value)
    if (asked.value.state !== 'running') return asked.value
    await new Promise((settle) => setTimeout(settle, ASK_EVERY))
  }
}

export type Starting = Extract<Started, { ok: boolean }>

/** Makes a file and hands it over: to the place that the user chooses, or to his browser. */
export async function makeFile(
  kind: 'export' | 'backup',
  name: string,
  start: (place: { readonly to?: string; readonly saveAs?: string }) => Promise<Started>,
): Promise<void> {
  const place = await savePlace(name)
  if (place === undefined) return
  const job = await follow(kind, await start(place))
  if (job?.state === 'done' && job.outcome.ticket !== undefined) fetchFile(job.outcome.ticket, name)
}

export async function startJob(
  kind: JobKind,
  start: () => Promise<Parameters<typeof follow>[1]>,
): Promise<HistoryJob | undefined> {
  return follow(kind, await start())
}

/** Hands a file to the host; its token, or undefined when that failed and is shown. */
export async function giveFile(file: File, kind: JobKind): Promise<string | undefined> {
  const staged = await stageFile(file, () => {}, new AbortController().signal)
  if (staged.ok) return staged.value.token
  show({ state: 'refused', kind, code: staged.error })
  return undefined
}

export function cancelJob(): void {
  const { job } = useHistory.getState()
  if (job?.state === 'running') void call('cancelHistoryJob', { id: job.id })
}

export const forgetJob = (): void => show(undefined)
