import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonKeys, ShownKey } from '../../../shared/api/trust-contract.ts'
import { fullTime } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { Switch } from '../../parts/switch.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { usePerson } from '../../state/people.ts'

type Change = 'accept' | 'compared' | 'not-compared' | 'allow-plain' | 'require-cipher'

/** Two keys side by side, so that two people can tell whether they see the same ones. */
export function KeysDialog({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const person = usePerson(peer)
  const { name, trust, otherCard } = person
  const [keys, setKeys] = useState<PersonKeys>({ signs: true })
  const [error, setError] = useState('')
  // What is shown follows what is known of him.
  const version = `${trust} ${otherCard}`
  useEffect(() => {
    void version
    void call('personKeys', { peer }).then((found) => found.ok && setKeys(found.value))
  }, [peer, version])
  const { pinned, offered, own, cards, pinnedAt, comparedAt } = keys
  const decide = async (change: Change): Promise<void> => {
    const shown = (offered ?? pinned)?.fingerprint
    const done = await call('setTrust', { peer, change, ...(shown !== undefined && { fingerprint: shown }) })
    setError(done.ok ? '' : t('trust.changed_meanwhile'))
    const found = await call('personKeys', { peer })
    if (found.ok) setKeys(found.value)
  }
  if (pinned === undefined) {
    return (
      <Dialog title={t('trust.title', { name })}>
        <p className="px-5 pt-3 pb-5 text-sm text-muted">{t('trust.no_keys', { name })}</p>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('trust.title', { name })} hint={t('trust.title_hint')}>
      <div className="flex flex-col gap-4 overflow-y-auto px-5 pt-4">
        {offered !== undefined && (
          <>
            <p className="text-sm">{t('trust.changed_hint', { name })}</p>
            <Fingerprint label={t('trust.theirs_new', { name })} shown={offered} />
          </>
        )}
        <Fingerprint
          label={offered === undefined ? t('trust.theirs', { name }) : t('trust.theirs_old')}
          shown={pinned}
          since={pinnedAt === undefined ? undefined : fullTime(pinnedAt, language)}
        />
        {own !== undefined && <Fingerprint label={t('trust.own', { name })} shown={own} />}
        {comparedAt !== undefined && offered === undefined && (
          <p className="text-sm text-accent-text">{t('trust.compared_on', { time: fullTime(comparedAt, language) })}</p>
        )}
        {!keys.signs && <p className="text-sm text-muted">{t('trust.no_signature')}</p>}
        {cards !== undefined && <p className="text-sm text-muted">{t('trust.card_hint', { name, ...cards })}</p>}
        <Switch
          label={t('trust.setting', { name })}
          hint={t('trust.setting_hint')}
          checked={trust === 'plain-chosen'}
          onChange={(plain) => void decide(plain ? 'allow-plain' : 'require-cipher')}
        />
        {error !== '' && (
          <p role="alert" className="text-sm text-red">
            {error}
          </p>
        )}
      </div>
      <div className={dialogButtons}>
        {offered !== undefined ? (
          <Button onClick={() => void decide('accept')}>{t('trust.accept')}</Button>
        ) : cards !== undefined ? (
          <Button onClick={() => void decide('accept')}>{t('trust.accept_card')}</Button>
        ) : comparedAt === undefined ? (
          <Button kind="primary" onClick={() => void decide('compared')}>
            {t('trust.mark_compared')}
          </Button>
        ) : (
          <Button onClick={() => void decide('not-compared')}>{t('trust.unmark_compared')}</Button>
        )}
      </div>
    </Dialog>
  )
}

function Fingerprint({
  label,
  shown,
  since,
}: {
  readonly label: string
  readonly shown: ShownKey
  readonly since?: string | undefined
}) {
  const { t } = useTranslation()
  const { fingerprint, short, bits } = shown
  // Two blocks may be the same, their places are not.
  const blocks = fingerprint.split(' ').map((text, place) => ({ at: place, text }))
  return (
    <section aria-label={label}>
      <h3 className="text-sm font-semibold">{label}</h3>
      <p className="mt-1 grid grid-cols-5 gap-x-2 rounded-md border border-line bg-field px-3 py-2 text-center font-mono text-sm select-text">
        {blocks.map(({ at, text }) => (
          <span key={at}>{text} </span>
        ))}
      </p>
      <p className="mt-1 text-xs text-muted select-text">
        {t('trust.short', { short, bits })}
        {since !== undefined && ` · ${t('trust.since', { time: since })}`}
      </p>
    </section>
  )
}
