import { useEffect, useState } from 'react'
import type { Message } from '../../shared/model/message.ts'
import { useSettled } from './hooks.ts'
import { call } from './host.ts'

export interface Hits {
  readonly text: string
  readonly messages: readonly Message[]
  readonly hasMore: boolean
}

const noHits: Hits = { text: '', messages: [], hasMore: false }
const PAGE = 50
/** Short enough to feel immediate, long enough not to ask for every letter of a fast word. */
const TYPING = 120

/** Hits of the messages, newest first; the old ones stay on screen until the new ones are here. `more` adds an older page. */
export function useMessageSearch(
  query: string,
  conversation?: string,
): { readonly hits: Hits; readonly more: () => void } {
  const text = useSettled(query.trim(), TYPING)
  const [hits, setHits] = useState(noHits)

  useEffect(() => {
    if (text === '') return setHits(noHits)
    let current = true
    const ask = { text: text.slice(0, 200), limit: PAGE, ...(conversation === undefined ? {} : { conversation }) }
    void call('searchMessages', ask).then((found) => {
      if (current && found.ok) setHits({ text, ...found.value })
    })
    return () => {
      current = false
    }
  }, [text, conversation])

  const more = (): void => {
    const last = hits.messages.at(-1)
    if (last === undefined || !hits.hasMore) return
    const ask = {
      text: hits.text.slice(0, 200),
      limit: PAGE,
      before: last.id,
      ...(conversation === undefined ? {} : { conversation }),
    }
    void call('searchMessages', ask).then((found) => {
      if (!found.ok) return
      setHits((before) =>
        before.messages.at(-1)?.id === last.id
          ? { ...before, messages: [...before.messages, ...found.value.messages], hasMore: found.value.hasMore }
          : before,
      )
    })
  }
  return { hits, more }
}
