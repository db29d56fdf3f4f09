/**
 * Every view of the window and how its user gets there: the table that the suites of accessibility, clipped text, hostile text and the
 * pictures walk. A new view is a new line here. Each begins and ends with the chat with 张三 of scene.ts open and nothing else.
 */
import type { Locator, Page } from 'playwright-core'
import { settingsPages } from '../../renderer/state/store.ts'
import { chat } from './office.ts'
import { type Words, wordsOf } from './words.ts'

export interface View {
  readonly name: string
  /** Selector of what the view adds to the window; absent: the whole of it. */
  readonly part?: string
  readonly open: (page: Page, t: Words) => Promise<unknown>
  /** Back to where the next view begins; absent: Escape closes it. */
  readonly leave?: (page: Page, t: Words) => Promise<unknown>
}

const dialog = '[role=dialog]'
const sidebar = '[data-pane=sidebar]'
const details = '[data-pane=details]'
/** Below this width there is one pane at a time. */
const ONE_PANE = 720

const popup = '[data-open]:is([role=menu], [role=dialog], [role=listbox])'

const press =
  (keys: string, shown: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press(keys)
    await page.locator(shown).first().waitFor()
  }
const click =
  (name: (t: Words) => string, shown: string) =>
  async (page: Page, t: Words): Promise<void> => {
    await page
      .getByRole('button', { name: name(t), exact: true })
      .first()
      .click()
    await page.locator(shown).first().waitFor()
  }
const close =
  (part: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press('Escape')
    await page.locator(part).first().waitFor({ state: 'detached' })
  }
const search =
  (text: string, shown: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press('Control+k')
    await page.getByRole('searchbox').first().fill(text)
    await page.locator(sidebar).locator(shown).first().waitFor()
  }
const leaveSearch = async (page: Page): Promise<void> => {
  await page.getByRole('searchbox').first().press('Escape')
  await page.getByRole('tab').first().waitFor()
}
const tab =
  (place: number) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('tab').nth(place).click()
  }
const myMenu = async (page: Page): Promise<void> => {
  await page.locator(`${sidebar} button`).first().click()
  await page.locator('[role=menu]').waitFor()
}
/** Of a message; also opened by its keyboard. */
const messageMenu = async (page: Page): Promise<void> => {
  await page.locator('[data-message]').last().click({ button: 'right' })
  await page.locator('[role=menu]').waitFor()
}

const receivedMenu = async (page: Page): Promise<void> => {
  await page.locator('[data-message]:not([data-own])').last().click({ button: 'right' })
  await page.locator('[role=menu]').waitFor()
}

const byChip = async (page: Page): Promise<void> => {
  await page.locator('[data-trust]').click()
  await page.locator(popup).waitFor()
}

export const views: readonly View[] = [
  { name: 'chat', open: async () => {}, leave: async () => {} },
  { name: 'people', part: sidebar, open: tab(1), leave: tab(0) },
  { name: 'search', part: sidebar, open: search('图纸', '[role=option] mark'), leave: leaveSearch },
  { name: 'search-nothing', part: sidebar, open: search('qqqqqq', 'p:has-text("qqqqqq")'), leave: leaveSearch },
  { name: 'details', part: details, open: click((t) => t('chat.details'), details) },
  { name: 'search-in-chat', part: details, open: press('Control+f', details) },
  { name: 'transfers', part: details, open: click((t) => t('transfer.title'), details) },
  { name: 'transfers-of-chat', part: details, open: click((t) => t('transfer.of_chat'), details) },
  { name: 'me-menu', part: '[role=menu]', open: myMenu },
  { name: 'chat-menu', part: '[role=menu]', open: click((t) => t('chat.more'), '[role=menu]') },
  { name: 'message-menu', part: '[role=menu]', open: messageMenu },
  { name: 'readable', part: popup, open: byChip },
  {
    name: 'message-details',
    part: dialog,
    async open(page, t) {
      await messageMenu(page)
      await page.getByRole('menuitem', { name: t('message.details') }).click()
      await page.locator(dialog).waitFor()
    },
  },
  { name: 'calendar', part: popup, open: press('Control+g', '[role=grid]') },
  {
    name: 'starred',
    part: details,
    open: fromMenu(
      click((t) => t('chat.more'), '[role=menu]'),
      (t) => t('reading.starred_messages'),
      details,
    ),
  },
  {
    name: 'selection',
    open: fromMenu(messageMenu, (t) => t('reading.select'), '[data-selected=true]'),
    leave: close('[data-selected]'),
  },
  {
    name: 'reply',
    open: fromMenu(messageMenu, (t) => t('reading.reply'), '[data-pane=composer] section'),
    // Escape in the composer takes it away; elsewhere it goes back to the composer.
    async leave(page) {
      await page.locator('[data-pane=composer] textarea').press('Escape')
      await page.locator('[data-pane=composer] section').waitFor({ state: 'detached' })
    },
  },
  { name: 'forward', part: dialog, open: fromMenu(messageMenu, (t) => t('reading.forward')) },
  { name: 'code-page', part: dialog, open: fromMenu(receivedMenu, (t) => t('reading.read_as')) },
  { name: 'add-address', part: dialog, open: click((t) => t('sidebar.add_address'), dialog) },
  { name: 'absence', part: dialog, open: fromMenu(myMenu, (t) => t('me.set_away')) },
  {
    name: 'alias',
    part: dialog,
    open: fromMenu(
      click((t) => t('chat.more'), '[role=menu]'),
      (t) => t('details.edit_alias'),
    ),
  },
  { name: 'shortcuts', part: dialog, open: press('Control+/', dialog) },
  ...settingsPages.map(
    (page, place): View => ({
      name: `settings-${page}`,
      part: dialog,
      async open(page) {
        await page.keyboard.press('Control+,')
        await page.locator(dialog).getByRole('tab').nth(place).click()
      },
    }),
  ),
]

function fromMenu(menu: View['open'], entry: (t: Words) => string, shown = dialog): View['open'] {
  return async (page, t) => {
    await menu(page, t)
    await page.getByRole('menuitem', { name: entry(t), exact: true }).click()
    await page.locator(shown).first().waitFor()
  }
}

/** Makes the window that size. Where it has room for one pane only, a view of the sidebar stands in the place of the chat. */
export async function resize(page: Page, view: View, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height })
  if (view.part !== sidebar || width >= ONE_PANE) return
  const back = page.getByRole('button', { name: (await wordsOf(page))('chat.back'), exact: true })
  await back.click()
  await page.locator(sidebar).waitFor()
}

/** Shows each view in turn, in a window with room for all panes; `row` is the chat in which it begins. Resolves with what could not be opened or closed. */
export async function walk(
  page: Page,
  visit: (view: View) => Promise<void>,
  row: Locator = chat(page, '张三'),
): Promise<readonly string[]> {
  const t = await wordsOf(page)
  await row.click()
  await page.locator('[data-message]').first().waitFor()
  const failed: string[] = []
  for (const view of views) {
    try {
      await view.open(page, t)
      await visit(view)
      await (view.leave ?? close(view.part ?? dialog))(page, t)
      if (!(await page.locator('[data-message]').first().isVisible())) await row.click()
    } catch (error) {
      failed.push(`${view.name}: ${String(error)}`)
      for (let layer = 0; layer < 3; layer += 1) await page.keyboard.press('Escape')
    }
  }
  return failed
}
