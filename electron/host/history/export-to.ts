/** Writes an export under a temporary name, part by part, and gives it its own name when it is complete and on disk. */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { type HistoryReader, readHistory } from '../store/export-messages.ts'
import { historyHead, historyRows } from '../store/export-rows.ts'
import type { Work } from '../store/history-work.ts'
import type { Results, TaskOf } from './task.ts'
import { csvParts } from './write-csv.ts'
import { htmlParts } from './write-html.ts'
import { textParts } from './write-text.ts'

interface Part {
  readonly text: string
  readonly messages: number
}

const OWNER_ONLY = 0o600

export function exportTo(task: TaskOf<'export'>, work: Work): Results['export'] {
  const temporary = `${task.target}.part`
  const history = readHistory(task.database, task.scope)
  try {
    // Made anew: what lies there under this name may be a link to elsewhere, or open to others.
    rmSync(temporary, { force: true })
    const file = openSync(temporary, 'wx', OWNER_ONLY)
    let bytes = 0
    let messages = 0
    try {
      for (const part of partsOf(task, history)) {
        bytes += writeAll(file, Buffer.from(part.text))
        messages += part.messages
        work.progress(messages, history.total)
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, task.target)
    return { messages, bytes }
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    history.close()
  }
}

/** A disk that is nearly full takes a part of it. */
function writeAll(file: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  return bytes.length
}

function partsOf(task: TaskOf<'export'>, history: HistoryReader): Iterable<Part> {
  switch (task.format) {
    case 'html':
      return htmlParts(history, task.words)
    case 'csv':
      return csvParts(history, task.mark)
    case 'txt':
      return textParts(history)
    case 'json':
      return rowParts(task, history)
  }
}

function* rowParts({ scope, program, now }: TaskOf<'export'>, { raw }: HistoryReader): Generator<Part> {
  const hash = createHash('sha256')
  const head = `${historyHead(raw, scope, program, now)}\n`
  hash.update(head)
  yield { text: head, messages: 0 }
  let rows = 0
  for (const { lines, messages } of historyRows(raw, scope)) {
    const text = `${lines.join('\n')}\n`
    hash.update(text)
    rows += lines.length
    yield { text, messages }
  }
  yield { text: `${JSON.stringify({ end: { rows, sha256: hash.digest('hex') } })}\n`, messages: 0 }
}
