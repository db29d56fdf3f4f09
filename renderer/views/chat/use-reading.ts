import { useEffect } from 'react'
import { compareIds, type TimelineRow } from '../../logic/timeline.ts'
import { useAttention } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'

/** Scrolling past is not reading, and one call for a run of messages is enough. */
const SEEN_FOR = 150

/** Marks as read what has been on screen for a moment, while the window has the user's attention. */
export function useReading(id: string, rows: readonly TimelineRow[], lastVisible: number): void {
  const attention = useAttention()
  const unread = useView((state) => (state.conversations.get(id)?.unread ?? 0) > 0)
  const readUpTo = useView((state) => state.conversations.get(id)?.readUpTo ?? '0')
  const row = rows.findLast((candidate, at) => at <= lastVisible && candidate.kind === 'message')
  const seen = row?.kind === 'message' ? row.message.id : '0'

  useEffect(() => {
    if (!attention || !unread || compareIds(seen, readUpTo) <= 0) return
    const timer = setTimeout(() => void call('markRead', { conversation: id, upTo: seen }), SEEN_FOR)
    return () => clearTimeout(timer)
  }, [id, attention, unread, seen, readUpTo])
}
