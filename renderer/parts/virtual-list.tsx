import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type KeyboardEvent, type ReactNode, useCallback, useRef, useState } from 'react'
import { focusSoon } from '../state/focus.ts'

/** What a row spreads onto its one focusable element. */
export interface RowProps {
  readonly tabIndex: number
  /** Arrow keys move on; Enter and Space do what a click does. Always the same function. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  readonly 'data-index': number
  readonly 'data-focus': 'entry' | undefined
}

interface Props {
  readonly role: 'listbox' | 'tree'
  readonly label: string
  readonly count: number
  readonly keyOf: (index: number) => string
  readonly sizeOf: (index: number) => number
  /** The row that is selected: where the keyboard enters the list. */
  readonly current: number
  readonly row: (index: number, props: RowProps) => ReactNode
  /** Whether typing these letters finds that row. */
  readonly isFound?: (index: number, typed: string) => boolean
  /** The keyboard came into the list. */
  readonly onEnter?: () => void
  /** What F2 and Delete do with a row. */
  readonly onRename?: (index: number) => void
  readonly onDelete?: (index: number) => void
  /** Left and right in a tree: returns the row to go to, if any. */
  readonly onSideways?: (index: number, direction: 'left' | 'right') => number | undefined
  /** Begins at its end and stays there as rows come, until somebody scrolls away from it. */
  readonly followsEnd?: boolean
}

const PAGE_ROWS = 8
/** Letters that follow each other faster are one word. Milliseconds. */
const TYPING = 700

/** Thousands of rows of known heights, of which a screenful exists; arrow keys move a roving focus through all of them. */
export function VirtualList({
  role,
  label,
  count,
  keyOf,
  sizeOf,
  current,
  row,
  isFound,
  onEnter,
  onRename,
  onDelete,
  onSideways,
  followsEnd,
}: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<string>()
  const focusedIndex = focused === undefined ? -1 : indexOf(focused, count, keyOf)
  const entry = focusedIndex !== -1 ? focusedIndex : Math.max(0, current)
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: sizeOf,
    getItemKey: keyOf,
    overscan: 6,
    ...(followsEnd === true && { anchorTo: 'end', followOnAppend: true }),
    // The row that has the focus stays in the page, or the focus would be lost when it scrolls away.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      return entry >= count || visible.includes(entry) ? visible : [...visible, entry].sort((a, b) => a - b)
    },
  })

  const focus = (index: number): void => {
    const target = Math.min(count - 1, Math.max(0, index))
    setFocused(keyOf(target))
    list.scrollToIndex(target)
    focusSoon(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${target}"]`))
  }

  const typed = useRef({ text: '', at: 0 })
  /** The next row that begins with what is typed; the same letter again and again goes through all of its rows. */
  const find = (key: string, time: number): number | undefined => {
    if (isFound === undefined) return undefined
    const before = time - typed.current.at < TYPING ? typed.current.text : ''
    const text = before === key ? key : before + key
    typed.current = { text, at: time }
    const from = text.length > 1 ? entry : entry + 1
    for (let step = 0; step < count; step += 1) {
      const index = (from + step) % count
      if (isFound(index, text)) return index
    }
    return undefined
  }

  const keys = useRef<(event: KeyboardEvent<HTMLElement>) => void>(() => {})
  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>): void => keys.current(event), [])
  keys.current = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || count === 0) return
    const at = entry
    const targets: Readonly<Record<string, number | undefined>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + PAGE_ROWS,
      PageUp: at - PAGE_ROWS,
      Home: 0,
      End: count - 1,
      ArrowLeft: event.key === 'ArrowLeft' ? onSideways?.(at, 'left') : undefined,
      ArrowRight: event.key === 'ArrowRight' ? onSideways?.(at, 'right') : undefined,
    }
    const isLetter = [...event.key].length === 1 && event.key !== ' '
    const target = isLetter ? find(event.key, event.timeStamp) : targets[event.key]
    if (target !== undefined) {
      event.preventDefault()
      focus(target)
    } else if (event.key === 'F2' && onRename !== undefined) {
      event.preventDefault()
      onRename(at)
    } else if (event.key === 'Delete' && onDelete !== undefined) {
      event.preventDefault()
      onDelete(at)
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      event.currentTarget.click()
    }
  }

  const onFocus = ({ target }: FocusEvent<HTMLElement>): void => {
    const index = target.getAttribute('data-index')
    if (index !== null) setFocused(keyOf(Number(index)))
    onEnter?.()
  }

  const whole = { role, 'aria-label': label, onFocus }
  return (
    <div ref={scroller} className="h-full overflow-y-auto overflow-x-hidden" tabIndex={-1}>
      <div {...whole} className="relative w-full" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="presentation"
            className="absolute inset-x-0 top-0"
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
          >
            {row(item.index, {
              tabIndex: item.index === entry ? 0 : -1,
              onKeyDown,
              'data-index': item.index,
              'data-focus': item.index === entry ? 'entry' : undefined,
            })}
          </div>
        ))}
      </div>
    </div>
  )
}

function indexOf(key: string, count: number, keyOf: (index: number) => string): number {
  for (let index = 0; index < count; index += 1) if (keyOf(index) === key) return index
  return -1
}
