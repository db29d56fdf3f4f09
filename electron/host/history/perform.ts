/** Does one task, from its beginning to its end, in the calling thread. Throws what historyFailure understands. */
import { readFileSync, statSync } from 'node:fs'
import { type ImportPreview, MAX_REPORT_CHATS } from '../../../shared/model/history.ts'
import { assertNever } from '../../../shared/result.ts'
import { charset } from '../charset.ts'
import { kindOfFile, refuseTruncated, unpackBackup, writeBackup } from '../store/backups.ts'
import { compact } from '../store/compact.ts'
import { complete } from '../store/complete.ts'
import { readStart, sizeOf } from '../store/files.ts'
import { HistoryFailure, type Work } from '../store/history-work.ts'
import { countIpmsg, ipmsgMessages, openForeign, stage } from '../store/import-ipmsg.ts'
import { loadHistory, looksLikeHistory } from '../store/import-rows.ts'
import { merge, nothingNew } from '../store/merge.ts'
import { countBefore, reportOn } from '../store/storage-report.ts'
import { copyAside, removeAside } from './aside.ts'
import { exportTo } from './export-to.ts'
import { logMessages, looksLikeLog } from './ipmsg-log.ts'
import { previewOf } from './preview.ts'
import type { Results, Task, TaskOf } from './task.ts'

export function perform(task: Task, work: Work): Promise<Results[Task['type']]> | Results[Task['type']] {
  switch (task.type) {
    case 'export':
      return exportTo(task, work)
    case 'backup':
      return writeBackup(task.database, task.target, task)
    case 'read':
      return read(task, work)
    case 'merge': {
      const { database, staged, people, ...order } = task
      const messages = merge(
        { ...order, present: database, incoming: staged, people: new Map(Object.entries(people)) },
        work,
      )
      if (messages === 0) throw nothingNew()
      return { messages }
    }
    case 'complete':
      return { messages: complete(task.staged, task.database, task.edition, work) }
    case 'compact':
      return { bytes: compact(task.database) }
    case 'report':
      return reportOn(task.database, MAX_REPORT_CHATS)
    case 'count':
      return { messages: countBefore(task.database, task.rules, task.except) }
    default:
      return assertNever(task)
  }
}

/** A log of this size has some millions of messages; it is read as a whole. */
const MAX_LOG = 512 * 1024 * 1024
const START = 65_536

async function read(task: TaskOf<'read'>, work: Work): Promise<ImportPreview> {
  const { file, staged } = task
  if (!statSync(file).isFile()) throw new HistoryFailure('file-not-found', file)
  const kind = kindOfFile(file)
  if (kind === 'database') {
    unpackBackup(file, staged)
    return previewOf(staged, 'backup', task.known)
  }
  if (kind === 'other-database') {
    refuseTruncated(file)
    const copy = copyAside(file, staged)
    try {
      const raw = openForeign(copy)
      try {
        stage(ipmsgMessages(raw), staged, work, countIpmsg(raw))
      } finally {
        raw.close()
      }
    } finally {
      removeAside(copy)
    }
    return previewOf(staged, 'ipmsg-db', task.known)
  }
  const start = readStart(file, Math.min(START, sizeOf(file)))
  if (looksLikeHistory(start)) {
    await loadHistory(file, staged, work)
    return previewOf(staged, 'json', task.known)
  }
  if (!looksLikeLog(start)) throw new HistoryFailure('foreign', 'no history that we know')
  if (sizeOf(file) > MAX_LOG) throw new HistoryFailure('other', 'the file is too large')
  const bytes = readFileSync(file)
  const messages = logMessages(bytes, charset, task.legacy, (done) => work.progress(done, bytes.length))
  if (stage(messages, staged, { progress: () => {} }) === 0) throw new HistoryFailure('foreign', 'no message in it')
  return previewOf(staged, 'ipmsg-log', task.known)
}
