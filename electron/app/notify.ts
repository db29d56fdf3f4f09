/** Native notifications: one per chat, answered and marked as read in place where the system can, and what is known of their fate. */
import { Notification } from 'electron'
import type { DesktopHealth, TestOutcome } from '../../shared/api/bridge.ts'
import type { Notice } from '../../shared/model/notice.ts'
import { noticeOptions } from './notice-options.ts'
import type { SessionBus } from './session-bus.ts'
import type { Words } from './words.ts'

export interface NotifyOptions {
  readonly platform: NodeJS.Platform
  /** Linux only. */
  readonly bus: () => SessionBus | undefined
  readonly words: Words
  readonly log: (line: string) => void
  onOpen(notice: Notice): void
  onReply(notice: Notice, text: string): void
  onRead(notice: Notice): void
}

export interface Notifications {
  show(notice: Notice): void
  close(key: string): void
  closeAll(): void
  health(): Omit<DesktopHealth, 'tray'>
  test(): Promise<TestOutcome>
}

/** What the system does not say in this time it does not say at all. */
const TEST_LIMIT = 3_000

type Fate = { readonly state: 'none yet' | 'shown' } | { readonly state: 'failed'; readonly detail: string }

export function createNotifications({ platform, bus, words, log, ...on }: NotifyOptions): Notifications {
  /** Kept until they are closed: an object that is collected loses its clicks. */
  const open = new Map<string, Notification>()
  let fate: Fate = { state: 'none yet' }

  const make = (notice: Notice): Notification => {
    const notification = new Notification(noticeOptions(notice, platform, bus(), words))
    notification.on('show', () => {
      fate = { state: 'shown' }
    })
    notification.on('failed', (_event, detail) => {
      fate = { state: 'failed', detail }
      log(`notification refused: ${detail}`)
    })
    return notification
  }

  const close = (key: string): void => {
    const notification = open.get(key)
    open.delete(key)
    notification?.close()
  }

  return {
    show(notice) {
      if (!Notification.isSupported()) return
      close(notice.key)
      const notification = make(notice)
      notification.on('click', () => on.onOpen(notice))
      notification.on('reply', ({ reply }) => on.onReply(notice, reply))
      notification.on('action', () => on.onRead(notice))
      open.set(notice.key, notification)
      notification.show()
    },
    close,
    closeAll() {
      for (const key of [...open.keys()]) close(key)
    },
    health() {
      if (!Notification.isSupported()) return { notifications: 'none', detail: '' }
      if (platform === 'linux' && bus()?.notifications === undefined) return { notifications: 'no-server', detail: '' }
      switch (fate.state) {
        case 'failed':
          return { notifications: 'failed', detail: fate.detail }
        case 'shown':
          return { notifications: 'on', detail: '' }
        case 'none yet':
          return { notifications: 'unknown', detail: '' }
      }
    },
    test() {
      const { promise, resolve } = Promise.withResolvers<TestOutcome>()
      if (!Notification.isSupported()) return Promise.resolve({ outcome: 'failed', detail: '' })
      const lines = { title: { key: 'test', values: {} }, body: { key: 'test_text', values: {} } } as const
      const notice = { key: 'test', conversation: '', message: undefined, upTo: undefined, count: 0, canReply: false }
      close(notice.key)
      const notification = make({ ...notice, ...lines })
      notification.on('show', () => resolve({ outcome: 'shown', detail: '' }))
      notification.on('failed', (_event, detail) => resolve({ outcome: 'failed', detail }))
      setTimeout(() => resolve({ outcome: 'silent', detail: '' }), TEST_LIMIT).unref()
      open.set(notice.key, notification)
      notification.show()
      return promise
    },
  }
}
