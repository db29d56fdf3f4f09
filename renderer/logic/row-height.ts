import type { TimelineRow } from './timeline.ts'

/** Good guesses keep the scroll bar calm; the real heights replace them when rows are seen. */
export function estimatedHeight(row: TimelineRow | undefined, scale: number): number {
  if (row === undefined || row.kind !== 'message') return 16 + 24 * scale
  const lines = Math.min(12, Math.ceil(row.message.text.length / 48) + row.message.text.split('\n', 12).length - 1)
  const cards = Math.min(row.message.attachments.length, 6)
  return (row.first ? 12 : 2) + 12 + 22 * scale * Math.max(1, lines) + cards * (70 + 32 * scale)
}
