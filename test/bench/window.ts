/**
 * What the user of a history of 1,000,000 messages in 200 chats waits for, measured inside of a real Chromium on the host as it is
 * shipped: from the key or click to the first paint that shows the outcome.
 */
import { constants, copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Browser, chromium, type Page } from 'playwright-core'
import { z } from 'zod'
import { browserArguments, browserPath } from '../browser.ts'
import { end, endAll, jsonLines, root, start, temporaryFolder } from '../process/gezi.ts'
import { atMost, median, type Report } from './figure.ts'
import { benchDatabase, LARGE } from './store-data.ts'
import { installMeter } from './window-meter.ts'

const ADDRESS = '127.87.0.10'
const LOADS = 5
const CHATS = 60
const SCROLLED = 20_000
/** One turn of a wheel that is spun as fast as a finger can: several screens a second. */
const WHEEL = 1_500
const MEGABYTE = 1024 * 1024

const queries = [
  '报告',
  '季度总结',
  '会议室',
  'project',
  'quarterly figures',
  '合同',
  '数据',
  '鲸落',
  'budget',
  '客户 项目',
  '测试',
] as const

const Ready = z.object({ ui: z.string() })

const p95 = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
}

export async function benchWindow(report: Report): Promise<void> {
  if (!existsSync(browserPath)) {
    console.error(`no browser at ${browserPath}: nothing is measured`)
    return
  }
  const source = benchDatabase((line) => console.error(line))
  const data = await temporaryFolder()
  copyFileSync(source, join(data, 'gezi.db'), constants.COPYFILE_FICLONE)
  readMost(join(data, 'gezi.db'))
  const browser = await chromium.launch({ executablePath: browserPath, args: [...browserArguments] })
  try {
    const flags = ['--data', data, '--bind', ADDRESS, '--ui', `${ADDRESS}:0`, '--name', '鸽子']
    const host = start(process.execPath, [join(root, 'dist/headless/main.js'), ...flags])
    const { value } = await jsonLines(host).next()
    const { ui } = Ready.parse(value)
    for (let round = 1; round < LOADS; round += 1) await loads(browser, ui)
    const page = await loads(browser, ui)
    report(atMost('window: chat list shown after the page loaded', median(shown), 'ms', 300))
    report({ name: 'window: chat list shown after the navigation began', value: median(navigated), unit: 'ms' })
    await opens(page, report)
    await searches(page, report)
    await scrolls(page, report)
    await memory(browser, page, report)
    await end(host, 'SIGTERM')
  } finally {
    await browser.close()
    await endAll()
  }
}

/** All but every tenth chat, as somebody leaves them who lives in them. The largest is read. */
function readMost(path: string): void {
  const raw = new Database(path)
  raw.exec('UPDATE conversation SET read_up_to = last_message, unread = 0 WHERE number % 10 <> 5')
  raw.close()
}

const shown: number[] = []
const navigated: number[] = []

/** A new profile each time: nothing is in any cache but the host's. */
async function loads(browser: Browser, url: string): Promise<Page> {
  for (const context of browser.contexts()) await context.close()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1_280, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript(installMeter)
  await page.goto(url)
  const times = await page.evaluate(() => window.meter.list)
  shown.push(times.rows - times.loaded)
  navigated.push(times.rows)
  return page
}

/** Chat after chat with the keyboard, and again with the mouse; none of them was open before the first time. */
async function opens(page: Page, report: Report): Promise<void> {
  const times: number[] = []
  await page.evaluate(() => window.meter.chat('click'))
  await page.locator('[data-pane=sidebar] [role=option]').first().click()
  times.push(await page.evaluate(() => window.meter.done))
  for (let count = 1; count < CHATS; count += 1) {
    await page.evaluate(() => window.meter.chat('keydown'))
    await page.keyboard.press('Alt+ArrowDown')
    times.push(await page.evaluate(() => window.meter.done))
  }
  report(atMost(`window: opening a chat, p95 of ${CHATS}`, p95(times), 'ms', 100))
  report({ name: 'window: opening a chat, median', value: median(times), unit: 'ms' })
  const large: number[] = []
  await page.locator('[data-pane=sidebar] [role=option]').first().focus()
  await page.keyboard.press('Home')
  for (let round = 0; round < 10; round += 1) {
    await page.keyboard.press('Control+9')
    await page.locator('[data-message]').first().waitFor()
    large.push(await openLarge(page))
  }
  report(atMost('window: opening the chat of 100,000, slowest of 10', Math.max(...large), 'ms', 100))
}

/** It has a tenth of all messages, so it is always among the first of the list. Milliseconds. */
async function openLarge(page: Page): Promise<number> {
  await page.evaluate(() => window.meter.chat('click'))
  await page.getByRole('option', { name: new RegExp(`^${LARGE}\\s*,`) }).click()
  return page.evaluate(() => window.meter.done)
}

/** From the last key to the last change that it makes in the list of what was found. */
async function searches(page: Page, report: Report): Promise<void> {
  const times: number[] = []
  for (const query of [...queries, ...queries, ...queries]) {
    await page.keyboard.press('Control+Shift+F')
    await page.keyboard.press('Delete')
    await page.keyboard.type(query.slice(0, -1), { delay: 40 })
    await page.evaluate(() => window.meter.results())
    await page.keyboard.type(query.slice(-1))
    times.push(await page.evaluate(() => window.meter.done))
  }
  await page.keyboard.press('Escape')
  report(atMost(`window: search results after the last key, p95 of ${times.length}`, p95(times), 'ms', 100))
  report({ name: 'window: search results after the last key, median', value: median(times), unit: 'ms' })
}

async function scrolls(page: Page, report: Report): Promise<void> {
  await page.keyboard.press('Control+9')
  await openLarge(page)
  await page.locator('[data-pane=messages]').hover()
  await page.evaluate(() => window.meter.watchFrames())
  const began = performance.now()
  for (let seen = 0; seen < SCROLLED && performance.now() - began < 180_000; ) {
    for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, -WHEEL)
    seen = await page.evaluate(() => window.meter.frames.seen.size)
  }
  const frames = await page.evaluate(() => ({ ...window.meter.frames, seen: window.meter.frames.seen.size }))
  const seconds = (performance.now() - began) / 1000
  report({ name: 'window: messages scrolled through', value: frames.seen, unit: '' })
  report({ name: 'window: messages a second while scrolling', value: frames.seen / seconds, unit: '1/s' })
  report(atMost('window: longest task while scrolling', frames.longest, 'ms', 100))
  report(atMost(`window: frames with blank rows, of ${frames.count}`, frames.blank, '', 0))
}

/** After all of the above: the objects of the page after a collection, and what its process has for itself alone. */
async function memory(browser: Browser, page: Page, report: Report): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
  report(atMost('window: JavaScript heap of the page', heap / MEGABYTE, 'MiB', 250))
  const processes = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo')
  const privates = processes.processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => privateMemory(id))
  report(atMost('window: private memory of the process of the page', Math.max(...privates) / MEGABYTE, 'MiB', 250))
}

/** Bytes that would be free if that process ended (Linux). */
function privateMemory(pid: number): number {
  const lines = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)
  return [...lines].reduce((sum, [, size]) => sum + Number(size) * 1024, 0)
}
