import { type RefObject, useEffect, useState } from 'react'
import { useKeepEnd } from './use-keep-end.ts'

/** Whether the end of what scrolls is seen, or as good as seen, where it is kept: also after the window or the composer took some of the room. */
export function useAtEnd(scroller: RefObject<HTMLElement | null>, near: number): boolean {
  const [atEnd, setAtEnd] = useState(true)
  // Before this one looks.
  useKeepEnd(scroller)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = (): void => setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight <= near)
    const observer = new ResizeObserver(look)
    observer.observe(element)
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [scroller, near])
  return atEnd
}
