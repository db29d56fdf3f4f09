import { defaultRangeExtractor, type Range, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useRef } from 'react'
import type { TimelineRow } from '../../logic/timeline.ts'

type List = Virtualizer<HTMLDivElement, Element>

export interface DrawnRows {
  /** Rows beside the visible ones. */
  readonly overscan: number
  readonly rangeExtractor: (range: Range) => number[]
  /** Where the list goes once it is made. */
  readonly list: RefObject<List | undefined>
}

/** At rest; while a chat opens, of which nothing beside the window is seen yet; and while it scrolls, ahead and behind. */
const BESIDE = 10
const OPENING = 2
const AHEAD = 6
const BEHIND = 1

export const lastDayAtOrBefore = (rows: readonly TimelineRow[], index: number): number =>
  rows.findLastIndex((row, at) => at <= index && row.kind === 'day')

/**
 * Which rows of a chat exist: the visible ones and some beside them, the day above the first visible one (it sticks to the top), and the
 * row with the focus although it scrolled away. A wheel spun fast brings a whole window of new rows with each turn: then few are drawn
 * beside it, and those where the list goes.
 */
export function useDrawnRows(rows: readonly TimelineRow[], focused: number, isOpening: boolean): DrawnRows {
  const list = useRef<List>(undefined)
  const rangeExtractor = useCallback(
    (range: Range): number[] => {
      const way = list.current?.scrollDirection
      const spared = Math.max(0, range.overscan - BEHIND)
      const startIndex = way === 'forward' ? range.startIndex + spared : range.startIndex
      const endIndex = way === 'backward' ? range.endIndex - spared : range.endIndex
      const extra = [lastDayAtOrBefore(rows, range.startIndex), focused].filter(
        (index) => index >= 0 && index < rows.length,
      )
      return [...new Set([...extra, ...defaultRangeExtractor({ ...range, startIndex, endIndex })])].sort(
        (a, b) => a - b,
      )
    },
    [rows, focused],
  )
  // The list asks for a drawing when it begins and ends to scroll, and says so before.
  const overscan = isOpening ? OPENING : list.current?.isScrolling ? AHEAD : BESIDE
  return { overscan, rangeExtractor, list }
}
