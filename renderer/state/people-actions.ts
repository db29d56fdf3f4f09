/** What the user can do about people. */
import type { CallResult } from '../../shared/api/connect.ts'
import { pairOf } from '../../shared/model/peer.ts'
import { openChat } from './actions.ts'
import { call } from './host.ts'
import { notify, notifyWithUndo } from './notices.ts'
import { now, set } from './store.ts'

export function foldGroup(path: string, fold?: boolean): void {
  const folded = new Set(now().host?.settings.foldedGroups ?? [])
  if (fold ?? !folded.has(path)) folded.add(path)
  else folded.delete(path)
  void call('setSettings', { foldedGroups: [...folded].slice(-MAX_FOLDED) })
}

/** As many as the settings keep. */
const MAX_FOLDED = 500

export const foldAll = (paths: readonly string[]): void =>
  void call('setSettings', { foldedGroups: paths.slice(0, MAX_FOLDED) })

export async function setBlocked(peer: string, blocked: boolean, done: string): Promise<void> {
  const changed = await call('setBlocked', { peer, blocked })
  if (changed.ok) notify(done)
}

/** The two become one, with an "Undo"; whoever of them was open is open as the one who is left. */
export async function mergePeople(
  one: string,
  other: string,
  words: { readonly done: (name: string) => string; readonly undo: string },
): Promise<CallResult<'mergePeople'>> {
  const { selected } = now()
  const merged = await call('mergePeople', { one, other })
  if (!merged.ok) return merged
  const { id, name } = merged.value
  if (selected === one || selected === other) await openChat(id)
  const hide = notify(words.done(name), {
    label: words.undo,
    run: () => {
      hide()
      const former = id === one ? other : one
      void call('separatePerson', { former }).then((separated) => {
        if (separated.ok && selected === former) void openChat(former)
      })
    },
  })
  return merged
}

/** He was merged into `from`, and is somebody else after all: they are offered for merging no more. */
export async function separatePerson(former: string, from: string, done: string): Promise<void> {
  const separated = await call('separatePerson', { former })
  if (!separated.ok) return
  keepApart(former, from)
  notify(done)
}

const MAX_DIFFERENT = 500

/** They are two, and are offered for merging no more; the answer takes that back. */
export function keepApart(one: string, other: string): () => void {
  const pair = pairOf(one, other)
  const others = (): readonly string[] => (now().host?.settings.differentPeople ?? []).filter((each) => each !== pair)
  void call('setSettings', { differentPeople: [...others(), pair].slice(-MAX_DIFFERENT) })
  return () => void call('setSettings', { differentPeople: [...others()] })
}

function show(peers: readonly string[]): void {
  set(({ forgetting }) => {
    const next = new Set(forgetting)
    for (const id of peers) next.delete(id)
    return { forgetting: next }
  })
}

async function forgetNow(peers: readonly string[], history: boolean): Promise<void> {
  let answer = await call('forgetPeople', { peers: [...peers], history })
  // A long history goes in parts, so that the host serves everybody else in between.
  while (answer.ok && answer.value.remaining) answer = await call('forgetPeople', { peers: [...peers], history })
  show(peers)
}

/** Hides people at once, and forgets them when the notice with its "Undo" has gone. */
export function forgetPeople(
  peers: readonly string[],
  history: boolean,
  words: { readonly done: string; readonly undo: string },
): void {
  const { selected } = now()
  set(({ forgetting }) => ({ forgetting: new Set([...forgetting, ...peers]) }))
  if (history && selected !== undefined && peers.includes(selected)) set({ selected: undefined, details: 'closed' })
  notifyWithUndo(words, {
    forGood: () => void forgetNow(peers, history),
    takeBack: () => show(peers),
  })
}
