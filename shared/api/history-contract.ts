/** The methods about the history as a whole; only the host can answer them, because they need files. */
import { z } from 'zod'
import { ExportFormat, HistoryJob, StorageReport } from '../model/history.ts'
import { Language } from '../model/settings.ts'
import { Id, method, Nothing, Token } from './method.ts'

const JobId = z.string().min(1).max(64)
/** Milliseconds since 1970. */
const Time = z.number().int().min(0).max(8_640_000_000_000_000)
const Started = z.object({ job: JobId })
/** A place that the user chose: the token of a folder and a name in it. Without it the file is fetched by a ticket. */
const place = {
  to: Token.optional(),
  saveAs: z.string().trim().min(1).max(255).optional(),
}
/** `busy`: one piece of work on the history at a time. */
const started = ['busy', 'token-unknown', 'not-a-folder'] as const

export const historyContract = {
  /** `from` and `until` bound the time of the messages. `mark`: a CSV begins with a byte order mark, for Excel. */
  exportHistory: method(
    z.object({
      format: ExportFormat,
      conversation: Id.optional(),
      from: Time.optional(),
      until: Time.optional(),
      mark: z.boolean().default(true),
      /** For the dates in HTML. */
      language: Language.optional(),
      ...place,
    }),
    Started,
    [...started, 'conversation-not-found'],
  ),
  createBackup: method(z.object(place), Started, started),
  /** Looks into a file and changes nothing; the outcome has a preview. */
  inspectHistory: method(z.object({ file: Token }), Started, started),
  /**
   * `merge` adds what is missing, `replace` takes the place of the present history, of which a copy is kept (own formats only).
   * `people` says who is whom, by the keys of the preview; who is not named is whom the preview took him for.
   */
  importHistory: method(
    z.object({
      file: Token,
      mode: z.enum(['merge', 'replace']),
      people: z.record(z.string().max(400), Id).optional(),
    }),
    Started,
    started,
  ),
  removeImport: method(z.object({ id: z.number().int().min(1) }), Started, ['busy', 'import-not-found']),
  /** Deletes the messages of a chat; `forget` takes the chat off the list too. */
  clearConversation: method(z.object({ conversation: Id, forget: z.boolean() }), Started, [
    'busy',
    'conversation-not-found',
  ]),
  /** Gives the space that deleted messages left back to the disk. */
  compactHistory: method(Nothing, Started, ['busy']),
  /** How many messages the rule would delete now; without a chat it is the rule for all that have none of their own. */
  previewRetention: method(
    z.object({ months: z.number().int().min(1).max(1_200), conversation: Id.optional() }),
    z.object({ messages: z.number().int() }),
    ['unreadable'],
  ),
  /** Carries the rules out now, and not only when the computer is idle. */
  applyRetention: method(Nothing, Started, ['busy']),
  storageReport: method(Nothing, StorageReport, ['unreadable']),
  /** Where a job is. A job that is over is remembered until the next one. */
  historyJob: method(z.object({ id: JobId }), HistoryJob, ['job-not-found']),
  cancelHistoryJob: method(z.object({ id: JobId }), Nothing, ['job-not-found']),
} as const

export const historyMethods = [
  'exportHistory',
  'createBackup',
  'inspectHistory',
  'importHistory',
  'removeImport',
  'clearConversation',
  'compactHistory',
  'previewRetention',
  'applyRetention',
  'storageReport',
  'historyJob',
  'cancelHistoryJob',
] as const satisfies readonly (keyof typeof historyContract)[]
export type HistoryMethodName = keyof typeof historyContract
