import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '../../../shared/model/history.ts'
import { dayTitle } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { startJob } from '../../state/history.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'
import { Confirm } from './confirm.tsx'

/** More lines help nobody; the others are taken as they were recognised. */
const SHOWN = 50

/** What a file holds, who is whom, and what to do with it. */
export function ImportChoice({
  token,
  name,
  preview,
  busy,
  close,
}: {
  readonly token: string
  readonly name: string
  readonly preview: ImportPreview
  readonly busy: boolean
  readonly close: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const [people, setPeople] = useState<Readonly<Record<string, string>>>({})
  const own = preview.source === 'backup' || preview.source === 'json'
  const run = (mode: 'merge' | 'replace'): void => {
    close()
    void startJob(mode === 'merge' ? 'import' : 'restore', () => call('importHistory', { file: token, mode, people }))
  }
  const day = (at: number | undefined): string => (at === undefined ? '' : dayTitle(at, minute, language))
  return (
    <section aria-labelledby="import-title" className="flex flex-col gap-2 rounded-sm border border-line p-3">
      <h4 id="import-title" className="text-sm font-medium [overflow-wrap:anywhere]">
        {t(`history.source_${preview.source}`, { name })}
      </h4>
      <p className="text-sm">
        {t('history.preview', { count: preview.messages, from: day(preview.from), until: day(preview.until) })}
      </p>
      <ul className="max-h-56 overflow-y-auto rounded-sm border border-line text-sm" aria-label={t('history.people')}>
        {preview.people.slice(0, SHOWN).map((person) => (
          <li
            key={person.key}
            className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-1.5 last:border-0"
          >
            <span className="grow truncate">{person.name}</span>
            <span className="text-muted tabular-nums">{t('history.count', { count: person.messages })}</span>
            {!own && (
              <WhoIs
                label={t('history.who_is', { name: person.name })}
                value={people[person.key] ?? person.peer ?? ''}
                onChange={(peer) => setPeople({ ...people, [person.key]: peer === '' ? person.key : peer })}
              />
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" disabled={busy} onClick={() => run('merge')}>
          {t('history.merge')}
        </Button>
        {own && (
          <Confirm
            label={t('history.replace')}
            question={t('history.replace_question')}
            action={t('history.replace_action')}
            disabled={busy}
            run={() => run('replace')}
          />
        )}
        <Button onClick={close}>{t('common.cancel')}</Button>
      </div>
      <p className="text-xs text-muted">{t('history.merge_hint')}</p>
    </section>
  )
}

function WhoIs({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (peer: string) => void
}) {
  const { t } = useTranslation()
  const peers = useView((state) => state.peers)
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="max-w-44 rounded-sm border border-edge bg-surface px-2 py-1 text-sm"
    >
      <option value="">{t('history.somebody_new')}</option>
      {[...peers.values()].map((peer) => (
        <option key={peer.id} value={peer.id}>
          {peer.name}
        </option>
      ))}
    </select>
  )
}
