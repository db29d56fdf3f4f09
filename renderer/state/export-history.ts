import type { ExportFormat } from '../../shared/model/history.ts'
import { safeName } from '../../shared/model/safe-name.ts'
import { languages } from '../../shared/model/settings.ts'
import { fileTime } from '../logic/dates.ts'
import { makeFile } from './history.ts'
import { call } from './host.ts'

export interface ExportChoices {
  readonly format: ExportFormat
  /** `YYYY-MM-DD` of this computer's calendar, the first and the last day; empty: no bound. */
  readonly from: string
  readonly until: string
  /** A table begins with a byte order mark. */
  readonly mark: boolean
}

export const wholeHistory: ExportChoices = { format: 'html', from: '', until: '', mark: true }

export const isBackwards = ({ from, until }: ExportChoices): boolean => from !== '' && until !== '' && from > until

/** Undefined for what is no day (yet). */
function dayStart(day: string, later = 0): number | undefined {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const time = new Date(year, month - 1, date + later).getTime()
  return day === '' || Number.isNaN(time) || time < 0 ? undefined : time
}

/** Exports one chat or all of them; `name` is a part of the proposed name of the file. */
export function exportHistory(choices: ExportChoices, conversation: string | undefined, name: string): Promise<void> {
  const { format, mark } = choices
  const ending = format === 'json' ? 'jsonl' : format
  const file = safeName(`Gezi ${name} ${fileTime(Date.now()).slice(0, 10)}.${ending}`)
  const language = languages.find((each) => each === document.documentElement.lang)
  const [from, next] = [dayStart(choices.from), dayStart(choices.until, 1)]
  return makeFile('export', file, (place) =>
    call('exportHistory', {
      ...{ format, mark, ...place },
      ...(from !== undefined && { from }),
      ...(next !== undefined && { until: next - 1 }),
      ...(conversation !== undefined && { conversation }),
      ...(language !== undefined && { language }),
    }),
  )
}
