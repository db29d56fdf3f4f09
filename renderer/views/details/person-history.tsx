import { useTranslation } from 'react-i18next'
import type { PersonFacts } from '../../../shared/api/people-contract.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { useView } from '../../state/store.ts'

/** Addresses and programs under which he was heard; one that never changed is in the facts already. */
export function Sightings({ sightings }: { readonly sightings: PersonFacts['sightings'] }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  if (sightings.length < 2) return null
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  return (
    <section aria-labelledby="sightings-title">
      <h3 id="sightings-title" className="pb-1 text-sm font-medium">
        {t('person.sightings')}
      </h3>
      <ul className="divide-y divide-line rounded-md border border-line text-sm">
        {sightings.map(({ address, client, firstSeen, lastSeen }) => {
          const [first, last] = [format.format(firstSeen), format.format(lastSeen)]
          return (
            <li key={`${address} ${client}`} className="px-3 py-2">
              <p className="break-words select-text">{[address, client].filter((part) => part !== '').join(' · ')}</p>
              <p className="text-xs text-muted">
                {first === last ? last : t('person.sighting_times', { first, last })}
              </p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Others who might be he: a suggestion, never done by itself. */
export function Alike({ person, alike }: { readonly person: Peer; readonly alike: PersonFacts['alike'] }) {
  const { t } = useTranslation()
  const peers = useView((state) => state.peers)
  const found = alike.flatMap(({ peer, by }) => {
    const other = peers.get(peer)
    return other === undefined ? [] : { other, by }
  })
  if (found.length === 0) return null
  return (
    <section aria-labelledby="alike-title" className="rounded-md border border-line px-3 py-2">
      <h3 id="alike-title" className="text-sm font-medium">
        {t('person.alike_title')}
      </h3>
      <ul>
        {found.map(({ other, by }) => (
          <li key={other.id} className="flex flex-col items-start pt-1">
            <span className="text-xs break-words text-muted">
              {[other.name, other.address, t(`person.alike_${by}`)].filter((part) => part !== '').join(' · ')}
            </span>
            <Button
              kind="quiet"
              className="-ml-3 text-left"
              onClick={() => openDialog({ kind: 'merge', peer: person.id, other: other.id })}
            >
              {t('person.alike_merge', { name: other.name })}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
