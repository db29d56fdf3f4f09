import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownUp } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listedTransfers, type TransferFilter, transferFilters } from '../../logic/transfers.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useSettings } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { set, useView } from '../../state/store.ts'
import { TransferItem } from './transfer-item.tsx'
import { TransfersSummary } from './transfers-summary.tsx'

/** Good guesses keep the scroll bar calm. */
const ITEM_HEIGHT = 96

/** The transfer centre: what runs, waits and is over, of everybody or of one person. */
export function TransfersPanel() {
  const { t } = useTranslation()
  const transfers = useView((state) => state.host?.transfers)
  const peer = useView((state) => state.transfersWith)
  const [filter, setFilter] = useState<TransferFilter>('all')
  const mine = useMemo(() => listedTransfers(transfers ?? [], 'all', peer), [transfers, peer])
  const listed = useMemo(() => listedTransfers(mine, filter, undefined), [mine, filter])
  return (
    <div className="flex min-h-0 grow flex-col">
      {peer !== undefined && <OnlyWith peer={peer} />}
      {mine.length > 0 && (
        <fieldset className="flex shrink-0 flex-wrap px-3 pb-2" aria-label={t('transfer.filter')}>
          {transferFilters.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter === name}
              className="min-h-7 rounded-full px-2 text-xs font-medium text-muted hover:bg-hover hover:text-text aria-pressed:bg-selected aria-pressed:text-text in-data-[contrast=more]:aria-pressed:underline"
              onClick={() => setFilter(name)}
            >
              {t(`transfer.filter_${name}`)}
            </button>
          ))}
        </fieldset>
      )}
      <TransfersSummary transfers={mine} />
      {listed.length > 0 ? (
        <TransferList key={`${filter}/${peer}`} transfers={listed} />
      ) : (
        <div className="min-h-0 grow overflow-y-auto">
          <Empty icon={<ArrowDownUp size={40} strokeWidth={1.25} />} title={t('transfer.empty_title')}>
            <p>{mine.length === 0 ? t('transfer.empty_text') : t('transfer.empty_filter')}</p>
          </Empty>
        </div>
      )}
    </div>
  )
}

function OnlyWith({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const { name } = usePerson(peer)
  return (
    <p className="flex shrink-0 flex-wrap items-center gap-1 px-4 pb-2 text-sm text-muted">
      <span className="min-w-0 grow truncate">{t('transfer.only_with', { name })}</span>
      <Button kind="quiet" className="min-h-7! px-2!" onClick={() => set({ transfersWith: undefined })}>
        {t('transfer.show_all')}
      </Button>
    </p>
  )
}

/** Thousands of files may be under way: a screenful exists. Arrow keys go from one to the next, Tab to its buttons. */
function TransferList({ transfers }: { readonly transfers: ReturnType<typeof listedTransfers> }) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const scale = useSettings().textSize / 100
  const [focused, setFocused] = useState<string>()
  const entry = Math.max(
    0,
    transfers.findIndex(({ id }) => id === focused),
  )
  const list = useVirtualizer({
    count: transfers.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => transfers[index]?.id ?? index,
    estimateSize: () => ITEM_HEIGHT * scale,
    overscan: 6,
    // The item that has the focus stays in the page, or the focus would be lost when it scrolls away.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      return visible.includes(entry) ? visible : [...visible, entry].sort((a, b) => a - b)
    },
  })

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return
    const target = { ArrowDown: entry + 1, ArrowUp: entry - 1, Home: 0, End: transfers.length - 1 }[event.key]
    const next = target === undefined ? undefined : transfers[target]
    if (target === undefined || next === undefined) return
    event.preventDefault()
    setFocused(next.id)
    list.scrollToIndex(target)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-transfer="${next.id}"]`)?.focus())
  }

  return (
    <div ref={scroller} className="min-h-0 grow overflow-y-auto border-t border-line" tabIndex={-1}>
      <ul aria-label={t('transfer.title')} className="relative w-full" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const transfer = transfers[item.index]
          return (
            transfer && (
              <li
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                data-transfer={transfer.id}
                data-focus={item.index === entry ? 'entry' : undefined}
                tabIndex={item.index === entry ? 0 : -1}
                aria-label={transfer.name}
                className="absolute inset-x-0 top-0 border-b border-line px-4 py-2"
                style={{ transform: `translateY(${item.start}px)` }}
                onFocus={() => setFocused(transfer.id)}
                onKeyDown={onKeyDown}
              >
                <TransferItem transfer={transfer} />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
