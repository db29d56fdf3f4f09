/** What the thread of the history is asked to do, and what it answers. Both are plain values: they are copied between the threads. */
import type { ExportFormat, HistoryProblem, HistorySource, ImportPreview } from '../../../shared/model/history.ts'
import type { Encoding } from '../../../shared/protocol/index.ts'
import type { ExportScope } from '../store/export-rows.ts'
import type { DatabaseReport } from '../store/storage-report.ts'
import type { HtmlWords } from './write-html.ts'

export interface KnownPerson {
  readonly id: string
  readonly user: string
  readonly host: string
  readonly name: string
}

export type Task =
  | {
      readonly type: 'export'
      readonly database: string
      readonly target: string
      readonly format: ExportFormat
      readonly scope: ExportScope
      readonly mark: boolean
      readonly words: HtmlWords
      readonly program: string
      readonly now: number
    }
  | {
      readonly type: 'backup'
      readonly database: string
      readonly target: string
      readonly program: string
      readonly now: number
    }
  /** Makes `staged`, a database of ours with what the file holds, and looks what it is. */
  | {
      readonly type: 'read'
      readonly file: string
      readonly staged: string
      readonly legacy: Encoding
      readonly known: readonly KnownPerson[]
    }
  | {
      readonly type: 'merge'
      readonly database: string
      readonly staged: string
      readonly target: string
      readonly source: HistorySource
      readonly name: string
      readonly people: Readonly<Record<string, string>>
      readonly edition: string
      readonly now: number
    }
  /** Finishes `staged` so that it can take the place of the present one. */
  | { readonly type: 'complete'; readonly database: string; readonly staged: string; readonly edition: string }
  | { readonly type: 'compact'; readonly database: string }
  | { readonly type: 'report'; readonly database: string }
  | {
      readonly type: 'count'
      readonly database: string
      readonly rules: readonly { readonly before: number; readonly conversation: string | undefined }[]
      readonly except: readonly string[]
    }

export interface Results {
  readonly export: { readonly messages: number; readonly bytes: number }
  readonly backup: { readonly messages: number; readonly bytes: number }
  readonly read: ImportPreview
  readonly merge: { readonly messages: number }
  readonly complete: { readonly messages: number }
  readonly compact: { readonly bytes: number }
  readonly report: DatabaseReport
  readonly count: { readonly messages: number }
}

export type TaskOf<T extends Task['type']> = Extract<Task, { readonly type: T }>

export type FromWorker =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly problem: HistoryProblem; readonly detail: string }

export interface WorkerInput {
  readonly task: Task
  /** One 32-bit number: not 0 when it is no longer wanted. */
  readonly stop: SharedArrayBuffer
}
