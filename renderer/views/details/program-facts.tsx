import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { traits } from '../../../shared/model/dialect.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { Button } from '../../parts/button.tsx'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'

/** What his program is and knows, as rows of the details. Why he is away is asked for when somebody looks. */
export function useProgramFacts(person: Peer): readonly (readonly [string, string])[] {
  const { t } = useTranslation()
  const { id, presence, dialect, absence, info } = person
  const asks = presence === 'away' && absence === undefined && traits[dialect].absence
  useEffect(() => {
    if (asks) void call('askPerson', { peer: id })
  }, [asks, id])
  const { sealed, locked, signals, pictures, recipients } = traits[dialect]
  const known = [
    t('dialect.knows_text'),
    ...(sealed ? [t('dialect.knows_sealed')] : []),
    ...(locked ? [t('dialect.knows_locked')] : []),
    ...(pictures === 'none' ? [] : [t('dialect.knows_pictures')]),
    ...(signals ? [t('dialect.knows_signals')] : []),
    ...(recipients ? [t('dialect.knows_recipients')] : []),
  ]
  return [
    ...(absence === undefined ? [] : [[t('dialect.absence'), absence] as const]),
    [t('dialect.dialect'), t(`dialect.${dialect}`)],
    [t('dialect.knows'), known.join(' · ')],
    ...(info === undefined ? [] : [[t('dialect.says'), info] as const]),
  ]
}

/** Asks his program what it is. */
export function AskProgram({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  if (person.presence === 'offline') return null
  const ask = async (): Promise<void> => {
    const asked = await call('askPerson', { peer: person.id })
    if (asked.ok) notify(t('dialect.asked'))
  }
  return (
    <Button kind="quiet" className="mt-1 -mb-1 -ml-3" onClick={() => void ask()}>
      {t('dialect.ask')}
    </Button>
  )
}
