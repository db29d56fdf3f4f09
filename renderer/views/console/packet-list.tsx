import { ArrowDownLeft, ArrowUpRight, Radio } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PacketRow } from '../../../shared/model/packet-console.ts'
import { exactTime } from '../../logic/dates.ts'
import { Empty } from '../../parts/empty.tsx'
import { type RowProps, VirtualList } from '../../parts/virtual-list.tsx'
import { useLanguageTag, useSettings } from '../../state/hooks.ts'
import { usePackets } from '../../state/packet-console.ts'

/** One line of text and a little air. */
const rowHeight = (scale: number): number => Math.round(6 + 20 * scale)

export function PacketList({
  rows,
  chosen,
  onChoose,
}: {
  readonly rows: readonly PacketRow[]
  readonly chosen: number | undefined
  readonly onChoose: (id: number) => void
}) {
  const { t } = useTranslation()
  const scale = useSettings().textSize / 100
  const isQuiet = usePackets((state) => state.rows.length === 0)
  if (rows.length === 0) {
    return (
      <Empty
        icon={<Radio size={40} strokeWidth={1.25} />}
        title={isQuiet ? t('console.quiet') : t('console.none_fits')}
      >
        {isQuiet && <p>{t('console.quiet_hint')}</p>}
      </Empty>
    )
  }
  return (
    <VirtualList
      role="listbox"
      label={t('console.packets')}
      count={rows.length}
      keyOf={(index) => String(rows[index]?.id ?? '')}
      sizeOf={() => rowHeight(scale)}
      current={rows.findIndex(({ id }) => id === chosen)}
      followsEnd
      row={(index, props) => {
        const packet = rows[index]
        return packet && <Row packet={packet} selected={packet.id === chosen} onChoose={onChoose} props={props} />
      }}
    />
  )
}

interface RowParts {
  readonly packet: PacketRow
  readonly selected: boolean
  readonly onChoose: (id: number) => void
  readonly props: RowProps
}

/** Drawn again only for its own changes: packets come in batches. */
const Row = memo(
  DrawnRow,
  (a, b) =>
    a.packet === b.packet &&
    a.selected === b.selected &&
    a.props.tabIndex === b.props.tabIndex &&
    a.props['data-index'] === b.props['data-index'],
)

function DrawnRow({ packet, selected, onChoose, props }: RowParts) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { id, at, direction, address, who, command, text, size, problem } = packet
  const Icon = direction === 'in' ? ArrowDownLeft : ArrowUpRight
  const name = [command, ...(problem === undefined ? [] : [t(`console.problem.${problem}`)])]
    .filter((each) => each !== '')
    .join(' · ')
  const time = exactTime(at, language)
  const whom = who === '' ? address : `${who} ${address}`
  return (
    <button
      type="button"
      {...props}
      role="option"
      aria-selected={selected}
      data-packet={id}
      onClick={() => onChoose(id)}
      className={`@container flex h-full w-full items-center pr-3 pl-5 text-left text-xs -outline-offset-2 ${selected ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      <span className="grid min-w-0 grow grid-cols-[1rem_minmax(0,4fr)_minmax(0,4fr)] items-center gap-2 @min-[30rem]:grid-cols-[5.75rem_1rem_minmax(0,3fr)_minmax(0,3fr)_minmax(0,4fr)_3rem]">
        <span className="hidden text-muted tabular-nums @min-[30rem]:inline">
          {time}
          <span className="sr-only">, </span>
        </span>
        <span>
          <Icon
            size={14}
            className={problem === undefined ? (direction === 'in' ? 'text-accent-text' : 'text-muted') : 'text-red'}
            aria-hidden="true"
          />
          <span className="sr-only">{t(direction === 'in' ? 'console.received' : 'console.sent')}, </span>
        </span>
        <span className="truncate">
          {whom}
          <span className="sr-only">, </span>
        </span>
        <span className={`truncate font-mono ${problem === undefined ? '' : 'text-red'}`}>
          {name}
          <span className="sr-only">, </span>
        </span>
        <span className="hidden truncate text-muted @min-[30rem]:inline">
          {text}
          <span className="sr-only">, </span>
        </span>
        <span className="hidden text-right text-muted tabular-nums @min-[30rem]:inline">{size}</span>
      </span>
    </button>
  )
}
