/** Quick phrases: which fit what is being typed, and their order. */

/** Width and case do not matter. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Longer than any word that finds a phrase. */
const MOST_TYPED = 40
const MOST_SHOWN = 8

/** Those that contain what stands behind a `/` at the start; none when the text is anything else. */
export function completions(text: string, presets: readonly string[]): readonly string[] {
  if (!text.startsWith('/') || text.length > MOST_TYPED || text.includes('\n')) return []
  const typed = folded(text.slice(1).trim())
  return presets.filter((preset) => folded(preset).includes(typed)).slice(0, MOST_SHOWN)
}

/** The phrase at `from`, one place up or down. */
export function moved<T>(list: readonly T[], from: number, step: 1 | -1): readonly T[] {
  const to = from + step
  const item = list[from]
  if (item === undefined || to < 0 || to >= list.length) return list
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(to, 0, item)
}
