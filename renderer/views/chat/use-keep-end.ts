import { type RefObject, useEffect } from 'react'

/** The lower edge of what is seen stays when the list gets lower or higher: the composer grows, a banner appears, the window changes. */
export function useKeepEnd(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let height = element.clientHeight
    const observer = new ResizeObserver(() => {
      const change = height - element.clientHeight
      height = element.clientHeight
      if (change !== 0) element.scrollTop += change
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
}
