/**
 * Notifications and sounds of this page. In a browser the page shows notifications itself; in the desktop program the main process does,
 * whether or not the page is awake, and only the sounds are made here.
 */
import i18next from 'i18next'
import { create } from 'zustand'
import icon from '../../build/icons/gezi.svg?url'
import type { TestOutcome } from '../../shared/api/bridge.ts'
import type { Change, Snapshot } from '../../shared/model/change.ts'
import type { Line, Notice } from '../../shared/model/notice.ts'
import { createNotifier } from '../../shared/model/notifier.ts'
import { faceName } from '../locales/face-names.ts'
import { desktop } from '../platform.ts'
import { openChat } from './actions.ts'
import { someoneOf } from './people.ts'
import { playArrival } from './sound.ts'
import { now } from './store.ts'
import { createTeller } from './teller.ts'

/** `none`: there is no such thing here. `failed`: it was allowed, but the browser refused to show one. */
export type Permission = NotificationPermission | 'none' | 'failed'

interface Delivery {
  readonly permission: Permission
  /** Something should have been shown, and was not allowed to be. */
  readonly missed: boolean
}

const current = (): Permission => ('Notification' in window ? Notification.permission : 'none')

export const useDelivery = create<Delivery>(() => ({ permission: current(), missed: false }))

/** Only on the user's own click: a page that asks while it loads is refused for good. */
export async function askPermission(): Promise<void> {
  if (!('Notification' in window)) return
  await Notification.requestPermission()
  useDelivery.setState({ permission: current(), missed: false })
}

const teller = createTeller(navigator.locks)

if (document.hasFocus()) teller.used()
else teller.wait()
// Of the window itself: fields are given the focus by the program, too.
window.addEventListener('focus', teller.used)
for (const used of ['pointerdown', 'keydown'] as const)
  window.addEventListener(used, teller.used, { capture: true, passive: true })

export const textOf = (line: Line): string =>
  line.key === 'verbatim' ? line.values.text : i18next.t(`attention.${line.key}`, { ...line.values })

const shown = new Map<string, Notification>()

/** True when the browser took it. */
export function showNotice(notice: Notice, onShow: () => void = () => {}): boolean {
  const permission = current()
  if (permission !== 'granted') {
    useDelivery.setState({ permission, missed: true })
    return false
  }
  try {
    const notification = new Notification(textOf(notice.title), {
      ...(notice.body === undefined ? {} : { body: textOf(notice.body) }),
      tag: `gezi ${notice.key}`,
      icon,
      lang: i18next.language,
      // The sounds are ours, with a volume of their own.
      silent: true,
    })
    notification.addEventListener('show', onShow)
    notification.addEventListener('error', () => useDelivery.setState({ permission: 'failed' }))
    notification.addEventListener('click', () => {
      window.focus()
      notification.close()
      openNotice(notice)
    })
    shown.set(notice.key, notification)
    return true
  } catch {
    useDelivery.setState({ permission: 'failed', missed: true })
    return false
  }
}

/** How long the browser may take to say that it shows a notification. */
const TEST_LIMIT = 3_000

export function testNotice(): Promise<TestOutcome> {
  const { promise, resolve } = Promise.withResolvers<TestOutcome>()
  const notice = { key: 'test', conversation: '', message: undefined, upTo: undefined, count: 0, canReply: false }
  const lines = { title: { key: 'test', values: {} }, body: { key: 'test_text', values: {} } } as const
  const taken = showNotice({ ...notice, ...lines }, () => resolve({ outcome: 'shown', detail: '' }))
  if (!taken) resolve({ outcome: 'failed', detail: current() })
  setTimeout(() => resolve({ outcome: 'silent', detail: '' }), TEST_LIMIT)
  return promise
}

const noticeKey = (key: string): string => `notice ${key}`

function closeNotice(key: string): void {
  teller.takeBack(noticeKey(key))
  shown.get(key)?.close()
  shown.delete(key)
}

/** Where everything unread was told, the chat opens at its "new messages" line, which is the message; else at the message itself. */
export function openNotice({ conversation, message, count }: Pick<Notice, 'conversation' | 'message' | 'count'>): void {
  if (conversation === '') return
  const { conversations, selected } = now()
  const atLine = selected !== conversation && conversations.get(conversation)?.unread === count
  void (atLine || message === undefined ? openChat(conversation) : openChat(conversation, message))
}

/** The user can see and use the window. */
const attends = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

const notifier = createNotifier({
  now: () => Date.now(),
  nameOf: (peer) => someoneOf(now(), peer).name,
  dialectOf: (peer) => someoneOf(now(), peer).dialect,
  faceWord: (name) => faceName(name, i18next.language),
  isLookingAt: (conversation) => attends() && now().selected === conversation,
  show(notice) {
    if (desktop === undefined) teller.tell(noticeKey(notice.key), () => showNotice(notice))
  },
  close: closeNotice,
  sound(kind) {
    const sounds = now().host?.settings.sounds
    if (sounds !== undefined) teller.tell(`sound ${kind}`, () => playArrival(sounds[kind], sounds.volume))
  },
  flash() {},
})

export const notifyOf = (state: Snapshot, changes: readonly Change[], origin: 'snapshot' | 'changes'): void =>
  notifier.update(state, changes, origin)

/** The desktop program knows which window has the focus; which chat is in it, only the page knows. */
export function tellDesktop(): void {
  desktop?.onOpen(openNotice)
}
