import { Split } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PersonFacts } from '../../../shared/api/people-contract.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { separatePerson } from '../../state/people-actions.ts'
import { detailsSection } from './section.ts'

/** Whom the user merged into this person, as they were then; each can be somebody else again. */
export function JoinedEntries({ person, joined }: { readonly person: Peer; readonly joined: PersonFacts['joined'] }) {
  const { t } = useTranslation()
  const format = new Intl.DateTimeFormat(useLanguageTag(), { dateStyle: 'medium' })
  if (joined.length === 0) return null
  return (
    <section aria-labelledby="joined-title" className={detailsSection}>
      <h3 id="joined-title" className="pb-1 text-xs text-muted">
        {t('joined.title')}
      </h3>
      <ul className="flex flex-col gap-1.5 text-sm">
        {joined.map(({ former, name, user, host, address, client, at }) => (
          <li key={former} className="flex flex-col items-start">
            <p className="break-words select-text">
              {[name, `${user}@${host}`, address, client].filter((part) => part !== '').join(' · ')}
            </p>
            <p className="text-xs text-muted">{t('joined.when', { when: format.format(at) })}</p>
            <Button
              kind="quiet"
              className="-ml-3 text-left"
              onClick={() => void separatePerson(former, person.id, t('joined.separated', { name }))}
            >
              <Split size={14} aria-hidden="true" />
              {t('joined.separate', { name })}
            </Button>
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">{t('joined.hint')}</p>
    </section>
  )
}
