/**
 * Turns what is new into notifications, sounds and a flash of the task bar, and takes notifications back when their messages were read
 * somewhere. The desktop program and a page in a browser give it their own ways to show them.
 */
import { assertNever } from '../result.ts'
import { type Attention, attentionFor, type Occasion, type SoundKind } from './attention.ts'
import type { Change, Snapshot } from './change.ts'
import type { Dialect } from './dialect.ts'
import { type FaceName, hasFaces, withFaceWords } from './faces.ts'
import type { Message } from './message.ts'
import { createNews, type News } from './news.ts'
import { failedNotice, finishedNotice, messageNotice, type Notice, type Wording } from './notice.ts'

export interface Outlets {
  readonly now: () => number
  readonly nameOf: (peer: string) => string
  /** His program, as `Peer` has it; empty where it is not known. */
  readonly dialectOf: (peer: string) => Dialect
  /** The word for a face in the user's language. */
  readonly faceWord: (name: FaceName) => string
  /** The chat is on the screen, in a window that the user is working in. */
  readonly isLookingAt: (conversation: string) => boolean
  show(notice: Notice): void
  close(key: string): void
  sound(kind: SoundKind): void
  flash(): void
}

/** Chats with a notification at the same time: strangers can open chats without end, a screen has room for a few. */
const MAX_TOLD = 100

interface Told {
  readonly first: string
  readonly count: number
  readonly upTo: number
}

export interface Notifier {
  /** What a mirror (shared/api/connect.ts) calls back with. */
  update(state: Snapshot, changes: readonly Change[], origin: 'snapshot' | 'changes'): void
}

export function createNotifier(outlets: Outlets): Notifier {
  const newsOf = createNews()
  const told = new Map<string, Told>()

  const forget = (conversation: string): void => {
    if (told.delete(conversation)) outlets.close(conversation)
  }

  const remember = (conversation: string, message: string): Told => {
    const before = told.get(conversation)
    const next = { first: before?.first ?? message, count: (before?.count ?? 0) + 1, upTo: Number(message) }
    told.delete(conversation)
    told.set(conversation, next)
    for (const oldest of told.keys()) {
      if (told.size <= MAX_TOLD) break
      forget(oldest)
    }
    return next
  }

  const wordingOf = ({ direction, conversation }: Message): Wording =>
    hasFaces(direction, outlets.dialectOf(conversation))
      ? (text) => withFaceWords(text, outlets.faceWord)
      : (text) => text

  const noticeOf = (news: News, privacy: NonNullable<Attention['notice']>): Notice => {
    const name = outlets.nameOf(chatOf(news))
    switch (news.kind) {
      case 'arrived':
        return messageNotice(
          news.message,
          remember(chatOf(news), news.message.id),
          name,
          privacy,
          wordingOf(news.message),
        )
      case 'failed':
        return failedNotice(news.message, name, privacy, wordingOf(news.message))
      case 'finished':
        return finishedNotice(news.transfer, name, privacy)
      default:
        return assertNever(news)
    }
  }

  return {
    update(state, changes, origin) {
      const { news, conversations } = newsOf(state, changes, origin)
      const now = outlets.now()
      // A burst is one notification a chat, one sound and one flash.
      const notices = new Map<string, Notice>()
      const sounds = new Set<SoundKind>()
      let flash = false
      for (const each of news) {
        const chat = chatOf(each)
        const attention = attentionFor(occasionOf(each), {
          settings: state.settings,
          conversation: state.conversations.find(({ id }) => id === chat),
          now,
          looking: outlets.isLookingAt(chat),
        })
        flash ||= attention.flash
        if (attention.sound !== undefined) sounds.add(attention.sound)
        if (attention.notice === undefined) continue
        const notice = noticeOf(each, attention.notice)
        notices.set(notice.key, notice)
      }
      for (const { id, unread, readUpTo } of conversations) {
        const mark = told.get(id)
        if (mark === undefined || (unread > 0 && Number(readUpTo) < mark.upTo)) continue
        notices.delete(id)
        forget(id)
      }
      for (const change of changes) if (change.kind === 'conversation-removed') forget(change.id)
      for (const notice of notices.values()) outlets.show(notice)
      for (const kind of sounds) outlets.sound(kind)
      if (flash) outlets.flash()
    },
  }
}

const chatOf = (news: News): string =>
  news.kind === 'finished' ? news.transfer.conversation : news.message.conversation

function occasionOf(news: News): Occasion {
  if (news.kind !== 'arrived') return { kind: news.kind }
  return news.message.shake ? { kind: 'nudged' } : { kind: 'arrived', message: news.message }
}
