/**
 * Which event deserves how much of the user's attention. One pure decision for the desktop program and for a page in a browser: what is
 * shown, what is heard, whether the task bar flashes. What is counted does not depend on it: see `unreadOf`.
 */
import { assertNever } from '../result.ts'
import type { Conversation } from './conversation.ts'
import type { Message } from './message.ts'
import { isMuted, quietAt } from './quiet.ts'
import type { Settings } from './settings.ts'

export const soundKinds = ['message', 'file', 'nudge'] as const
export type SoundKind = (typeof soundKinds)[number]

/** `failed`: an own message could not be sent. `finished`: a transfer is over, well or not. */
export type Occasion =
  | { readonly kind: 'arrived'; readonly message: Pick<Message, 'automatic' | 'attachments' | 'quiet'> }
  | { readonly kind: 'nudged' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'finished' }

export interface Situation {
  readonly settings: Settings
  /** The chat in which it happens; undefined when there is none yet. */
  readonly conversation: Pick<Conversation, 'mutedUntil'> | undefined
  readonly now: number
  /** That chat is on the screen, in a window that the user is working in. */
  readonly looking: boolean
}

export interface Attention {
  /** How much a notification tells; undefined for none. */
  readonly notice: Exclude<Settings['notifications'], 'off'> | undefined
  readonly sound: SoundKind | undefined
  readonly flash: boolean
}

const NONE: Attention = { notice: undefined, sound: undefined, flash: false }

export function attentionFor(occasion: Occasion, { settings, conversation, now, looking }: Situation): Attention {
  if (quietAt(settings, now) !== undefined) return NONE
  // That an own message did not leave concerns the user whoever it was for.
  if (occasion.kind !== 'failed' && conversation !== undefined && isMuted(conversation, now)) return NONE
  if (!isWanted(occasion, settings)) return NONE
  const sound = soundOf(occasion)
  if (looking) return { ...NONE, sound: settings.sounds.inOpenChat ? sound : undefined }
  const notice = settings.notifications === 'off' ? undefined : settings.notifications
  return { notice, sound, flash: occasion.kind !== 'finished' }
}

function isWanted(occasion: Occasion, settings: Settings): boolean {
  switch (occasion.kind) {
    case 'arrived':
      // Some senders want no noise of theirs (NOPOPUPOPT).
      return !occasion.message.quiet && (!occasion.message.automatic || settings.notifyAutomatic)
    case 'finished':
      return settings.notifyFinished
    case 'nudged':
    case 'failed':
      return true
    default:
      return assertNever(occasion)
  }
}

function soundOf(occasion: Occasion): SoundKind | undefined {
  switch (occasion.kind) {
    case 'arrived':
      return occasion.message.attachments.length > 0 ? 'file' : 'message'
    case 'nudged':
      return 'nudge'
    case 'finished':
      return 'file'
    case 'failed':
      return undefined
    default:
      return assertNever(occasion)
  }
}

/** Unread messages that badge, title and tray show: do-not-disturb does not change them, muted chats are not among them. */
export function unreadOf(conversations: Iterable<Pick<Conversation, 'unread' | 'mutedUntil'>>, now: number): number {
  let total = 0
  for (const conversation of conversations) if (!isMuted(conversation, now)) total += conversation.unread
  return total
}

/** When the next muted chat is heard again; undefined when none will by itself. */
export function nextUnmute(conversations: Iterable<Pick<Conversation, 'mutedUntil'>>, now: number): number | undefined {
  let next = Number.POSITIVE_INFINITY
  for (const conversation of conversations) {
    const { mutedUntil } = conversation
    if (mutedUntil !== undefined && isMuted(conversation, now)) next = Math.min(next, mutedUntil)
  }
  return Number.isFinite(next) ? next : undefined
}
