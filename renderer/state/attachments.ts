/**
 * What waits in a composer: each file goes to the host at once, so that sending is only naming it. The host remembers what is ready as
 * part of the chat's draft, and gives new tokens for it after a restart of itself or of the page.
 */
import type { DraftItem, StagedItem } from '../../shared/model/transfer.ts'
import { type StageProblem, stageFile } from '../platform.ts'
import { call } from './host.ts'
import { notify } from './notices.ts'
import { offNow } from './policy.ts'
import { now, set } from './store.ts'

export interface Attachment {
  readonly key: string
  readonly name: string
  readonly size: number
  readonly kind: 'file' | 'folder' | 'image'
  /** Of a folder. */
  readonly files?: number
  /** Address of the picture; released when the attachment goes. */
  readonly preview?: string
  readonly state: 'waiting' | 'staging' | 'ready' | 'failed'
  /** From 0 to 1 while it is being handed over. */
  readonly progress: number
  readonly token?: string
  readonly problem?: StageProblem
  /** It is no longer what it was when the user chose it. */
  readonly changed?: boolean
}

/** The new message that is not yet in any chat: nothing of it is kept. */
export const NEW_MESSAGE = ''

/** Handed over at the same time: a browser opens six connections, and the page needs some itself. */
const AT_ONCE = 3
/** Pictures larger than this are not worth the memory of a thumbnail. */
const MAX_PREVIEW = 16 * 1024 * 1024
/** As many as one offer holds (MAX_OFFER_ITEMS). */
const MAX_ATTACHMENTS = 1_000

const files = new Map<string, File>()
const running = new Map<string, AbortController>()
let keys = 0

const newKey = (): string => {
  keys += 1
  return `attachment-${keys}`
}

export const attachmentsOf = (chat: string): readonly Attachment[] => now().attachments.get(chat) ?? []

function put(chat: string, attachments: readonly Attachment[]): void {
  const next = new Map(now().attachments)
  if (attachments.length === 0) next.delete(chat)
  else next.set(chat, attachments)
  set({ attachments: next })
  remember(chat, attachments)
}

/** The tokens that the host has as the chat's draft, as one text. */
const remembered = new Map<string, string>()

const readyTokens = (attachments: readonly Attachment[]): readonly string[] =>
  attachments.flatMap(({ state, token }) => (state === 'ready' && token !== undefined ? [token] : []))

function remember(chat: string, attachments: readonly Attachment[]): void {
  const tokens = readyTokens(attachments)
  const key = tokens.join()
  if (chat === NEW_MESSAGE || key === (remembered.get(chat) ?? '')) return
  remembered.set(chat, key)
  void call('setDraftFiles', { conversation: chat, tokens: [...tokens] })
}

const change = (chat: string, key: string, to: Partial<Attachment>): void =>
  put(
    chat,
    attachmentsOf(chat).map((attachment) => (attachment.key === key ? { ...attachment, ...to } : attachment)),
  )

const pictureName = /\.(?:png|jpe?g|gif|webp|bmp|avif)$/i

const isPicture = (file: File): boolean => /^image\/(?:png|jpeg|gif|webp|bmp|avif)$/.test(file.type)

export function attachFiles(chat: string, given: readonly File[]): void {
  const off = offNow('send-files')
  if (off !== undefined) return void notify(off)
  const room = Math.max(0, MAX_ATTACHMENTS - attachmentsOf(chat).length)
  const added = given.slice(0, room).map((file): Attachment => {
    const key = newKey()
    files.set(key, file)
    const picture = isPicture(file)
    return {
      key,
      name: file.name,
      size: file.size,
      kind: picture ? 'image' : 'file',
      state: 'waiting',
      progress: 0,
      ...(picture && file.size <= MAX_PREVIEW && { preview: URL.createObjectURL(file) }),
    }
  })
  put(chat, [...attachmentsOf(chat), ...added])
  pump()
}

/** What the host has already, such as folders that the user chose in its own dialog. */
export function attachStaged(chat: string, items: readonly StagedItem[]): void {
  const added = items.map(
    ({ files: count, ...item }): Attachment => ({
      ...item,
      ...(count !== undefined && { files: count }),
      key: newKey(),
      state: 'ready',
      progress: 1,
    }),
  )
  put(chat, [...attachmentsOf(chat), ...added])
}

/** What can't be sent from here still shows, with the reason. */
export function attachProblem(chat: string, name: string, kind: Attachment['kind'], problem: StageProblem): void {
  const failed: Attachment = { key: newKey(), name, size: 0, kind, state: 'failed', progress: 0, problem }
  put(chat, [...attachmentsOf(chat), failed])
}

function pump(): void {
  for (const [chat, attachments] of now().attachments) {
    for (const attachment of attachments) {
      if (running.size >= AT_ONCE) return
      const file = files.get(attachment.key)
      if (attachment.state === 'waiting' && file !== undefined) void stage(chat, attachment.key, file)
    }
  }
}

async function stage(chat: string, key: string, file: File): Promise<void> {
  const abort = new AbortController()
  running.set(key, abort)
  change(chat, key, { state: 'staging' })
  const staged = await stageFile(file, (progress) => change(chat, key, { progress }), abort.signal)
  running.delete(key)
  files.delete(key)
  if (staged.ok) {
    const { token, kind, size, files: count } = staged.value
    change(chat, key, {
      state: 'ready',
      progress: 1,
      token,
      size,
      ...(kind === 'folder' && { kind }),
      ...(count !== undefined && { files: count }),
    })
  } else change(chat, key, { state: 'failed', problem: staged.error })
  pump()
}

function release({ key, preview }: Attachment): void {
  running.get(key)?.abort()
  files.delete(key)
  if (preview !== undefined) URL.revokeObjectURL(preview)
}

export function removeAttachment(chat: string, key: string): void {
  for (const attachment of attachmentsOf(chat)) if (attachment.key === key) release(attachment)
  put(
    chat,
    attachmentsOf(chat).filter((attachment) => attachment.key !== key),
  )
  pump()
}

export function clearAttachments(chat: string): void {
  for (const attachment of attachmentsOf(chat)) release(attachment)
  put(chat, [])
  pump()
}

const asked = new Set<string>()

const restored = ({ token, name, kind, size, files: count, changed, problem }: DraftItem): Attachment => ({
  key: newKey(),
  name,
  size,
  kind: kind === 'file' && pictureName.test(name) ? 'image' : kind,
  state: token === undefined ? 'failed' : 'ready',
  progress: 1,
  changed,
  ...(token !== undefined && { token }),
  ...(count !== undefined && { files: count }),
  ...(problem !== undefined && { problem }),
})

/** Once a page: what waited in the chat's composer when it was last open. What was attached meanwhile comes behind it. */
export async function restoreAttachments(chat: string): Promise<void> {
  if (asked.has(chat) || (now().conversations.get(chat)?.draftFiles ?? 0) === 0) return
  asked.add(chat)
  await reload(chat)
}

async function reload(chat: string): Promise<void> {
  const found = await call('draftFiles', { conversation: chat })
  if (!found.ok) {
    asked.delete(chat)
    return
  }
  const before = found.value.items.map(restored)
  // The host has these under other tokens, and uploads that are on their way only here.
  const unsaved = attachmentsOf(chat).filter(({ state }) => state !== 'ready')
  remembered.set(chat, readyTokens(before).join())
  put(chat, [...before, ...unsaved])
}

/** A message went back into the draft: what is there is what the host says, and a preview of ours is not lost. */
export async function attachmentsChanged(chat: string): Promise<void> {
  asked.add(chat)
  await reload(chat)
}

/** The host was started anew and knows none of its tokens any more: it gives new ones for what it remembers. */
export async function renewTokens(): Promise<void> {
  for (const [chat, attachments] of now().attachments) if (readyTokens(attachments).length > 0) await reload(chat)
}
