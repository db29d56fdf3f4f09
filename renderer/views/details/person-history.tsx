import { useTranslation } from 'react-i18next'
import type { PersonFacts } from '../../../shared/api/people-contract.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { useView } from '../../state/store.ts'
import { detailsSection } from './section.ts'

interface Row {
  readonly place: string
  readonly when: string
}

/** Where he is reached, where else he is heard, and under which addresses and programs he was; one that never changed is in the facts already. */
export function Sightings({
  person,
  sightings,
}: {
  readonly person: Peer
  readonly sightings: PersonFacts['sightings']
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const { address: used, client: program, presence, lastHeard, routes = [] } = person
  if (sightings.length + routes.length < 2) return null
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const heard = (at: number): string => ago(Math.min(at, minute), minute, language)
  const known = new Set(routes.map(({ address }) => address))
  const before = sightings.filter(
    ({ address, client }) => !known.has(address) && (address !== used || client !== program),
  )
  const rows: readonly Row[] = [
    {
      place: [used, program].filter((part) => part !== '').join(' · '),
      when: presence === 'offline' ? t('person.route_last', { when: heard(lastHeard) }) : t('person.route_used'),
    },
    ...routes.map((route) => ({
      place: route.address,
      when: t('person.route_spare', { when: heard(route.lastHeard) }),
    })),
    ...before.map(({ address, client, firstSeen, lastSeen }) => {
      const [first, last] = [format.format(firstSeen), format.format(lastSeen)]
      return {
        place: [address, client].filter((part) => part !== '').join(' · '),
        when:
          first === last
            ? t('people.last_heard', { when: heard(lastSeen) })
            : t('person.sighting_times', { first, last }),
      }
    }),
  ]
  return (
    <section aria-labelledby="sightings-title" className={detailsSection}>
      <h3 id="sightings-title" className="pb-1 text-xs text-muted">
        {t('person.sightings')}
      </h3>
      <ul className="flex flex-col gap-1.5 text-sm">
        {rows.map(({ place, when }) => (
          <li key={place}>
            <p className="break-words select-text">{place}</p>
            <p className="text-xs text-muted">{when}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Others with whom he is easily mixed up, and why they are two. */
export function Confusable({ confusable }: { readonly confusable: PersonFacts['confusable'] }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const peers = useView((state) => state.peers)
  const those = (by: PersonFacts['confusable'][number]['by']): readonly Peer[] =>
    confusable.flatMap((each) => (each.by === by ? (peers.get(each.peer) ?? []) : []))
  const names = (people: readonly Peer[]): string =>
    new Intl.ListFormat(language, { type: 'conjunction' }).format(
      people.map(({ name, address }) => `${name} (${address})`),
    )
  const [twins, beside] = [those('twin'), those('beside')]
  if (twins.length + beside.length === 0) return null
  return (
    <section aria-label={t('person.confusable')} className={`${detailsSection} text-sm text-muted`}>
      {twins.length > 0 && <p className="break-words">{t('person.twins', { names: names(twins) })}</p>}
      {beside.length > 0 && <p className="break-words">{t('person.beside', { names: names(beside) })}</p>}
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
    <section aria-labelledby="alike-title" className={detailsSection}>
      <h3 id="alike-title" className="text-sm font-semibold">
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
