/** The search inside the open chat, as far as keys that are pressed elsewhere reach it, and the words that are marked in the bubbles. */
import { useEffect } from 'react'
import { highlights } from '../../shared/model/segment.ts'

type Step = (direction: 'older' | 'newer') => void
let step: Step | undefined

/** While the search is open. */
export function useStepping(current: Step): void {
  useEffect(() => {
    step = current
    return () => {
      if (step === current) step = undefined
    }
  }, [current])
}

/** To the next hit in the open search; nothing when there is none. */
export const stepHit: Step = (direction) => step?.(direction)

/** The name under which styles/base.css paints them. */
const PAINT = 'hit'
/** A longer text is marked up to here. */
const LONGEST = 20_000

/**
 * Marks the words in the bubbles that are on screen. Painted over the text instead of put into it: whatever a bubble makes of its text
 * (links, faces), the same segmentation finds the hits in what is seen.
 */
export function useMarksInChat(words: string): void {
  useEffect(() => {
    if (words === '' || !('highlights' in CSS)) return
    const paint = new Highlight()
    CSS.highlights.set(PAINT, paint)
    const mark = (): void => {
      paint.clear()
      for (const element of document.querySelectorAll('[data-pane="messages"] [data-text]')) {
        for (const range of rangesIn(element, words)) paint.add(range)
      }
    }
    let frame = requestAnimationFrame(mark)
    const observer = new MutationObserver(() => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(mark)
    })
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
      CSS.highlights.delete(PAINT)
    }
  }, [words])
}

function rangesIn(element: Element, words: string): Range[] {
  const nodes: { readonly node: Node; readonly start: number }[] = []
  let text = ''
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null && text.length < LONGEST; node = walker.nextNode()) {
    nodes.push({ node, start: text.length })
    text += node.nodeValue ?? ''
  }
  return highlights(text, words).flatMap(({ start, end }) => {
    const first = nodes.findLast((place) => place.start <= start)
    const last = nodes.findLast((place) => place.start < end)
    if (first === undefined || last === undefined) return []
    const range = document.createRange()
    range.setStart(first.node, start - first.start)
    range.setEnd(last.node, end - last.start)
    return [range]
  })
}
