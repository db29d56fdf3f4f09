import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago } from '../../logic/dates.ts'
import { errorKey } from '../../logic/errors.ts'
import { filterPeople } from '../../logic/people.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { closeDialog, notify, openDialog } from '../../state/actions.ts'
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
      <ul>
        {found.slice(0, SHOWN).map((each) => (
          <li key={each.id}>
            <button
              type="button"
              className="flex w-full items-center gap-3 rounded-sm px-2 py-1.5 text-left hover:bg-hover"
              onClick={() => openDialog({ kind: 'merge', peer, other: each.id })}
            >
              <Avatar peer={each} ring="border-surface" />
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
    const merged = await mergePeople(peer, other)
    if (merged.ok) {
      closeDialog()
      notify(t('person.merge_done', { name: merged.value.name }))
      return
    }
    const { key, detail } = errorKey(merged.error)
    setError(t(key, { detail }))
  }
  return (
    <>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-4">
        <div className="grid gap-2 wide:grid-cols-2">
          <Card person={one} />
          <Card person={two} />
        </div>
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

/** What tells two entries apart: where, with what, when, and how much there is. */
function Card({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const facts = usePersonFacts(person)
  const heard =
    person.presence === 'offline'
      ? t('people.last_heard', { when: ago(Math.min(person.lastHeard, minute), minute, language) })
      : t(`presence.${person.presence}`)
  const lines: readonly string[] = [
    person.group,
    `${person.user}@${person.host}`,
    person.address,
    person.client,
    heard,
    facts === undefined ? '' : `${t('person.messages')} ${new Intl.NumberFormat(language).format(facts.messages)}`,
  ]
  return (
    <div
      className="flex min-w-0 flex-col gap-0.5 rounded-md border border-line px-3 py-2 text-sm"
      data-merge={person.id}
    >
      <p className="flex items-center gap-2 font-medium">
        <Avatar peer={person} size="small" ring="border-surface" />
        <span className="min-w-0 break-words">{person.name}</span>
      </p>
      {lines
        .filter((line) => line !== '')
        .map((line) => (
          <p key={line} className="break-words text-muted">
            {line}
          </p>
        ))}
    </div>
  )
}
