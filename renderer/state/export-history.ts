import type { ExportFormat } from '../../shared/model/history.ts'
import { safeName } from '../../shared/model/safe-name.ts'
import { languages } from '../../shared/model/settings.ts'
import { fileTime } from '../logic/dates.ts'
import { makeFile } from './history.ts'
import { call } from './host.ts'

/** Exports one chat or all of them; `name` is a part of the proposed name of the file. */
export function exportHistory(format: ExportFormat, conversation: string | undefined, name: string): Promise<void> {
  const ending = format === 'json' ? 'jsonl' : format
  const file = safeName(`Gezi ${name} ${fileTime(Date.now()).slice(0, 10)}.${ending}`)
  const language = languages.find((each) => each === document.documentElement.lang)
  return makeFile('export', file, (place) =>
    call('exportHistory', {
      format,
      ...place,
      ...(conversation !== undefined && { conversation }),
      ...(language !== undefined && { language }),
    }),
  )
}
