import { UsersRound } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { departmentRows, flatRows, listed, type PeopleRow } from '../../logic/departments.ts'
import { beginsWith } from '../../logic/match-person.ts'
import { loadPinyin } from '../../logic/pinyin.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { ContextArea } from '../../parts/menu.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { lookAgain, openDialog } from '../../state/actions.ts'
import { useLanguageTag, useSettings } from '../../state/hooks.ts'
import { foldGroup } from '../../state/people-actions.ts'
import { useView } from '../../state/store.ts'
import { GroupRow, PersonRow } from './people-rows.tsx'
import { groupHeight, rowHeight } from './row.ts'
import { usePeopleEntries } from './use-people-entries.tsx'

export function PeopleList() {
  const { t } = useTranslation()
  const selected = useView((state) => state.selected)
  const count = useView((state) => state.peers.size)
  const scale = useSettings().textSize / 100
  const rows = usePeopleRows()
  const [target, setTarget] = useState<PeopleRow>()
  const entries = usePeopleEntries(target, rows)
  if (count === 0) return <NoPeople />

  const parentOf = (index: number): number => {
    const level = rows[index]?.level ?? 1
    return rows.findLastIndex((other, at) => at < index && other.kind === 'group' && other.level < level)
  }
  /** Right opens a group or enters it, left closes it or goes up to the one around it. */
  const sideways = (index: number, direction: 'left' | 'right'): number | undefined => {
    const row = rows[index]
    if (row?.kind === 'group' && direction === 'right') {
      if (!row.folded) return index + 1
      foldGroup(row.group.path, false)
      return index
    }
    if (direction === 'right') return undefined
    if (row?.kind === 'group' && !row.folded) {
      foldGroup(row.group.path, true)
      return index
    }
    const parent = parentOf(index)
    return parent === -1 ? undefined : parent
  }

  return (
    <ContextArea
      className="h-full"
      entries={entries}
      onTarget={(element) => {
        const key = element.closest('[data-row]')?.getAttribute('data-row')
        const row = rows.find((each) => each.key === key)
        setTarget(row)
        return row !== undefined
      }}
    >
      <VirtualList
        role="tree"
        label={t('sidebar.people')}
        count={rows.length}
        keyOf={(index) => rows[index]?.key ?? ''}
        sizeOf={(index) => (rows[index]?.kind === 'group' ? groupHeight(scale) : rowHeight(scale))}
        isFound={(index, typed) => beginsWith(textOf(rows[index]), typed)}
        onEnter={() => void loadPinyin()}
        onRename={(index) => rename(rows[index])}
        onDelete={(index) => forget(rows[index])}
        current={rows.findIndex((row) => row.kind === 'person' && row.peer.id === selected)}
        onSideways={sideways}
        row={(index, props) => {
          const row = rows[index]
          if (row === undefined) return null
          return row.kind === 'group' ? (
            <GroupRow row={row} props={props} />
          ) : (
            <PersonRow row={row} selected={row.peer.id === selected} props={props} />
          )
        }}
      />
    </ContextArea>
  )
}

function rename(row: PeopleRow | undefined): void {
  if (row?.kind === 'person') openDialog({ kind: 'alias', peer: row.peer.id })
}

/** Who is there would come back at once. */
function forget(row: PeopleRow | undefined): void {
  if (row?.kind === 'person' && row.peer.presence === 'offline') openDialog({ kind: 'forget', peer: row.peer.id })
}

const textOf = (row: PeopleRow | undefined): string => (row?.kind === 'group' ? row.group.name : (row?.peer.name ?? ''))

function usePeopleRows(): readonly PeopleRow[] {
  const language = useLanguageTag()
  const peers = useView((state) => state.peers)
  const hidden = useView((state) => state.forgetting)
  const { peopleOrder, foldedGroups } = useSettings()
  return useMemo(() => {
    const collator = new Intl.Collator(language, { numeric: true })
    const people = listed(peers.values(), hidden)
    return peopleOrder === 'department'
      ? departmentRows(people, collator, new Set(foldedGroups))
      : flatRows(people, collator, peopleOrder)
  }, [peers, hidden, language, peopleOrder, foldedGroups])
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
          <Button onClick={() => openDialog({ kind: 'doctor' })}>{t('reach.open')}</Button>
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
