import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
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
  const seen = useRef({ top: 0, height: 0, room: 0 })
  useLayoutEffect(() => {
    stays.current = target.kind === 'end'
  }, [target])
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const scrolled = (): void => {
      const { scrollTop: top, scrollHeight: height, clientHeight: room } = element
      const before = seen.current
      // Where nothing got higher or lower it was the reader.
      if (height - top - room <= 1) stays.current = true
      else if (top < before.top - 1 && height === before.height && room === before.room) stays.current = false
      seen.current = { top, height, room }
    }
    const turned = (event: WheelEvent): void => {
      if (event.deltaY < 0) stays.current = false
    }
    element.addEventListener('scroll', scrolled, { passive: true })
    element.addEventListener('wheel', turned, { passive: true })
    return () => {
      element.removeEventListener('scroll', scrolled)
      element.removeEventListener('wheel', turned)
    }
  }, [scroller])
  useLayoutEffect(() => {
    const element = scroller.current
    // Whoever reads further up has nothing measured for this.
    if (element === null || !stays.current) return
    if (!list.isAtEnd(1)) list.scrollToEnd()
    seen.current = { top: element.scrollTop, height: element.scrollHeight, room: element.clientHeight }
  })
}
