import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { ThreadTarget } from '../../state/thread.ts'

/**
 * A chat that was opened at its end stays there until its reader scrolls away. Rows turn out higher than they were guessed when they are
 * first drawn; of several at once the list itself follows the first only, and would leave the last messages below the edge.
 */
export function useStayAtEnd(
  scroller: RefObject<HTMLElement | null>,
  list: Virtualizer<HTMLDivElement, Element>,
  target: ThreadTarget,
): void {
  const stays = useRef(false)
  const followed = useRef(0)
  const seen = useRef({ top: 0, height: 0, room: 0 })
  /** Whether it was the reader who went away from the end: nothing got higher or lower meanwhile. */
  const look = useCallback((element: HTMLElement): void => {
    const { scrollTop: top, scrollHeight: height, clientHeight: room } = element
    const before = seen.current
    if (height - top - room <= 1) stays.current = true
    else if (top < before.top - 1 && height === before.height && room === before.room) stays.current = false
    seen.current = { top, height, room }
  }, [])
  useLayoutEffect(() => {
    stays.current = target.kind === 'end'
    followed.current = 0
  }, [target])
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const scrolled = (): void => look(element)
    const turned = (event: WheelEvent): void => {
      if (event.deltaY < 0) stays.current = false
    }
    // Before the list hears of it, which draws at once.
    element.addEventListener('scroll', scrolled, { passive: true, capture: true })
    element.addEventListener('wheel', turned, { passive: true })
    return () => {
      element.removeEventListener('scroll', scrolled, { capture: true })
      element.removeEventListener('wheel', turned)
    }
  }, [scroller, look])
  useLayoutEffect(() => {
    const element = scroller.current
    // Whoever reads further up has nothing measured for this.
    if (element === null || !stays.current) return
    if (seen.current.height > 0) look(element)
    // Once for each height: a place that cannot be reached is not asked for with every drawing.
    if (stays.current && element.scrollHeight !== followed.current && !list.isAtEnd(1)) {
      followed.current = element.scrollHeight
      list.scrollToEnd()
    }
    const { scrollTop: top, scrollHeight: height, clientHeight: room } = element
    seen.current = { top, height, room }
  })
}
