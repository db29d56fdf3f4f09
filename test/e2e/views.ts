/**
 * Every view of the window and how its user gets there: the table that the suites of accessibility, clipped text, keyboard, hostile text
 * and the pictures walk. A new view is a new line here. Each begins and ends with the chat of the walk open and nothing else.
 */
import type { Locator, Page } from 'playwright-core'
import { type SettingsPage, settingsPages } from '../../renderer/state/store.ts'
import { chat } from './office.ts'
import { halves } from './png.ts'
import { rareViews } from './rare-views.ts'
import {
  chatMenu,
  clearComposer,
  click,
  clickOn,
  composer,
  contextMenu,
  details,
  dialog,
  entry,
  escapeAll,
  give,
  leaveSearch,
  menu,
  messageMenu,
  myMenu,
  openDetails,
  popup,
  press,
  receivedMenu,
  search,
  settings,
  shown,
  sidebar,
  steps,
  submenu,
  tab,
  type,
  type Way,
} from './ways.ts'
import { wordsOf } from './words.ts'

/**
 * The chats in which views begin: `away` is with somebody who left while a message for him waits, `covers` has sealed and locked messages.
 * The others are those of rare-rooms.ts, and `shared` has a message that several people got.
 */
export type Room = 'chat' | 'away' | 'covers' | 'shared' | 'feiq' | 'changed' | 'group' | 'group-invited' | 'group-left'

export interface View {
  readonly name: string
  /** Selector of what the view adds to the window; absent: the whole of it. */
  readonly part?: string
  /** Absent: the usual chat. */
  readonly room?: Room
  readonly open: Way
  /** Back to where the next view begins; absent: Escape closes it. */
  readonly leave?: Way
}

/** Below this width there is one pane at a time. */
const ONE_PANE = 720

const nothing: Way = async () => {}
const page = (name: SettingsPage): Way => settings(settingsPages.indexOf(name))
const chatRowMenu = contextMenu((page) => page.locator('[data-chat][aria-selected=true]'))
const personRowMenu = steps(
  tab(1),
  contextMenu((page) => page.locator('[role=treeitem][aria-selected=true]')),
)
const backToChats = steps(escapeAll, tab(0))
const detailsTab = (place: number): Way =>
  steps(
    openDetails,
    clickOn((page) => page.locator(details).getByRole('tab').nth(place)),
  )
const emoji = press('Control+Shift+j', '[role=grid]')
const strip = give(
  `${composer} [data-attach]`,
  [
    { name: '现场照片 04.png', mimeType: 'image/png', buffer: halves(320, 240, 0x5a7d9a, 0xc9b79c) },
    {
      name: '第三季度报价与交货期汇总 (final).xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(48_000),
    },
  ],
  `${composer} img`,
)
const dropStrip = click((t) => t('attach.remove_all'), `${composer}:not(:has(img))`, composer)
const log = [
  `${'='.repeat(37)}\r\n From: 老同事 (销售/PC-9/laoli)\r\n  at Thu Jan 09 08:00:00 2020\r\n`,
  `${'-'.repeat(37)}\r\n十年前的消息\r\n\r\n`,
].join('')
const ipmsgLog = [{ name: 'ipmsg.log', mimeType: 'text/plain', buffer: Buffer.from(log) }]
const packetConsole = steps(
  page('network'),
  click((t) => t('console.open'), `${dialog} [aria-label]`, dialog),
)
/** A tab of the console that is on. */
const consolePage = (place: number): Way =>
  steps(
    packetConsole,
    click((t) => t('console.switch_on'), `${dialog} [role=tablist]`, dialog),
    clickOn((page) => page.locator(dialog).getByRole('tab').nth(place)),
  )
/** More than any program takes in one packet. */
const TOO_LONG = '很长的一段话。'.repeat(4_000)

const windows: readonly View[] = [
  { name: 'chat', open: nothing, leave: nothing },
  { name: 'covers', room: 'covers', part: 'main', open: nothing, leave: nothing },
  { name: 'people', part: sidebar, open: tab(1), leave: tab(0) },
  { name: 'search', part: sidebar, open: search('图纸', '[role=option] mark'), leave: leaveSearch },
  {
    name: 'search-filtered',
    part: sidebar,
    open: search('has:file after:2020-01-01', 'ul button'),
    leave: leaveSearch,
  },
  {
    name: 'search-filters',
    part: popup,
    open: steps(
      search('图纸', '[role=option] mark'),
      click((t) => t('find.filter'), popup),
    ),
    leave: leaveSearch,
  },
  { name: 'search-nothing', part: sidebar, open: search('qqqqqq', 'p:has-text("qqqqqq")'), leave: leaveSearch },
  { name: 'details', part: details, open: openDetails },
  { name: 'details-files', part: details, open: detailsTab(1) },
  { name: 'details-links', part: details, open: detailsTab(2) },
  { name: 'search-in-chat', part: details, open: press('Control+f', details) },
  {
    name: 'search-in-chat-found',
    part: details,
    open: steps(press('Control+f', details), type('图纸', `${details} input`, `${details} [role=option]`)),
  },
  {
    name: 'transfers',
    part: details,
    // Its name says how many are running.
    open: steps(
      clickOn((page) => page.locator(`${sidebar} button[aria-pressed]`)),
      shown(details),
    ),
  },
  { name: 'transfers-of-chat', part: details, open: click((t) => t('transfer.of_chat'), details) },
  {
    name: 'starred',
    part: details,
    open: steps(
      chatMenu,
      entry((t) => t('reading.starred_messages'), details),
    ),
  },
  {
    name: 'selection',
    part: 'main',
    open: steps(
      messageMenu,
      entry((t) => t('reading.select'), '[data-selected=true]'),
    ),
    async leave(page) {
      await page.keyboard.press('Escape')
      await page.locator('[data-selected]').first().waitFor({ state: 'detached' })
    },
  },
]

const composing: readonly View[] = [
  {
    name: 'reply',
    part: composer,
    open: steps(
      receivedMenu,
      entry((t) => t('reading.reply'), `${composer} section`),
    ),
    // Escape in the composer takes it away; elsewhere it goes back to the composer.
    async leave(page) {
      await page.locator(`${composer} textarea`).press('Escape')
      await page.locator(`${composer} section`).waitFor({ state: 'detached' })
    },
  },
  { name: 'attachments', part: composer, open: strip, leave: dropStrip },
  {
    name: 'picture-editor',
    part: dialog,
    open: steps(
      strip,
      click((t) => t('picture.edit', { name: '现场照片 04.png' }), dialog, composer),
    ),
    leave: steps(escapeAll, dropStrip),
  },
  {
    name: 'too-long',
    part: composer,
    open: steps(type(TOO_LONG, `${composer} textarea`, '#composer-line:not(:empty)')),
    leave: clearComposer,
  },
  { name: 'emoji', part: popup, open: emoji },
  {
    name: 'emoji-searched',
    part: popup,
    open: steps(emoji, type('1', `${popup} input`, `${popup} [role=grid], ${popup} p`)),
  },
  {
    name: 'emoji-tones',
    part: menu,
    open: steps(
      emoji,
      clickOn((page) => page.locator(`${popup} [aria-haspopup=menu]`)),
      shown(menu),
    ),
  },
  { name: 'send-menu', part: menu, open: click((t) => t('dialect.send_menu'), menu, composer) },
  { name: 'presets', part: menu, open: click((t) => t('presets.open'), menu, composer) },
  {
    name: 'preset-completion',
    part: composer,
    open: type('/', `${composer} textarea`, `${composer} [role=listbox]`),
    leave: clearComposer,
  },
]

const menus: readonly View[] = [
  { name: 'me-menu', part: menu, open: myMenu },
  {
    name: 'quiet-menu',
    part: submenu,
    open: steps(
      myMenu,
      entry((t) => t('attention.quiet'), submenu),
    ),
  },
  { name: 'chat-menu', part: menu, open: chatMenu },
  {
    name: 'mute-menu',
    part: submenu,
    open: steps(
      chatMenu,
      entry((t) => t('attention.mute'), submenu),
    ),
  },
  { name: 'chat-row-menu', part: menu, open: chatRowMenu },
  { name: 'message-menu', part: menu, open: messageMenu },
  { name: 'received-menu', part: menu, open: receivedMenu },
  { name: 'person-menu', part: menu, open: personRowMenu, leave: backToChats },
  {
    name: 'department-menu',
    part: menu,
    open: steps(
      tab(1),
      contextMenu((page) => page.locator('[role=treeitem][aria-expanded]').first()),
    ),
    leave: backToChats,
  },
  {
    name: 'details-menu',
    part: menu,
    open: steps(
      openDetails,
      clickOn((page) => page.locator(`${details} [aria-haspopup=menu]`)),
    ),
  },
  {
    name: 'readable',
    part: popup,
    open: steps(
      clickOn((page) => page.locator('[data-trust]')),
      shown(popup),
    ),
  },
  { name: 'why', part: popup, room: 'away', open: click((t) => t('message.why'), popup) },
  {
    name: 'link',
    part: popup,
    open: steps(
      clickOn((page) => page.locator('[data-message] span[role=button]').last()),
      shown(popup),
    ),
  },
  { name: 'calendar', part: popup, open: press('Control+g', '[role=grid]') },
]

const dialogs: readonly View[] = [
  {
    name: 'message-details',
    part: dialog,
    open: steps(
      messageMenu,
      entry((t) => t('message.details')),
    ),
  },
  {
    name: 'received-details',
    part: dialog,
    open: steps(
      receivedMenu,
      entry((t) => t('message.details')),
    ),
  },
  {
    name: 'forward',
    part: dialog,
    open: steps(
      receivedMenu,
      entry((t) => t('reading.forward')),
    ),
  },
  {
    name: 'code-page',
    // Cipher has no code page.
    room: 'feiq',
    part: dialog,
    open: steps(
      receivedMenu,
      entry((t) => t('reading.read_as')),
    ),
  },
  {
    name: 'lightbox',
    part: dialog,
    open: steps(
      clickOn((page) => page.locator('main [data-picture]').last()),
      shown(`${dialog} img`),
    ),
  },
  { name: 'add-address', part: dialog, open: click((t) => t('sidebar.add_address'), dialog) },
  { name: 'recipients', part: dialog, open: press('Control+n', dialog) },
  {
    name: 'recipients-chosen',
    part: dialog,
    open: steps(press('Control+n', `${dialog} [role=option]`), press('Enter', `${dialog} li`)),
  },
  {
    name: 'absence',
    part: dialog,
    open: steps(
      myMenu,
      entry((t) => t('me.set_away')),
    ),
  },
  {
    name: 'alias',
    part: dialog,
    open: steps(
      chatMenu,
      entry((t) => t('details.edit_alias')),
    ),
  },
  {
    name: 'note',
    part: dialog,
    open: steps(
      personRowMenu,
      entry((t) => t('person.edit_note')),
    ),
    leave: backToChats,
  },
  {
    name: 'picture',
    part: dialog,
    open: steps(
      personRowMenu,
      entry((t) => t('person.picture')),
    ),
    leave: backToChats,
  },
  {
    name: 'merge',
    part: dialog,
    open: steps(
      personRowMenu,
      entry((t) => t('person.merge')),
    ),
    leave: backToChats,
  },
  {
    name: 'merge-compared',
    part: dialog,
    open: steps(
      personRowMenu,
      entry((t) => t('person.merge')),
      type('', `${dialog} input`, `${dialog} li`),
      clickOn((page) => page.locator(`${dialog} li button`).first()),
      shown('[data-merge]'),
    ),
    leave: backToChats,
  },
  {
    name: 'forget',
    room: 'away',
    part: dialog,
    open: steps(
      personRowMenu,
      entry((t) => t('person.forget')),
    ),
    leave: backToChats,
  },
  {
    name: 'forget-old',
    part: dialog,
    open: steps(
      page('people'),
      click((t) => t('person.old'), dialog, dialog),
    ),
  },
  {
    name: 'my-picture',
    part: dialog,
    open: steps(
      page('identity'),
      click((t) => t('person.picture_me'), `${dialog} fieldset`, dialog),
    ),
  },
  {
    name: 'export',
    part: dialog,
    open: steps(
      chatRowMenu,
      entry((t) => t('history.export_chat')),
    ),
  },
  {
    name: 'clear-history',
    part: dialog,
    open: steps(
      chatRowMenu,
      entry((t) => t('history.clear')),
    ),
  },
  {
    name: 'delete-chat',
    part: dialog,
    open: steps(
      chatRowMenu,
      entry((t) => t('history.delete_chat')),
    ),
  },
  { name: 'shortcuts', part: dialog, open: press('Control+/', dialog) },
  ...settingsPages.map((name): View => ({ name: `settings-${name}`, part: dialog, open: page(name) })),
  {
    name: 'lock-password',
    part: dialog,
    open: steps(
      page('chats'),
      click((t) => t('dialect.lock_change'), `${dialog} input[type=password]`, dialog),
    ),
  },
  // Seconds: it waits for answers.
  {
    name: 'doctor',
    part: dialog,
    open: steps(
      page('network'),
      click((t) => t('reach.open'), `${dialog} li`, dialog),
    ),
  },
  { name: 'console-off', part: dialog, open: packetConsole },
  { name: 'console', part: dialog, open: consolePage(0) },
  { name: 'console-send', part: dialog, open: consolePage(1) },
  { name: 'console-echo', part: dialog, open: consolePage(2) },
  {
    name: 'storage-delete',
    part: dialog,
    open: steps(
      page('storage'),
      clickOn((page) => page.locator(`${dialog} section:last-of-type li button`).first()),
      shown('[role=alertdialog]'),
    ),
  },
  {
    name: 'storage-import',
    part: dialog,
    open: steps(page('storage'), give('[data-history-file]', ipmsgLog, '#import-title')),
  },
  // It writes to somebody, so it comes last.
  {
    name: 'recipients-sent',
    part: dialog,
    open: steps(
      press('Control+n', `${dialog} [role=option]`),
      clickOn((page) => page.locator(`${dialog} [role=option]`).first()),
      type('周五下午开会', `${dialog} textarea`, `${dialog} [type=submit]:enabled`),
      clickOn((page) => page.locator(`${dialog} [type=submit]`)),
      shown(`${dialog} [role=status]`),
    ),
  },
]

export const views: readonly View[] = [...windows, ...composing, ...menus, ...rareViews, ...dialogs]

/** Walked every day where strangers write, and by `npm run test:look` and `npm run pictures`: all suites together would take too long. */
const rare: ReadonlySet<string> = new Set([
  ...rareViews.map(({ name }) => name),
  'code-page',
  'covers',
  'search-filtered',
  'search-filters',
  'details-files',
  'details-links',
  'search-in-chat-found',
  'attachments',
  'picture-editor',
  'too-long',
  'emoji',
  'emoji-searched',
  'emoji-tones',
  'send-menu',
  'presets',
  'preset-completion',
  'quiet-menu',
  'mute-menu',
  'chat-row-menu',
  'received-menu',
  'person-menu',
  'department-menu',
  'details-menu',
  'why',
  'link',
  'received-details',
  'lightbox',
  'recipients',
  'recipients-chosen',
  'note',
  'picture',
  'merge',
  'merge-compared',
  'forget',
  'forget-old',
  'my-picture',
  'export',
  'clear-history',
  'delete-chat',
  'lock-password',
  'doctor',
  'console-off',
  'console',
  'console-send',
  'console-echo',
  'storage-delete',
  'storage-import',
  'recipients-sent',
])

/** `npm run test:look`: everything, which takes minutes. */
export const isFull = process.env.GEZI_LOOK === 'full'
/** Those that the look and the tour walk. */
export const walkedViews: readonly View[] = views.filter(({ name }) => isFull || !rare.has(name))

/** Makes the window that size. Where it has room for one pane only, a view of the sidebar stands in the place of the chat. */
export async function resize(page: Page, view: View, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height })
  if (view.part !== sidebar || width >= ONE_PANE) return
  const back = page.getByRole('button', { name: (await wordsOf(page))('chat.back'), exact: true })
  await back.click()
  await page.locator(sidebar).waitFor()
}

/** Views of a room that is not there are left out. */
export type Rooms = { readonly [R in Room]?: Locator } & { readonly chat: Locator }

/** Those of scene.ts. */
const roomsOf = (page: Page): Rooms => ({
  chat: chat(page, '张三'),
  away: chat(page, '李四'),
  covers: chat(page, '佐藤'),
  shared: chat(page, 'Alice'),
  feiq: chat(page, '陈工'),
  changed: chat(page, '赵敏'),
  group: chat(page, '研发部'),
  'group-invited': chat(page, '周五聚餐'),
  'group-left': chat(page, '旧项目'),
})

/** Shows each view in turn, in a window with room for all panes. Resolves with what could not be opened or closed. */
export async function walk(
  page: Page,
  visit: (view: View) => Promise<void>,
  { rooms = roomsOf(page), among = views }: { readonly rooms?: Rooms; readonly among?: readonly View[] } = {},
): Promise<readonly string[]> {
  const t = await wordsOf(page)
  const enter = async (room: Room): Promise<void> => {
    const row = rooms[room]
    if (row === undefined) return
    if ((await row.getAttribute('aria-selected')) !== 'true') await row.click()
    await row.and(page.locator('[aria-selected=true]')).waitFor()
    // A group that only invites has nothing but words about it.
    await page.locator('[data-message], [data-pane=messages] p').first().waitFor()
  }
  await enter('chat')
  const failed: string[] = []
  for (const view of among) {
    if (rooms[view.room ?? 'chat'] === undefined) continue
    try {
      if (view.room !== undefined) await enter(view.room)
      await view.open(page, t)
      await visit(view)
      await (view.leave ?? escapeAll)(page, t)
      await enter('chat')
    } catch (error) {
      failed.push(`${view.name}: ${String(error)}`)
      for (let layer = 0; layer < 3; layer += 1) await page.keyboard.press('Escape')
      await page.locator(sidebar).getByRole('tab').first().click()
      await enter('chat')
    }
  }
  return failed
}
