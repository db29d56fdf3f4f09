import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { traits } from '../../../shared/model/dialect.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { fieldBox } from '../../parts/field.tsx'
import { closeDialog } from '../../state/actions.ts'
import { useGroup } from '../../state/groups.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'

/** Who is not among them is found by typing. */
const SHOWN = 60

/** Everybody who is there and whose program knows groups; each is invited with one click. */
export function InviteDialog({ group: chat }: { readonly group: string }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const group = useGroup(chat)
  const [query, setQuery] = useState('')
  const [invited, setInvited] = useState<ReadonlySet<string>>(new Set())
  const people = useInvitable(query)

  const invite = async ({ id }: Peer): Promise<void> => {
    if (group === undefined) return
    const done = await call('groupInvite', { group: group.number, peer: id })
    if (done.ok) setInvited((before) => new Set(before).add(id))
  }
  return (
    <Dialog title={t('group.invite_title')} hint={t('group.open_hint')} initialFocus={field}>
      <div className="flex min-h-0 flex-col gap-2 px-5 pt-3">
        <input
          ref={field}
          value={query}
          aria-label={t('group.find_person')}
          placeholder={t('group.find_person')}
          className={fieldBox}
          onChange={(event) => setQuery(event.target.value)}
        />
        {people.length === 0 && <p className="py-4 text-center text-sm text-muted">{t('group.nobody')}</p>}
        <ul className="max-h-80 min-h-0 overflow-y-auto">
          {people.map((peer) => (
            <li key={peer.id} className="flex items-center gap-3 py-1.5">
              <Avatar peer={peer} size="small" ring="border-surface" />
              <span className="min-w-0 grow truncate text-sm">{peer.name}</span>
              <Button
                disabled={invited.has(peer.id)}
                aria-label={invited.has(peer.id) ? undefined : t('group.invite_person', { name: peer.name })}
                onClick={() => void invite(peer)}
              >
                {t(invited.has(peer.id) ? 'group.invited' : 'group.invite_short')}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <div className={dialogButtons}>
        <Button onClick={closeDialog}>{t('common.close')}</Button>
      </div>
    </Dialog>
  )
}

function useInvitable(query: string): readonly Peer[] {
  const peers = useView((view) => view.peers)
  const language = useLanguageTag()
  return useMemo(() => {
    const wanted = query.trim().toLowerCase()
    const collator = new Intl.Collator(language)
    return [...peers.values()]
      .filter(({ presence, dialect }) => presence !== 'offline' && traits[dialect].signals)
      .filter(({ name, address }) => name.toLowerCase().includes(wanted) || address.includes(wanted))
      .sort((a, b) => collator.compare(a.name, b.name))
      .slice(0, SHOWN)
  }, [peers, query, language])
}
