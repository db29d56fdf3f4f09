import { ChevronRight, UsersRound } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { ago } from '../../logic/dates.ts'
import { groupPeople, type PeopleRow, peopleRows } from '../../logic/people.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { type RowProps, VirtualList } from '../../parts/virtual-list.tsx'
import { lookAgain, openChat, openDialog, toggleGroup } from '../../state/actions.ts'
import { useLanguageTag, useMinute, useSettings } from '../../state/hooks.ts'
import { useView } from '../../state/store.ts'
import { groupHeight, rowHeight, rowLook, rowTarget } from './row.ts'

export function PeopleList() {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const peers = useView((state) => state.peers)
  const collapsed = useView((state) => state.collapsed)
  const selected = useView((state) => state.selected)
  const scale = useSettings().textSize / 100
  const groups = useMemo(
    () => groupPeople(peers.values(), new Intl.Collator(language, { numeric: true })),
    [peers, language],
  )
  const rows = useMemo(() => peopleRows(groups, collapsed), [groups, collapsed])
  if (peers.size === 0) return <NoPeople />

  /** Right opens a group or enters it, left closes it or goes up to it. */
  const sideways = (index: number, direction: 'left' | 'right'): number | undefined => {
    const row = rows[index]
    if (row?.kind === 'group' && direction === 'right' && !row.collapsed) return index + 1
    if (row?.kind === 'group') {
      toggleGroup(row.group.name, direction === 'left')
      return index
    }
    return direction === 'left' ? rows.findLastIndex((other, at) => at < index && other.kind === 'group') : undefined
  }

  return (
    <VirtualList
      role="tree"
      label={t('sidebar.people')}
      count={rows.length}
      keyOf={(index) => rows[index]?.key ?? ''}
      sizeOf={(index) => (rows[index]?.kind === 'group' ? groupHeight(scale) : rowHeight(scale))}
      current={rows.findIndex((row) => row.kind === 'person' && row.peer.id === selected)}
      onSideways={sideways}
      row={(index, props) => {
        const row = rows[index]
        if (row === undefined) return null
        return row.kind === 'group' ? (
          <GroupRow row={row} position={groups.indexOf(row.group) + 1} size={groups.length} props={props} />
        ) : (
          <PersonRow
            peer={row.peer}
            position={row.position}
            size={row.size}
            selected={row.peer.id === selected}
            props={props}
          />
        )
      }}
    />
  )
}

function GroupRow({
  row,
  position,
  size,
  props,
}: {
  readonly row: Extract<PeopleRow, { kind: 'group' }>
  readonly position: number
  readonly size: number
  readonly props: RowProps
}) {
  const { t } = useTranslation()
  const name = row.group.name === '' ? t('people.no_group') : row.group.name
  const count = t('people.group_count', { online: row.group.online, total: row.group.people.length })
  return (
    <div
      {...props}
      tabIndex={props.tabIndex}
      onKeyDown={props.onKeyDown}
      role="treeitem"
      aria-level={1}
      aria-posinset={position}
      aria-setsize={size}
      aria-expanded={!row.collapsed}
      aria-selected={false}
      className="mx-2 flex h-full items-end gap-1 rounded-sm px-2 pb-1 text-xs font-semibold text-muted hover:text-text"
      onClick={() => toggleGroup(row.group.name)}
    >
      <ChevronRight
        size={14}
        className={`my-px shrink-0 motion-safe:transition-transform motion-safe:duration-100 ${row.collapsed ? '' : 'rotate-90'}`}
        aria-hidden="true"
      />
      <span className="truncate">{name}</span>
      <span className="ml-auto shrink-0 font-normal tabular-nums" aria-hidden="true">
        {row.group.online}/{row.group.people.length}
      </span>
      <span className="sr-only">, {count}</span>
    </div>
  )
}

/** The second line of a person: away and offline in words, the department is the group above. */
function usePersonLine(peer: Peer): string {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  if (peer.presence === 'online') return [peer.client, peer.address].filter((part) => part !== '').join(' · ')
  if (peer.presence === 'away') return [t('presence.away'), peer.address].filter((part) => part !== '').join(' · ')
  if (peer.lastHeard === 0) return t('people.never_heard')
  return t('people.last_heard', { when: ago(Math.min(peer.lastHeard, minute), minute, language) })
}

export function PersonRow({
  peer,
  position,
  size,
  selected,
  props,
}: {
  readonly peer: Peer
  readonly position: number
  readonly size: number
  readonly selected: boolean
  readonly props: RowProps
}) {
  const { t } = useTranslation()
  const line = usePersonLine(peer)
  const offline = peer.presence === 'offline'
  const dropping = useView((state) => state.dropTarget === peer.id && !selected)
  return (
    <div
      {...props}
      tabIndex={props.tabIndex}
      onKeyDown={props.onKeyDown}
      role="treeitem"
      aria-level={2}
      aria-posinset={position}
      aria-setsize={size}
      aria-selected={selected}
      data-drop={peer.id}
      className={`${rowLook(selected)} ${dropping ? rowTarget : ''}`}
      onClick={() => void openChat(peer.id)}
    >
      <Avatar peer={peer} ring={selected ? 'border-selected' : 'border-side group-hover:border-hover'} />
      <span className="flex min-w-0 grow flex-col">
        <span className={`truncate font-medium ${offline ? 'text-muted' : ''}`}>
          {peer.name}
          <span className="sr-only">, {t(`presence.${peer.presence}`)}, </span>
        </span>
        <span className="truncate text-sm text-muted">{line}</span>
      </span>
    </div>
  )
}

function NoPeople() {
  const { t } = useTranslation()
  return (
    <Empty
      icon={<UsersRound size={40} strokeWidth={1.25} />}
      title={t('people.empty_title')}
      actions={
        <>
          <Button kind="primary" onClick={() => void lookAgain(t('sidebar.refreshed'))}>
            {t('sidebar.refresh')}
          </Button>
          <Button onClick={() => openDialog({ kind: 'add-address' })}>{t('sidebar.add_address')}</Button>
        </>
      }
    >
      <p>{t('people.empty_text')}</p>
      <p>{t('people.empty_ask')}</p>
      <p>{t('people.empty_address')}</p>
    </Empty>
  )
}
