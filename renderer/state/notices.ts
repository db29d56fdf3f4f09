/**
 * The short line above the lower edge: one at a time. It goes by itself, but never while the pointer moves over it or the keyboard is in it. What it
 * offers to take back is done when it goes.
 */
import { type Notice, set } from './store.ts'

/** Long enough to read a line and reach the button. Milliseconds. */
const NOTICE_FOR = 6_000

type Holder = 'pointer' | 'keyboard'

interface Standing {
  readonly id: number
  readonly gone: () => void
  timer: ReturnType<typeof setTimeout> | undefined
}

let notices = 0
let standing: Standing | undefined
const holders = new Set<Holder>()

const nothing = (): void => {}

function show(text: string, action: Notice['action'], gone: () => void): number {
  leave()
  notices += 1
  standing = { id: notices, gone, timer: undefined }
  prolongNotice()
  set({ notice: { id: notices, text, ...(action === undefined ? {} : { action }) } })
  return notices
}

/** It has its whole time again, unless somebody holds it: whoever goes on with Tab may be on his way to its button. */
export function prolongNotice(): void {
  if (standing === undefined) return
  clearTimeout(standing.timer)
  standing.timer = holders.size > 0 ? undefined : setTimeout(leave, NOTICE_FOR)
}

/** Takes the notice away, and does what waited for that. */
function leave(): void {
  take()?.gone()
}

function take(): Standing | undefined {
  const taken = standing
  clearTimeout(taken?.timer)
  standing = undefined
  holders.clear()
  set({ notice: undefined })
  return taken
}

/** Returns a function that takes the notice away. */
export function notify(text: string, action?: Notice['action']): () => void {
  const id = show(text, action, nothing)
  return () => {
    if (standing?.id === id) leave()
  }
}

/** Tells of something that is done for good when the notice has gone, unless its button took it back. */
export function notifyWithUndo(
  words: { readonly done: string; readonly undo: string },
  deed: { readonly forGood: () => void; readonly takeBack: () => void },
): void {
  const run = (): void => {
    take()
    deed.takeBack()
  }
  show(words.done, { label: words.undo, run }, deed.forGood)
}

/** As long as somebody holds it, the notice stays; it has its whole time again when nobody does any more. */
export function holdNotice(holder: Holder, held: boolean): void {
  if (held === holders.has(holder)) return
  if (held) holders.add(holder)
  else holders.delete(holder)
  prolongNotice()
}

/** The window closes: what waited is done. */
export const settleNotice = leave
