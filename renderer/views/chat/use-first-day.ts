import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { TimelineRow } from '../../logic/timeline.ts'

/**
 * Keeps the place at the very top while older messages come in front. The list holds on to its first visible row, and there that is the
 * line of the day, which goes up with the older messages of its day: the reader would go along, to the top of each page, for ever.
 */
export function useFirstDay(
  scroller: RefObject<HTMLElement | null>,
  list: Virtualizer<HTMLDivElement, Element>,
  rows: readonly TimelineRow[],
): void {
  const before = useRef<{ readonly key: string; readonly start: number }>(undefined)
  useLayoutEffect(() => {
    const element = scroller.current
    const startOf = (index: number): number => list.measurementsCache[index]?.start ?? 0
    if (element !== null && before.current !== undefined && element.scrollTop < before.current.start) {
      const { key, start } = before.current
      const now = rows.findIndex((row) => row.key === key)
      if (now > 0 && startOf(now) > start) element.scrollTop += startOf(now) - start
    }
    const first = rows.findIndex((row) => row.kind === 'message')
    before.current = first === -1 ? undefined : { key: rows[first]?.key ?? '', start: startOf(first) }
  })
}
