/** Views of views.ts that begin in a rare chat, or that show what lasts only for a while: warnings, groups, notices. */
import type { View } from './views.ts'
import {
  chatMenu,
  click,
  clickOn,
  details,
  dialog,
  entry,
  escapeAll,
  menu,
  messageMenu,
  myMenu,
  openDetails,
  popup,
  receivedMenu,
  shown,
  sidebar,
  steps,
  submenu,
  type Way,
} from './ways.ts'

/** The room itself. */
const room = (room: NonNullable<View['room']>, name: string, what: string): View => ({
  name,
  room,
  part: 'main',
  open: shown(what),
  leave: async () => {},
})

/** The chip beside the name, and the button in what it opens. */
const chip = steps(
  clickOn((page) => page.locator('[data-trust]')),
  shown(popup),
)
const drag =
  (kind: 'dragenter' | 'dragleave'): Way =>
  async (page) => {
    const data = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File(['x'], 'x.txt'))
      return data
    })
    await page.locator('main [data-drop]').first().dispatchEvent(kind, { dataTransfer: data, relatedTarget: null })
  }
/** Its button takes back what it tells of. */
const undo = click((t) => t('common.undo'), '[data-message]')

const trust: readonly View[] = [
  {
    name: 'keys',
    part: dialog,
    open: steps(
      chip,
      click((t) => t('trust.compare'), dialog),
    ),
  },
  room('changed', 'key-changed', '[data-trust-line=changed]'),
  { name: 'keys-changed', room: 'changed', part: dialog, open: click((t) => t('trust.look'), dialog) },
  { name: 'readable-changed', room: 'changed', part: popup, open: chip },
]

const feiq: readonly View[] = [
  room('feiq', 'feiq', '[data-message]'),
  { name: 'readable-plain', room: 'feiq', part: popup, open: chip },
  { name: 'feiq-details', room: 'feiq', part: details, open: openDetails },
]

const groups: readonly View[] = [
  room('group', 'group', '[data-message]'),
  room('group-invited', 'group-invited', '[data-pane=composer] button'),
  room('group-left', 'group-left', '[data-pane=composer] button'),
  { name: 'group-menu', room: 'group', part: menu, open: chatMenu },
  { name: 'group-details', room: 'group', part: details, open: openDetails },
  { name: 'group-open', room: 'group', part: popup, open: click((t) => t('group.open'), popup) },
  {
    name: 'group-join',
    part: dialog,
    open: steps(
      myMenu,
      entry((t) => t('group.join_menu'), `${dialog} input`),
    ),
  },
  { name: 'group-invite', room: 'group', part: dialog, open: click((t) => t('group.invite'), `${dialog} li`) },
]

const several: readonly View[] = [
  room('shared', 'shared', '[data-message]'),
  { name: 'shared-menu', room: 'shared', part: menu, open: receivedMenu },
  {
    name: 'answer-all',
    room: 'shared',
    part: dialog,
    open: steps(
      receivedMenu,
      entry((t) => t('dialect.reply_all'), `${dialog} li`),
    ),
  },
]

const covers: readonly View[] = [
  {
    name: 'cover-menu',
    room: 'covers',
    part: menu,
    open: messageMenu,
  },
  {
    name: 'wrong-password',
    room: 'covers',
    part: 'main',
    async open(page) {
      await page.locator('main form input[type=password]').first().fill('not it')
      await page.locator('main form input[type=password]').first().press('Enter')
      await page.locator('main form [role=alert]').waitFor()
    },
  },
]

const passing: readonly View[] = [
  {
    name: 'drop-hint',
    part: 'main',
    open: steps(drag('dragenter'), shown('.border-dashed')),
    leave: drag('dragleave'),
  },
  {
    name: 'deleted',
    open: steps(
      messageMenu,
      entry((t) => t('message.delete'), '.fixed button'),
      // It stays as long as the keyboard is in it.
      (page) => page.locator('.fixed button').focus(),
    ),
    leave: undo,
  },
  {
    name: 'blocked',
    room: 'shared',
    part: 'main',
    open: steps(
      openDetails,
      clickOn((page) => page.locator(`${details} [aria-haspopup=menu]`)),
      entry((t) => t('person.block'), '[data-pane=composer][role=note]'),
      escapeAll,
    ),
    leave: click((t) => t('person.unblock'), '[data-pane=composer] textarea', '[data-pane=composer]'),
  },
  {
    name: 'quiet',
    part: sidebar,
    open: steps(
      myMenu,
      entry((t) => t('attention.quiet'), submenu),
      entry((t) => t('attention.span_hour'), `${sidebar} [role=status] button`),
    ),
    leave: click((t) => t('attention.quiet_end'), `${sidebar}:not(:has([role=status] button))`, sidebar),
  },
]

export const rareViews: readonly View[] = [...trust, ...feiq, ...groups, ...several, ...covers, ...passing]
