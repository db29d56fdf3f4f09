import { type RefObject, useLayoutEffect } from 'react'

/**
 * The next day's pill pushes the sticky one up instead of sliding over it. Written straight to the element: it follows every pixel of
 * scrolling, and rows are only rendered again when another one comes into view.
 */
export function useStickyDay(scroller: RefObject<HTMLElement | null>): () => void {
  const push = (): void => {
    const element = scroller.current
    const sticky = element?.querySelector<HTMLElement>('[data-sticky]')
    if (element === null || sticky === null || sticky === undefined) return
    const height = sticky.offsetHeight
    const top = element.getBoundingClientRect().top
    const next = [...element.querySelectorAll('[data-day]:not([data-sticky])')]
      .map((day) => day.getBoundingClientRect().top - top)
      .find((distance) => distance > 0 && distance < height)
    sticky.style.transform = next === undefined ? '' : `translateY(${next - height}px)`
  }
  useLayoutEffect(push)
  return push
}
