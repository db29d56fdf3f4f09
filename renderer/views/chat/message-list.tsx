import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { estimatedHeight } from '../../logic/row-height.ts'
import { timelineRows } from '../../logic/timeline.ts'
import { ContextArea } from '../../parts/menu.tsx'
import { useSettings } from '../../state/hooks.ts'
import { useSelection } from '../../state/selection.ts'
import { useView } from '../../state/store.ts'
import type { Thread, ThreadTarget } from '../../state/thread.ts'
import { jumpToEnd, loadNewer, loadOlder } from '../../state/threads.ts'
import { JumpToDate } from '../reading/jump-to-date.tsx'
import { selectByClick } from '../reading/select-by-click.ts'
import { useMessageKeys } from '../reading/use-message-keys.ts'
import { JumpButton } from './jump-button.tsx'
import { useMessageEntries } from './message-menu.tsx'
import { MessageRow } from './message-row.tsx'
import { type Pointed, pointedAt } from './pointed.ts'
import { DayRow, type Place, UnreadRow } from './timeline-rows.tsx'
import { useAtEnd } from './use-at-end.ts'
import { lastDayAtOrBefore, useDrawnRows } from './use-drawn-rows.ts'
import { useFirstDay } from './use-first-day.ts'
import { useMessageFocus } from './use-message-focus.ts'
import { useReading } from './use-reading.ts'
import { useStayAtEnd } from './use-stay-at-end.ts'
import { useStickyDay } from './use-sticky-day.ts'

/** Rows from the edge of what is loaded at which the next page is asked for: far enough that it is there before it is seen. */
const LOAD_AHEAD = 12
/** Closer to the end than this counts as being there: new messages pull the list along. */
const AT_END = 48
/** Below the last message. */
const PADDING = 12
/** A jump goes to the index of a row: no page may come in front of it until the heights on the way are measured. */
const SETTLE = 120
/** How long the message that was jumped to is marked. */
const FLASH = 1_500

/** The history of one chat: anchored at its end, older pages put in front without a jump, only what is seen exists. */
export function MessageList({
  id,
  thread,
  person,
}: {
  readonly id: string
  readonly thread: Thread
  readonly person: Peer
}) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  const selecting = useMemo(() => selectByClick(id), [id])
  const scale = useSettings().textSize / 100
  const hidden = useView((state) => state.hidden)
  const rows = useMemo(
    () =>
      timelineRows(
        hidden.size === 0 ? thread.messages : thread.messages.filter((message) => !hidden.has(message.id)),
        thread.unreadFrom,
      ),
    [thread.messages, thread.unreadFrom, hidden],
  )
  const room = useMemo(() => document.querySelector('[data-pane=messages]')?.clientHeight ?? 0, [])
  const [menuFor, setMenuFor] = useState<Pointed>()
  const [flashed, setFlashed] = useState<string>()
  const { target } = thread
  const [arrived, setArrived] = useState<ThreadTarget>()
  const selection = useSelection(id)
  const focus = useMessageFocus(rows, scroller, useMessageKeys())
  const pushStickyDay = useStickyDay(scroller)

  const drawn = useDrawnRows(rows, focus.index, arrived !== target)
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: (index) => estimatedHeight(rows[index], scale),
    overscan: drawn.overscan,
    paddingEnd: PADDING,
    // Opened at its end, a chat draws its last rows first, and not those of its top before them.
    initialRect: { width: 0, height: room },
    initialOffset: () =>
      target.kind === 'end' ? rows.reduce((sum, row) => sum + estimatedHeight(row, scale), PADDING) - room : 0,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END,
    rangeExtractor: drawn.rangeExtractor,
  })
  drawn.list.current = list
  useFirstDay(scroller, list, rows)
  useStayAtEnd(scroller, list, target)
  focus.scrollTo.current = (index) => list.scrollToIndex(index)

  const atEnd = useAtEnd(scroller, AT_END) && !thread.hasAfter
  const firstVisible = list.range?.startIndex ?? 0
  const lastVisible = list.range?.endIndex ?? 0
  useReading(id, rows, lastVisible)

  const go = useEffectEvent((to: ThreadTarget): void => {
    const index = rows.findIndex(
      (row) =>
        (to.kind === 'unread' && row.kind === 'unread') || (row.kind === 'message' && 'id' in to && row.key === to.id),
    )
    const isTop = to.kind === 'day' || to.kind === 'unread'
    // The day sticks to the upper edge: what begins with it stands below it.
    const first = isTop && rows[index - 1]?.kind === 'day' ? index - 1 : index
    if (index !== -1) list.scrollToIndex(first, { align: isTop ? 'start' : 'center' })
    else if (!list.isAtEnd(1)) list.scrollToEnd()
    setFlashed('id' in to ? to.id : undefined)
  })
  useEffect(() => {
    go(target)
    const timers = [setTimeout(() => setArrived(target), SETTLE), setTimeout(() => setFlashed(undefined), FLASH)]
    return () => timers.forEach(clearTimeout)
  }, [target])

  useEffect(() => {
    if (arrived !== target) return
    if (firstVisible < LOAD_AHEAD) void loadOlder(id, thread)
    if (lastVisible > rows.length - LOAD_AHEAD) void loadNewer(id, thread)
  }, [id, thread, arrived, target, firstVisible, lastVisible, rows.length])

  const stickyDay = lastDayAtOrBefore(rows, firstVisible)
  // Written to the elements: a row that only moves is not drawn again.
  useLayoutEffect(() => {
    for (const { index, key, start } of list.getVirtualItems()) {
      const element = list.elementsCache.get(key)
      if (rows[index]?.kind === 'message' && element instanceof HTMLElement)
        element.style.transform = `translateY(${start}px)`
    }
  })
  return (
    <>
      <ContextArea
        className="h-full"
        entries={useMessageEntries(
          thread.messages.find((message) => message.id === menuFor?.message),
          menuFor,
        )}
        onTarget={(element) => {
          const pointed = pointedAt(element)
          setMenuFor(pointed)
          return pointed !== undefined
        }}
      >
        <div
          ref={scroller}
          className="h-full overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
          tabIndex={-1}
          onScroll={pushStickyDay}
          {...focus.handlers}
          {...selecting}
        >
          <div className="flex min-h-full flex-col justify-end">
            <ul
              aria-label={t('chat.messages', { name: person.name })}
              className="relative w-full shrink-0"
              style={{ height: list.getTotalSize() }}
            >
              {list.getVirtualItems().map((item) => {
                const row = rows[item.index]
                const sticky = item.index === stickyDay
                const place: Place = {
                  ref: list.measureElement,
                  'data-index': item.index,
                  className: sticky ? 'sticky top-0 z-10' : 'absolute inset-x-0 top-0',
                  style: sticky || row?.kind === 'message' ? undefined : { transform: `translateY(${item.start}px)` },
                }
                if (row?.kind === 'day') return <DayRow key={row.key} at={row.at} sticky={sticky} place={place} />
                if (row?.kind === 'unread')
                  return <UnreadRow key={row.key} place={place} below={rows[item.index - 1]?.kind === 'message'} />
                if (row?.kind !== 'message') return null
                const props = focus.propsOf(item.index)
                return (
                  <MessageRow
                    key={row.key}
                    row={row}
                    person={person}
                    flashed={row.key === flashed}
                    selected={selection?.ids.has(row.key)}
                    props={props}
                    place={place}
                  />
                )
              })}
            </ul>
          </div>
        </div>
      </ContextArea>
      <div ref={top} className="pointer-events-none absolute inset-x-0 top-0 h-9" />
      <JumpToDate chat={id} anchor={top} />
      <JumpButton id={id} shown={!atEnd && rows.length > 0} onJump={() => void jumpToEnd(id)} />
    </>
  )
}
