/**
 * Searches as the user types: each change is asked for at once, one question at a time, and the newest wish is asked next; an answer that
 * nobody waits for any more is dropped. The host looks back for a bounded time only, so a page may need several answers.
 */
import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { FileHit } from '../../shared/api/search-contract.ts'
import type { Message } from '../../shared/model/message.ts'
import { type ResolvedQuery, resolveQuery, type SearchFilter } from '../../shared/model/search-filter.ts'
import { type ParsedQuery, parseQuery } from '../../shared/model/search-query.ts'
import { dayOf, startOfDay } from '../logic/days.ts'
import { useMinute } from './hooks.ts'
import { call } from './host.ts'
import { useView } from './store.ts'

const PAGE = 50
/** The contract's limit; what is typed beyond it narrows nothing. */
const LONGEST = 200

export interface Asked {
  readonly words: string
  readonly filter: SearchFilter
}

export interface Hits<T> {
  /** What they answer; undefined before the first answer. */
  readonly asked: Asked | undefined
  readonly found: readonly T[]
  readonly hasMore: boolean
  readonly next: string | undefined
  readonly total: { readonly count: number; readonly more: boolean } | undefined
}

interface Answer<T> {
  readonly found: readonly T[]
  readonly next: string | undefined
  readonly total?: Hits<T>['total']
}

type Ask<T> = (asked: Asked, before: string | undefined) => Promise<Answer<T> | undefined>

const nothing = { asked: undefined, found: [], hasMore: false, next: undefined, total: undefined }

const input = ({ words, filter }: Asked, before: string | undefined, limit = PAGE) => ({
  text: words.slice(0, LONGEST).toWellFormed(),
  filter,
  limit,
  ...(before !== undefined && { before }),
})

export async function askMessages(
  asked: Asked,
  before: string | undefined,
  count = false,
): Promise<Answer<Message> | undefined> {
  const answer = await call('searchMessages', { ...input(asked, before), count: count && before === undefined })
  return answer.ok ? { found: answer.value.messages, next: answer.value.next, total: answer.value.total } : undefined
}

const askCounted: Ask<Message> = (asked, before) => askMessages(asked, before, true)

export async function askFiles(asked: Asked, before: string | undefined): Promise<Answer<FileHit> | undefined> {
  const answer = await call('searchFiles', input(asked, before))
  return answer.ok ? { found: answer.value.files, next: answer.value.next } : undefined
}

/** Until a page is full, or everything was looked at, or nobody wants it any more. */
async function page<T>(
  ask: Ask<T>,
  asked: Asked,
  from: string | undefined,
  wanted: () => boolean,
): Promise<Answer<T> | undefined> {
  const found: T[] = []
  let before = from
  let total: Hits<T>['total']
  for (;;) {
    const answer = await ask(asked, before)
    if (answer === undefined || !wanted()) return undefined
    found.push(...answer.found)
    total ??= answer.total
    before = answer.next
    if (before === undefined || found.length >= PAGE) return { found, next: before, total }
  }
}

/**
 * The hits of what is asked; the old ones stay on screen until the new ones are here. `more` adds older ones. Another `turn` asks the same
 * once more.
 */
export function useHits<T>(
  ask: Ask<T>,
  asked: Asked | undefined,
  turn = 0,
): { readonly hits: Hits<T>; readonly more: () => void } {
  const [hits, setHits] = useState<Hits<T>>(nothing)
  const wish = asked === undefined ? undefined : JSON.stringify(asked)
  const askOnce = useEffectEvent(ask)
  const [asker] = useState(() => newestFirst())

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is there to ask again
  useEffect(() => {
    if (wish === undefined) return setHits(nothing)
    const question: Asked = JSON.parse(wish)
    let current = true
    asker(async () => {
      if (!current) return
      const answer = await page(askOnce, question, undefined, () => current)
      if (answer !== undefined)
        setHits({ asked: question, hasMore: answer.next !== undefined, total: undefined, ...answer })
    })
    return () => {
      current = false
    }
  }, [wish, turn, asker])

  const more = async (): Promise<void> => {
    const { asked: question, next } = hits
    if (question === undefined || next === undefined) return
    const answer = await page(ask, question, next, () => true)
    if (answer === undefined) return
    setHits((before) =>
      before.asked === question && before.next === next
        ? {
            ...before,
            found: [...before.found, ...answer.found],
            next: answer.next,
            hasMore: answer.next !== undefined,
          }
        : before,
    )
  }
  return { hits, more: () => void more() }
}

/** Runs one at a time; of those that wait only the newest is run. */
function newestFirst(): (work: () => Promise<void>) => void {
  let running = false
  let waiting: (() => Promise<void>) | undefined
  const run = async (work: () => Promise<void>): Promise<void> => {
    running = true
    for (let next: (() => Promise<void>) | undefined = work; next !== undefined; ) {
      await next()
      next = waiting
      waiting = undefined
    }
    running = false
  }
  return (work) => {
    if (running) waiting = work
    else void run(work)
  }
}

export const useMessageHits = (asked: Asked | undefined, turn?: number) => useHits(askMessages, asked, turn)
export const useCountedHits = (asked: Asked | undefined) => useHits(askCounted, asked)
export const useFileHits = (asked: Asked | undefined, turn?: number) => useHits(askFiles, asked, turn)

/** What is typed, taken apart, and what it asks the host for. */
export function useQuery(text: string): { readonly parsed: ParsedQuery; readonly resolved: ResolvedQuery } {
  const peers = useView((state) => state.peers)
  const minute = useMinute()
  const { year, month, day } = dayOf(minute)
  return useMemo(() => {
    const parsed = parseQuery(text, { year, month, day })
    // Only names need the people: a status that changes must not ask the host again.
    return { parsed, resolved: resolveQuery(parsed, [...peers.values()], startOfDay) }
  }, [text, peers, year, month, day])
}
