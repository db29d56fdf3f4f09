import { Ban, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago } from '../../logic/dates.ts'
import type { PeopleRow } from '../../logic/departments.ts'
import { Avatar } from '../../parts/avatar.tsx'
import type { RowProps } from '../../parts/virtual-list.tsx'
import { openChat } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { foldGroup } from '../../state/people-actions.ts'
import { useView } from '../../state/store.ts'
import { rowLook, rowTarget } from './row.ts'

/** Each level of the tree stands so far to the right of the one around it. */
const indent = (level: number): { readonly paddingLeft: string } => ({ paddingLeft: `${8 + (level - 1) * 12}px` })

export function GroupRow({
  row,
  props,
}: {
  readonly row: Extract<PeopleRow, { kind: 'group' }>
  readonly props: RowProps
}) {
  const { t } = useTranslation()
  const { name, path, online, people } = row.group
  return (
    <div
      {...props}
      tabIndex={props.tabIndex}
      onKeyDown={props.onKeyDown}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-expanded={!row.folded}
      aria-selected={false}
      data-row={row.key}
      className="mx-2 flex h-full items-end gap-1 rounded-sm pr-2 pb-1 text-xs font-semibold text-muted hover:text-text"
      style={indent(row.level)}
      onClick={() => foldGroup(path)}
    >
      <ChevronRight
        size={14}
        className={`my-px shrink-0 motion-safe:transition-transform motion-safe:duration-100 ${row.folded ? '' : 'rotate-90'}`}
        aria-hidden="true"
      />
      <span className="truncate">{name === '' ? t('people.no_group') : name}</span>
      <span className="ml-auto shrink-0 font-normal tabular-nums" aria-hidden="true">
        {online}/{people.length}
      </span>
      <span className="sr-only">, {t('people.group_count', { online, total: people.length })}</span>
    </div>
  )
}

/** The second line of a person: what he says of himself, else where he is; away and offline in words. */
function usePersonLine(peer: Peer): string {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const { signature = '', client, address } = peer
  const about = signature === '' ? [client, address] : [signature]
  if (peer.presence === 'online') return about.filter((part) => part !== '').join(' · ')
  if (peer.presence === 'away') return [t('presence.away'), signature || address].join(' · ')
  if (peer.lastHeard === 0) return t('people.never_heard')
  return t('people.last_heard', { when: ago(Math.min(peer.lastHeard, minute), minute, language) })
}

export function PersonRow({
  row,
  selected,
  props,
}: {
  readonly row: Extract<PeopleRow, { kind: 'person' }>
  readonly selected: boolean
  readonly props: RowProps
}) {
  const { t } = useTranslation()
  const { peer } = row
  const line = usePersonLine(peer)
  const dropping = useView((state) => state.dropTarget === peer.id && !selected)
  return (
    <div
      {...props}
      tabIndex={props.tabIndex}
      onKeyDown={props.onKeyDown}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-selected={selected}
      data-row={row.key}
      data-drop={peer.id}
      className={`${rowLook(selected)} ${dropping ? rowTarget : ''}`}
      style={row.level > 2 ? indent(row.level - 1) : undefined}
      onClick={() => void openChat(peer.id)}
    >
      <Avatar peer={peer} ring={selected ? 'border-selected' : 'border-side group-hover:border-hover'} />
      <span className="flex min-w-0 grow flex-col">
        <span className={`truncate font-medium ${peer.presence === 'offline' ? 'text-muted' : ''}`}>
          {peer.name}
          <span className="sr-only">
            , {t(`presence.${peer.presence}`)}
            {peer.blocked === true && `, ${t('person.blocked')}`},{' '}
          </span>
        </span>
        <span className="truncate text-sm text-muted">{line}</span>
      </span>
      {peer.blocked === true && <Ban size={16} className="shrink-0 text-muted" aria-hidden="true" />}
    </div>
  )
}
