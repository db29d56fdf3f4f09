/** What waits in a composer: each file goes to the host at once, so that sending is only naming it. */
import type { StagedItem } from '../../shared/model/transfer.ts'
import { type StageProblem, stageFile } from '../platform.ts'
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
}

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
}

const change = (chat: string, key: string, to: Partial<Attachment>): void =>
  put(
    chat,
    attachmentsOf(chat).map((attachment) => (attachment.key === key ? { ...attachment, ...to } : attachment)),
  )

const isPicture = (file: File): boolean => /^image\/(?:png|jpeg|gif|webp|bmp|avif)$/.test(file.type)

export function attachFiles(chat: string, given: readonly File[]): void {
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

/** The host was started anew and knows none of its tokens any more. */
export const forgetTokens = (chat: string): void =>
  put(
    chat,
    attachmentsOf(chat).map((attachment): Attachment => ({ ...attachment, state: 'failed', problem: 'forgotten' })),
  )
