/**
 * An office for tests: headless hosts on loopback addresses, as they are shipped, and their pages in a real browser. Each file has
 * addresses of its own. Every page that is opened here is watched: a console error that no test expected fails the test.
 */
import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest'
import { z } from 'zod'
import type { Client } from '../../shared/api/connect.ts'
import type { Language, Settings } from '../../shared/model/settings.ts'
import { control, end, endAll, root, start, temporaryFolder } from '../process/gezi.ts'

declare global {
  interface Window {
    /** Only in pages that `violations` looked at. */
    readonly axe: typeof axe
  }
}

const Ready = z.object({ ready: z.literal(true), ui: z.string() })

/** Only a host that hangs waits that long. */
const START_LIMIT = 20_000

export interface Member {
  readonly address: string
  readonly data: string
  /** Of the page, with the token; new after each start. */
  readonly url: string
  /** Calls what the page calls. */
  readonly client: Client
  stop(): Promise<void>
}

export interface MemberOptions {
  /** A policy file to try out. */
  readonly policy?: string
  readonly address: string
  /** Absent: the page greets with the first run. */
  readonly name?: string
  readonly group?: string
  readonly peers: readonly string[]
  /** Absent: a new folder. */
  readonly data?: string
}

export async function startMember({ address, name, group, peers, data, policy }: MemberOptions): Promise<Member> {
  const folder = data ?? (await temporaryFolder())
  const flags = [
    ...['--data', folder, '--bind', address, '--ui', `${address}:0`],
    ...(name === undefined ? [] : ['--name', name]),
    ...(group === undefined ? [] : ['--group', group]),
    ...peers.flatMap((peer) => ['--peer', peer]),
    ...(policy === undefined ? [] : ['--policy', policy]),
  ]
  const { child, url } = await startHost(address, flags)
  const client = await control(folder)
  return {
    address,
    data: folder,
    url,
    client,
    async stop() {
      client.close()
      await end(child, 'SIGTERM')
    },
  }
}

/** A host that serves its page, and nothing else: some have no command line. `within`: what goes before its command. */
export async function startHost(
  address: string,
  flags: readonly string[],
  within: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly url: string; readonly said: () => string }> {
  const [command = '', ...words] = [...within, process.execPath, join(root, 'dist/headless/main.js'), ...flags]
  const child = start(command, words)
  let said = ''
  const url = await new Promise<string>((settle, fail) => {
    const late = setTimeout(() => fail(new Error(`the host of ${address} does not start`)), START_LIMIT)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.stdout?.setEncoding('utf8').once('data', (text: string) => {
      clearTimeout(late)
      settle(Ready.parse(JSON.parse(text)).ui)
    })
    child.once('exit', (code) => fail(new Error(`the host of ${address} ended with ${code}: ${said}`)))
  })
  return { child, url, said: () => said }
}

export interface Look {
  readonly language?: Language
  readonly dark?: boolean
  readonly width?: number
  readonly height?: number
}

let browser: Browser | undefined
const contexts = new Set<BrowserContext>()
const complaints: string[] = []

/**
 * The tests of one file: skipped where there is no browser, unless they bring one of their own (`ownBrowser`: the real Electron). Pages
 * are closed after each test, hosts after the last one.
 */
export function office(name: string, tests: () => void, ownBrowser = false): void {
  const endpoint = inject('browser')
  describe.skipIf(endpoint === '' && !ownBrowser)(name, () => {
    beforeAll(async () => {
      if (endpoint !== '') browser = await chromium.connect(endpoint)
    })
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await keepFailure(task.name)
      await Promise.all([...contexts].map((context) => context.close()))
      contexts.clear()
      expect(complaints.splice(0)).toEqual([])
    })
    afterAll(async () => {
      await browser?.close()
      await endAll()
    })
    tests()
  })
}

/** What the pages showed when the test failed. */
async function keepFailure(name: string): Promise<void> {
  const pages = [...contexts].flatMap((context) => context.pages())
  for (const [at, page] of pages.entries()) {
    const file = join(root, 'test-results/failures', `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}-${at}`)
    await page.screenshot({ path: `${file}.png`, timeout: 5_000 }).catch(() => {})
    await page
      .locator('body')
      .ariaSnapshot({ timeout: 5_000 })
      .then(
        (heard) => writeFile(`${file}.txt`, heard),
        () => {},
      )
  }
}

/** A page in a browser profile of its own, which ends with the test. */
export async function openPage(url: string, look: Look = {}): Promise<Page> {
  if (browser === undefined) throw new Error('openPage is for tests inside of office()')
  const { language = 'en', dark = false, width = 1_280, height = 800 } = look
  const context = await browser.newContext({
    locale: language,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    viewport: { width, height },
  })
  contexts.add(context)
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  watch(page)
  await page.goto(url)
  // The shortcuts work as soon as the frame is there.
  if (url !== 'about:blank') await page.locator('[role=tab], form').first().waitFor()
  return page
}

/** Every error that the page reports is a complaint. */
export function watch(page: Page): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
}

/** Takes back complaints that the test itself provoked; the others stay. */
export function forgive(expected: RegExp): void {
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !expected.test(complaint)))
}

/** A person in the list of people, by the beginning of his name. */
export const person = (page: Page, name: string, presence = ''): Locator =>
  page.getByRole('treeitem', { name: new RegExp(`^${name}\\s*, ${presence}`) })

/** A chat in the list of chats. */
export const chat = (page: Page, name: string): Locator =>
  page.getByRole('listbox', { name: /./ }).getByRole('option', { name: new RegExp(`^${name}\\s*,`) })

/** What is heard of the entries of a list before the first comma, in order. */
export async function heard(list: Locator, role: 'treeitem' | 'option'): Promise<readonly string[]> {
  const snapshot = await list.ariaSnapshot()
  return [...snapshot.matchAll(new RegExp(`- '?${role} "([^",]+?)\\s*,`, 'g'))].map((match) => match[1] ?? '')
}

/** Opens the chat with a person from the list of people. */
export async function write(page: Page, name: string): Promise<Locator> {
  await page.getByRole('tab', { name: /^People/ }).click()
  await person(page, name).click()
  return page.getByRole('textbox', { name: `Message to ${name}` })
}

/** Changes settings as the page does. */
export async function set(member: Member, settings: Partial<Settings>): Promise<void> {
  const saved = await member.client.call('setSettings', settings)
  if (!saved.ok) throw new Error(`${saved.error.code} ${saved.error.detail ?? ''}`)
}

/** The rules of WCAG 2.2 A and AA and axe's own. */
const everything: axe.RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}
/** What another theme can change: the rest of what axe knows is the same in all of them. */
const colours: axe.RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** Each finding of axe as one readable line; `of` is a selector of the only part that is looked at. */
export async function violations(
  page: Page,
  { only = 'everything', of = 'html' }: { readonly only?: 'everything' | 'colours'; readonly of?: string } = {},
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  return page.evaluate(
    async ({ runOnly, of }) => {
      const { violations } = await window.axe.run(of, { runOnly, resultTypes: ['violations'], preload: false })
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      )
    },
    { runOnly: only === 'everything' ? everything : colours, of },
  )
}

/** Kept for people to look at; nothing compares them. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(root, 'test-results/screenshots', `${name}.png`) })
}

/** A text that goes over the edge of the window or of the box it should stay in. */
export const overflow = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth
    const boxes = [...document.querySelectorAll('[data-message], [role=option], [role=treeitem], header, h1')]
    const out = boxes.filter((box) => box.getBoundingClientRect().right > window.innerWidth + 1)
    return [...(wide ? ['the page scrolls sideways'] : []), ...out.map((box) => box.outerHTML.slice(0, 200))]
  })
