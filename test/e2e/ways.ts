/** How the user of a view gets there: by keys, buttons, menus and tabs, in whatever language the window is. */
import type { Locator, Page } from 'playwright-core'
import type { Words } from './words.ts'

export type Way = (page: Page, t: Words) => Promise<void>

export const sidebar = '[data-pane=sidebar]'
export const details = '[data-pane=details]'
export const composer = '[data-pane=composer]'
export const dialog = '[role=dialog]'
export const menu = '[role=menu]'
/** The menu that opens at the side of another one. */
export const submenu = '[role=menu][data-nested]'
export const popup = '[data-open]:is([role=menu], [role=dialog], [role=listbox])'
/** Everything that Escape closes. */
const overlays = `${dialog}, ${menu}, ${details}`
const LAYERS = 8

const shows = (page: Page, part: string): Promise<void> => page.locator(part).first().waitFor()

/** Waits for it. */
export const shown =
  (part: string): Way =>
  (page) =>
    shows(page, part)

/** Of what has no name of its own, or whose name is what somebody else wrote. */
export const clickOn =
  (of: (page: Page) => Locator): Way =>
  (page) =>
    of(page).click()

export const press =
  (keys: string, shown: string): Way =>
  async (page) => {
    await page.keyboard.press(keys)
    await shows(page, shown)
  }

export const click =
  (name: (t: Words) => string, shown: string, within = 'body'): Way =>
  async (page, t) => {
    const button = page
      .locator(within)
      .last()
      .getByRole('button', { name: name(t), exact: true })
    await button.first().click()
    await shows(page, shown)
  }

/** Of what stands there: a row, a message. */
export const contextMenu =
  (of: (page: Page) => Locator): Way =>
  async (page) => {
    await of(page).click({ button: 'right' })
    await shows(page, menu)
  }

/** One after another. */
export const steps =
  (...ways: readonly Way[]): Way =>
  async (page, t) => {
    for (const way of ways) await way(page, t)
  }

export const entry =
  (name: (t: Words) => string, shown = dialog): Way =>
  async (page, t) => {
    await page.getByRole('menuitem', { name: name(t), exact: true }).click()
    await shows(page, shown)
  }

export const type =
  (text: string, field: string, shown: string): Way =>
  async (page) => {
    await page.locator(field).first().fill(text)
    await shows(page, shown)
  }

/** Files into a field that only a button of the window opens. */
export const give =
  (field: string, files: readonly { name: string; mimeType: string; buffer: Buffer }[], shown: string): Way =>
  async (page) => {
    await page
      .locator(field)
      .first()
      .setInputFiles([...files])
    await shows(page, shown)
  }

/** Escape, until nothing is over the chat any more. */
export const escapeAll: Way = async (page) => {
  for (let layer = 0; layer < LAYERS; layer += 1) {
    if ((await page.locator(overlays).count()) === 0) return
    await page.keyboard.press('Escape')
    // What goes is gone with the next drawing.
    await page.evaluate(() => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle))))
  }
  await page.locator(overlays).first().waitFor({ state: 'detached' })
}

/** The list of chats or of people. */
export const tab =
  (place: number): Way =>
  async (page) => {
    await page.locator(sidebar).getByRole('tab').nth(place).click()
    await shows(page, `${sidebar} ${place === 0 ? '[role=listbox]' : '[role=tree]'}`)
  }

export const settings =
  (place: number): Way =>
  async (page) => {
    await page.keyboard.press('Control+,')
    await page.locator(dialog).getByRole('tab').nth(place).click()
  }

export const search =
  (text: string, shown: string): Way =>
  async (page) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('searchbox').first().fill(text)
    await page.locator(sidebar).locator(shown).first().waitFor()
  }

export const leaveSearch: Way = async (page, t) => {
  await escapeAll(page, t)
  await page.getByRole('searchbox').first().press('Escape')
  await page.locator(sidebar).getByRole('tab').first().waitFor()
}

export const clearComposer: Way = async (page) => {
  await page.locator(`${composer} textarea`).fill('')
  await page.locator(`${composer} :is([role=listbox], section)`).waitFor({ state: 'detached' })
}

export const chatMenu = click((t) => t('chat.more'), menu)
/** Of a message; also opened by its keyboard. */
export const messageMenu = contextMenu((page) => page.locator('[data-message]').last())
export const receivedMenu = contextMenu((page) => page.locator('[data-message]:not([data-own])').last())
export const openDetails = click((t) => t('chat.details'), details)
export const myMenu = steps(
  clickOn((page) => page.locator(`${sidebar} button`).first()),
  shown(menu),
)
