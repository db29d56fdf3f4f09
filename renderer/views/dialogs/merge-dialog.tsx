import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago, capital } from '../../logic/dates.ts'
import { errorKey } from '../../logic/errors.ts'
import { filterPeople } from '../../logic/people.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { closeDialog, openDialog } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { mergePeople } from '../../state/people-actions.ts'
import { usePersonFacts } from '../../state/person-facts.ts'
import { useView } from '../../state/store.ts'

/** As many as fit below the field; who is not among them is found by typing on. */
const SHOWN = 6

/** First who the other one is, then both side by side with what tells them apart. */
export function MergeDialog({ peer, other }: { readonly peer: string; readonly other?: string | undefined }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('person.merge_title')} hint={t('person.merge_hint')}>
      {other === undefined ? <Pick peer={peer} /> : <Confirm peer={peer} other={other} />}
    </Dialog>
  )
}

/** Who is meant by what is typed; before anything is, everybody else, those of the same name first. */
function others(peers: Iterable<Peer>, query: string, person: Peer, collator: Intl.Collator): readonly Peer[] {
  const all = [...peers].filter(({ id, forgotten }) => id !== person.id && forgotten !== true)
  if (query.trim() !== '') return filterPeople(all, query, collator)
  const alike = filterPeople(all, person.name, collator)
  const rest = all.filter((other) => !alike.includes(other)).sort((a, b) => collator.compare(a.name, b.name))
  return [...alike, ...rest]
}

function Pick({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const person = usePerson(peer)
  const peers = useView((state) => state.peers)
  const [query, setQuery] = useState('')
  const found = useMemo(
    () => others(peers.values(), query, person, new Intl.Collator(language)),
    [peers, query, language, person],
  )
  return (
    <div className="flex min-h-0 flex-col gap-1 overflow-y-auto px-5 pt-4 pb-5">
      <TextField
        label={t('person.merge_pick', { name: person.name })}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {found.length === 0 && <p className="text-sm text-muted">{t('person.merge_none')}</p>}
      <ul className="-mx-2">
        {found.slice(0, SHOWN).map((each) => (
          <li key={each.id}>
            <button
              type="button"
              className="group flex w-full items-center gap-3 rounded-sm px-2 py-1.5 text-left hover:bg-hover"
              onClick={() => openDialog({ kind: 'merge', peer, other: each.id })}
            >
              <Avatar peer={each} ring="border-overlay group-hover:border-hover" />
              <span className="flex min-w-0 grow flex-col">
                <span className="truncate font-medium">{each.name}</span>
                <span className="truncate text-sm text-muted">
                  {[each.group, each.address, each.client].filter((part) => part !== '').join(' · ')}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Confirm({ peer, other }: { readonly peer: string; readonly other: string }) {
  const { t } = useTranslation()
  const [one, two] = [usePerson(peer), usePerson(other)]
  const [error, setError] = useState<string>()
  const merge = async (): Promise<void> => {
    const words = { done: (name: string) => t('person.merge_done', { name }), undo: t('common.undo') }
    const merged = await mergePeople(peer, other, words)
    if (merged.ok) {
      closeDialog()
      return
    }
    const { key, detail } = errorKey(merged.error)
    setError(t(key, { detail }))
  }
  return (
    <>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-4">
        <Compared people={[useCompared(one), useCompared(two)]} />
        <p className="text-sm">{t('person.merge_warning')}</p>
        {error !== undefined && (
          <p className="text-sm text-red" role="alert">
            {error}
          </p>
        )}
      </div>
      <div className={dialogButtons}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button kind="primary" onClick={() => void merge()}>
          {t('person.merge_action')}
        </Button>
      </div>
    </>
  )
}

interface Column {
  readonly person: Peer
  readonly values: readonly string[]
}

/** What tells two entries apart: where, with what, when, and how much there is. */
function useCompared(person: Peer): Column {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const facts = usePersonFacts(person)
  const heard = {
    online: t('details.now'),
    away: t('details.away_now'),
    offline:
      person.lastHeard === 0 ? t('people.never_heard') : ago(Math.min(person.lastHeard, minute), minute, language),
  }[person.presence]
  return {
    person,
    values: [
      person.group,
      person.user,
      person.host,
      person.address,
      person.client,
      capital(heard, language),
      facts === undefined ? '' : new Intl.NumberFormat(language).format(facts.messages),
    ],
  }
}

/** Line by line beside each other; what is the same in both steps back. */
function Compared({ people }: { readonly people: readonly [Column, Column] }) {
  const { t } = useTranslation()
  const names = [
    t('details.group'),
    t('details.user'),
    t('details.host'),
    t('details.address'),
    t('details.client'),
    t('details.last_heard'),
    t('person.messages'),
  ]
  const cell = 'py-1.5 pl-3 text-left align-top font-normal break-words [overflow-wrap:anywhere]'
  return (
    <table className="w-full table-fixed text-sm" data-merge="">
      <thead>
        <tr className="border-b border-line">
          <td className="w-1/4" />
          {people.map(({ person }) => (
            <th key={person.id} scope="col" className={cell}>
              <span className="flex items-center gap-2 font-semibold">
                <Avatar peer={person} size="small" ring="border-overlay" />
                <span className="min-w-0">{person.name}</span>
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name, at) => {
          const [one, two] = people.map(({ values }) => values[at] ?? '')
          if (one === '' && two === '') return null
          return (
            <tr key={name} className={`border-b border-line last:border-0 ${one === two ? 'text-muted' : ''}`}>
              <th scope="row" className={`${cell} pl-0! text-xs text-muted`}>
                {name}
              </th>
              {people.map(({ person, values }) => (
                <td key={person.id} className={cell}>
                  {values[at] || t('details.unknown')}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
