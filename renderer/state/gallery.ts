/** The large view's pictures: loads what lies beside the one that is shown, through the whole history of the chat. */
import { useEffect, useEffectEvent, useState } from 'react'
import { canStep, type Gallery, openGallery, withAfter, withBefore } from '../logic/gallery.ts'
import { call } from './host.ts'

/** A page may hold no picture at all: other files lie between. */
async function withMore(gallery: Gallery, step: 1 | -1): Promise<Gallery> {
  let next = gallery
  for (;;) {
    const from = step === 1 ? next.after : next.before
    if (next.pictures[next.at + step] !== undefined || from === undefined) return next
    const page = await call('picturesOf', {
      conversation: next.conversation,
      from,
      side: step === 1 ? 'after' : 'before',
    })
    if (!page.ok) return next
    next = step === 1 ? withAfter(next, page.value) : withBefore(next, page.value)
  }
}

/** Undefined until the first page is there. */
export function useGallery(conversation: string, message: string, index: number) {
  const [gallery, setGallery] = useState<Gallery>()

  const show = useEffectEvent(async (opened: Gallery, isCurrent: () => boolean): Promise<void> => {
    if (isCurrent()) setGallery(opened)
    const loaded = await withMore(await withMore(opened, -1), 1)
    // Whoever stepped on meanwhile has loaded what he needed himself.
    if (isCurrent()) setGallery((now) => (now === opened ? loaded : now))
  })
  useEffect(() => {
    let current = true
    void call('picturesOf', { conversation, from: message, side: 'at' }).then((page) => {
      if (page.ok) void show(openGallery(conversation, message, index, page.value), () => current)
    })
    return () => {
      current = false
    }
  }, [conversation, message, index])

  const step = async (by: 1 | -1): Promise<void> => {
    if (gallery === undefined) return
    const there = await withMore(gallery, by)
    if (there.pictures[there.at + by] === undefined) return setGallery(there)
    const moved = { ...there, at: there.at + by }
    setGallery(moved)
    // The one after it is known before anybody asks, so that the arrows tell the truth.
    const ahead = await withMore(moved, by)
    setGallery((now) => (now === moved ? ahead : now))
  }
  return {
    shown: gallery?.pictures[gallery.at],
    isOpen: gallery !== undefined,
    hasBefore: gallery !== undefined && canStep(gallery, -1),
    hasAfter: gallery !== undefined && canStep(gallery, 1),
    step,
  } as const
}
