/** What happens to the history as a whole: exports, backups, imports, clearing. Long work is a job that a view asks about until it is over. */
import { z } from 'zod'

export const exportFormats = ['html', 'json', 'csv', 'txt'] as const
export const ExportFormat = z.enum(exportFormats)
export type ExportFormat = z.infer<typeof ExportFormat>

/** A history somebody brings: our own backup or export, or what IP Messenger left. */
export const historySources = ['backup', 'json', 'ipmsg-log', 'ipmsg-db'] as const
export const HistorySource = z.enum(historySources)
export type HistorySource = z.infer<typeof HistorySource>

/** Why work on the history ended without its result. The view has a sentence for each; nothing was changed. */
export const historyProblems = [
  'disk-full',
  'no-permission',
  'file-not-found',
  /** No history of a kind that we know. */
  'foreign',
  /** Ours, but broken or cut off. */
  'damaged',
  /** Written by a newer version. */
  'newer',
  'nothing',
  'cancelled',
  'other',
] as const
export const HistoryProblem = z.enum(historyProblems)
export type HistoryProblem = z.infer<typeof HistoryProblem>

/** Somebody in a history that may be imported. */
export const ImportPerson = z.object({
  /** How the choice names him. */
  key: z.string(),
  /** Inert. */
  name: z.string(),
  user: z.string(),
  host: z.string(),
  messages: z.number().int(),
  /** Whom of the people here we take him for; absent for somebody new. */
  peer: z.string().optional(),
})
export type ImportPerson = z.infer<typeof ImportPerson>

export const ImportPreview = z.object({
  source: HistorySource,
  messages: z.number().int(),
  /** Milliseconds since 1970, of the oldest and newest message; absent when there is none. */
  from: z.number().optional(),
  until: z.number().optional(),
  /** Those with the most messages first, at most MAX_PREVIEW_PEOPLE. */
  people: z.array(ImportPerson),
})
export type ImportPreview = z.infer<typeof ImportPreview>
export const MAX_PREVIEW_PEOPLE = 500

export const jobKinds = [
  'export',
  'backup',
  'inspect',
  'import',
  'restore',
  'remove-import',
  'clear',
  'compact',
  'retention',
] as const
export const JobKind = z.enum(jobKinds)
export type JobKind = z.infer<typeof JobKind>

export const JobOutcome = z.object({
  /** Messages written, added or removed. */
  messages: z.number().int(),
  /** Bytes of the file that was made. */
  bytes: z.number().optional(),
  /** A browser fetches the file under this ticket, once. */
  ticket: z.string().optional(),
  preview: ImportPreview.optional(),
})
export type JobOutcome = z.infer<typeof JobOutcome>

export const HistoryJob = z.discriminatedUnion('state', [
  /** `total` 0: nobody knows. */
  z.object({ state: z.literal('running'), id: z.string(), kind: JobKind, done: z.number(), total: z.number() }),
  z.object({ state: z.literal('done'), id: z.string(), kind: JobKind, outcome: JobOutcome }),
  z.object({ state: z.literal('failed'), id: z.string(), kind: JobKind, problem: HistoryProblem, detail: z.string() }),
])
export type HistoryJob = z.infer<typeof HistoryJob>

/** A history that was taken in and can be taken out again. */
export const PastImport = z.object({
  id: z.number().int(),
  source: HistorySource,
  /** Name of the file, inert. */
  name: z.string(),
  at: z.number(),
  messages: z.number().int(),
})
export type PastImport = z.infer<typeof PastImport>

export const StorageReport = z.object({
  folder: z.string(),
  messages: z.number().int(),
  /** Bytes on disk. The search index and what deleted messages left are parts of the database. */
  bytes: z.object({
    database: z.number(),
    index: z.number(),
    free: z.number(),
    pictures: z.number(),
    spool: z.number(),
    downloads: z.number(),
    backups: z.number(),
  }),
  /** Chats with the most messages first, at most MAX_REPORT_CHATS. */
  chats: z.array(z.object({ conversation: z.string(), messages: z.number().int() })),
  imports: z.array(PastImport),
  /** Newest first. */
  backups: z.array(z.object({ name: z.string(), at: z.number(), bytes: z.number() })),
})
export type StorageReport = z.infer<typeof StorageReport>
export const MAX_REPORT_CHATS = 200
