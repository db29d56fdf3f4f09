import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodOutput } from '../../../shared/api/contract.ts'
import type { Group } from '../../../shared/model/group.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Facts } from '../../parts/facts.tsx'
import { openChat } from '../../state/actions.ts'
import { groupName } from '../../state/groups.ts'
import { call } from '../../state/host.ts'
import { personOf } from '../../state/people.ts'
import { useView } from '../../state/store.ts'

const nobody: MethodOutput<'groupMembers'> = { members: [] }

/** What its creator says of it, and who was heard in it. */
export function GroupDetails({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  const { number, introduction, notice, members } = group
  const [known, setKnown] = useState(nobody)
  const peers = useView((view) => view.peers)
  useEffect(() => {
    // Each one more is heard of as a number; who it is stands in the store.
    void members
    void call('groupMembers', { group: number }).then((found) => found.ok && setKnown(found.value))
  }, [number, members])
  const facts = [
    ['name', groupName(group)],
    ['number', number],
    ['introduction', introduction],
    ['notice', notice],
    ['creator', known.creator ?? ''],
  ] as const
  return (
    <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto px-4 pb-4 text-sm">
      <p className="text-muted">
        {t('group.open_hint')} {t('group.words_only')}
      </p>
      <Facts
        facts={facts
          .filter(([, value]) => value !== '')
          .map(([key, value]) => [t(`group.fact.${key}`), value] as const)}
      />
      {known.members.length > 0 && (
        <section aria-label={t('group.heard_here')}>
          <h3 className="pb-1 text-xs text-muted">
            {t('group.heard_here')} · {members}
          </h3>
          <ul className="-mx-2">
            {known.members.map(({ peer, name }) => (
              <li key={peer}>
                <button
                  type="button"
                  className="flex w-full items-center gap-2 rounded-sm px-2 py-1 text-left hover:bg-hover"
                  onClick={() => void openChat(peer)}
                >
                  <Avatar peer={personOf(peers, peer)} size="small" ring="border-surface" />
                  <span className="min-w-0 grow truncate">{peers.get(peer)?.name ?? name}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
