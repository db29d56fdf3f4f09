import { type RefObject, useEffect } from 'react'

/** The lower edge of what is seen stays when the list gets lower or higher: the composer grows, a banner appears, the window changes. */
export function useKeepEnd(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let height = element.clientHeight
    let top = element.scrollTop
    const scrolled = (): void => {
      // What the browser does about a new height is none of the user's doing.
      if (element.clientHeight === height) top = element.scrollTop
    }
    const observer = new ResizeObserver(() => {
      const change = height - element.clientHeight
      height = element.clientHeight
      if (change === 0) return
      // One that got higher near its end was moved by the browser already.
      const isMoved = change < 0 && element.scrollTop + height >= element.scrollHeight - 1
      element.scrollTop = (isMoved ? Math.max(top, element.scrollTop) : element.scrollTop) + change
      top = element.scrollTop
    })
    observer.observe(element)
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', scrolled)
    }
  }, [scroller])
}
