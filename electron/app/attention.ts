/**
 * All that reaches the user outside of the window: notifications, badge, tray. Follows the host like a view, so it works while the page
 * sleeps, is hidden or has crashed; of the page it only wants to know which chat it shows.
 */
import { app, type BrowserWindow, dialog } from 'electron'
import { type AttentionBridge, bridgeChannels, type DesktopHealth, type OpenedNotice } from '../../shared/api/bridge.ts'
import type { Client } from '../../shared/api/connect.ts'
import { nextUnmute, unreadOf } from '../../shared/model/attention.ts'
import type { Change, Snapshot } from '../../shared/model/change.ts'
import { chatName } from '../../shared/model/chat-name.ts'
import { groupOfChat } from '../../shared/model/group.ts'
import type { Notice } from '../../shared/model/notice.ts'
import { createNotifier } from '../../shared/model/notifier.ts'
import { nextQuietChange } from '../../shared/model/quiet.ts'
import type { SettingsPatch } from '../../shared/model/settings.ts'
import { createBadge } from './badge.ts'
import { createNotifications } from './notify.ts'
import { isOurPage } from './port.ts'
import { askSessionBus, type SessionBus } from './session-bus.ts'
import { type AppTray, createTray } from './tray.ts'
import type { AppWindow } from './window.ts'
import type { Words } from './words.ts'

/** Ids of people have a limit in the contract too. */
const MAX_ID = 200
/** The longest that a timer can wait. */
const LONGEST = 2_147_483_647

export interface Attention {
  /** Whether there is a tray, once it is known. */
  readonly tray: Promise<boolean>
  /** The host is open; `client` calls it. */
  connect(client: Client): void
  update(state: Snapshot, changes: readonly Change[], origin: 'snapshot' | 'changes'): void
}

/** On macOS the space of a full screen would stay behind, black. */
function putAway(window: BrowserWindow): void {
  if (window.isFullScreen()) {
    window.once('leave-full-screen', () => window.hide())
    window.setFullScreen(false)
  } else window.hide()
}

export interface AttentionParts {
  readonly platform: NodeJS.Platform
  readonly words: Words
  /** The program waits in the tray, and for it. */
  readonly hidden: boolean
  log(line: string): void
}

export function createAttention(
  { window, raise }: AppWindow,
  { platform, words, hidden, log }: AttentionParts,
): Attention {
  const { webContents } = window
  const badge = createBadge(window, platform, words)
  let client: Client | undefined
  let state: Snapshot | undefined
  let shownChat = ''
  let bus: SessionBus | undefined
  let tray: AppTray | undefined
  let timer: NodeJS.Timeout | undefined
  let quitting = false

  const asked = platform === 'linux' ? askSessionBus(hidden) : Promise.resolve(undefined)
  const desktop: Promise<boolean> = asked.then((found) => {
    bus = found
    if (found !== undefined && !found.tray) return false
    tray = createTray({
      platform,
      words,
      onOpen: raise,
      onQuiet: (quietUntil) => void change({ quietUntil }),
      onQuit: () => app.quit(),
    })
    draw()
    return true
  })

  const change = async (patch: SettingsPatch): Promise<void> => {
    const changed = await client?.call('setSettings', patch)
    if (changed?.ok === false) log(`setting not changed: ${changed.error.code}`)
  }

  const open = (notice: Notice): void => {
    raise()
    const { conversation, message, count } = notice
    const opened: OpenedNotice = { conversation, message, count }
    if (!webContents.isDestroyed()) webContents.send(bridgeChannels.openNotice, opened)
  }

  const markRead = async ({ conversation, upTo }: Notice): Promise<void> => {
    const read = upTo && (await client?.call('markRead', { conversation, upTo }))
    if (read !== undefined && read !== '' && !read.ok) log(`not marked as read: ${read.error.code}`)
  }

  /** What was typed into a notification is never lost: what can't be sent waits in the composer. */
  const reply = async (notice: Notice, text: string): Promise<void> => {
    if (text.trim() === '') return
    const { conversation } = notice
    const group = groupOfChat(conversation)
    const sent = await (group === undefined
      ? client?.call('sendMessage', { peer: conversation, text })
      : client?.call('groupSend', { group, text }))
    if (sent?.ok === true) return markRead(notice)
    log(`reply not sent: ${sent?.error.code ?? 'no host'}`)
    await client?.call('setDraft', { conversation: notice.conversation, text })
    open(notice)
  }

  const notifications = createNotifications({
    platform,
    bus: () => bus,
    words,
    log,
    onOpen: open,
    onReply: (notice, text) => void reply(notice, text),
    onRead: (notice) => void markRead(notice),
  })

  const notifier = createNotifier({
    now: Date.now,
    nameOf: (chat) => (state === undefined ? chat : chatName(chat, state)),
    dialectOf: (peer) => state?.peers.find(({ id }) => id === peer)?.dialect ?? 'script',
    faceWord: words.face,
    isLookingAt: (conversation) =>
      !window.isDestroyed() && window.isVisible() && window.isFocused() && shownChat === conversation,
    show: notifications.show,
    close: notifications.close,
    // The page makes the sounds: the main process has no means to.
    sound() {},
    flash: badge.flash,
  })

  /** Badge and tray as they are now, and again when the next mute or quiet time begins or ends. */
  let drawn = ''
  function draw(): void {
    if (state === undefined) return
    const now = Date.now()
    const unread = unreadOf(state.conversations, now)
    const quiet = state.settings.quietUntil > now
    const next = JSON.stringify([unread, quiet, state.settings.language, tray !== undefined])
    if (next !== drawn) {
      badge.show(unread)
      tray?.show({ unread, quiet })
    }
    drawn = next
    clearTimeout(timer)
    const moments = [nextUnmute(state.conversations, now), nextQuietChange(state.settings, now)]
    const moment = Math.min(...moments.map((each) => each ?? Number.POSITIVE_INFINITY))
    if (Number.isFinite(moment)) timer = setTimeout(draw, Math.min(moment - now, LONGEST)).unref()
  }

  webContents.ipc.on(bridgeChannels.looking, (event, chat: unknown) => {
    if (isOurPage(webContents, event) && typeof chat === 'string' && chat.length <= MAX_ID) shownChat = chat
  })
  webContents.on('render-process-gone', () => {
    shownChat = ''
  })
  webContents.ipc.handle(bridgeChannels.health, async (event): Promise<DesktopHealth> => {
    if (!isOurPage(webContents, event)) return { notifications: 'none', detail: '', tray: false }
    const hasTray = await desktop
    return { ...notifications.health(), tray: hasTray }
  })
  webContents.ipc.handle(bridgeChannels.testNotice, async (event): ReturnType<AttentionBridge['test']> => {
    return isOurPage(webContents, event) ? notifications.test() : { outcome: 'failed', detail: '' }
  })

  app.on('before-quit', () => {
    quitting = true
    notifications.closeAll()
  })
  window.on('close', (event) => {
    const closing = state?.settings.closing ?? 'quit'
    if (quitting || tray === undefined || closing === 'quit') return
    event.preventDefault()
    if (closing === 'tray') putAway(window)
    else void askToKeep()
  })

  /** Once: the answer is remembered. */
  async function askToKeep(): Promise<void> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: words.say('closing_title'),
      detail: words.say('closing_text'),
      buttons: [words.say('closing_keep'), words.say('tray_quit')],
      defaultId: 0,
      cancelId: 0,
    })
    await change({ closing: response === 0 ? 'tray' : 'quit' })
    if (response === 0) putAway(window)
    else app.quit()
  }

  return {
    tray: desktop,
    connect(opened) {
      client = opened
    },
    update(next, changes, origin) {
      if (next.settings.language !== state?.settings.language) words.setLanguage(next.settings.language)
      state = next
      notifier.update(next, changes, origin)
      draw()
    },
  }
}
