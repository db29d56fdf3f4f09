import { ArrowDownLeft, ArrowUpRight, Download, Eraser, Pause, Play } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { everyPacket, filterPackets, type PacketFilter } from '../../logic/packet-filter.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { fieldBox } from '../../parts/field.tsx'
import { clearPackets, exportPackets, goOn, pause, usePackets } from '../../state/packet-console.ts'
import { useOff } from '../../state/policy.ts'
import { PacketDetails } from './packet-details.tsx'
import { PacketList } from './packet-list.tsx'

export function PacketsPage() {
  const { t } = useTranslation()
  const rows = usePackets((state) => state.rows)
  const lost = usePackets((state) => state.lost)
  const [filter, setFilter] = useState(everyPacket)
  const [chosen, setChosen] = useState<number>()
  const [said, setSaid] = useState('')
  const exportOff = useOff('export')
  const shown = useMemo(() => filterPackets(rows, filter), [rows, filter])
  const save = async (): Promise<void> => {
    const saved = await exportPackets(shown)
    if (saved === undefined) return
    setSaid('packets' in saved ? t('console.saved', { count: saved.packets }) : t('console.not_saved'))
  }
  const counts = [
    t('console.shown', { shown: shown.length, all: rows.length }),
    ...(lost === 0 ? [] : [t('console.lost', { count: lost })]),
    ...(said === '' ? [] : [said]),
  ]
  return (
    <>
      <div className="flex flex-wrap items-center gap-1 px-5 pt-2">
        <FilterField value={filter} onChange={setFilter} />
        <PauseButton />
        <IconButton label={t('console.clear')} onClick={clearPackets}>
          <Eraser size={16} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={exportOff ?? t('console.export')}
          disabled={exportOff !== undefined || shown.length === 0}
          onClick={() => void save()}
        >
          <Download size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <p className="px-5 pt-1 text-xs text-muted" role="status">
        {counts.join(' · ')}
      </p>
      <div className="mt-2 flex min-h-0 grow flex-col border-t border-line wide:flex-row">
        <div className="min-h-0 min-w-0 grow basis-0">
          <PacketList rows={shown} chosen={chosen} onChoose={setChosen} />
        </div>
        {chosen !== undefined && <PacketDetails key={chosen} id={chosen} onClose={() => setChosen(undefined)} />}
      </div>
    </>
  )
}

function FilterField({
  value,
  onChange,
}: {
  readonly value: PacketFilter
  readonly onChange: (filter: PacketFilter) => void
}) {
  const { t } = useTranslation()
  return (
    <search className="flex min-w-56 grow items-center gap-1">
      <input
        type="search"
        aria-label={t('console.filter')}
        placeholder={t('console.filter_hint')}
        autoComplete="off"
        spellCheck={false}
        value={value.words}
        className={`${fieldBox} min-w-0 grow`}
        onChange={(event) => onChange({ ...value, words: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value.words === '') return
          event.stopPropagation()
          onChange({ ...value, words: '' })
        }}
      />
      <IconButton
        label={t('console.received')}
        aria-pressed={value.received}
        onClick={() => onChange({ ...value, received: !value.received })}
      >
        <ArrowDownLeft size={16} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={t('console.sent')}
        aria-pressed={value.sent}
        onClick={() => onChange({ ...value, sent: !value.sent })}
      >
        <ArrowUpRight size={16} aria-hidden="true" />
      </IconButton>
    </search>
  )
}

function PauseButton() {
  const { t } = useTranslation()
  const held = usePackets((state) => state.held?.length)
  return held === undefined ? (
    <Button onClick={pause}>
      <Pause size={14} aria-hidden="true" />
      {t('console.pause')}
    </Button>
  ) : (
    <Button kind="primary" onClick={goOn}>
      <Play size={14} aria-hidden="true" />
      {held === 0 ? t('console.go_on') : t('console.go_on_with', { waiting: held })}
    </Button>
  )
}
