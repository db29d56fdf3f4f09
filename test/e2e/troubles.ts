/**
 * What the window shows when its host cannot do its work: banners and whole pages. A page hears of the trouble in the words of its host,
 * which are changed on their way.
 */
import type { Page } from 'playwright-core'
import { z } from 'zod'
import type { BridgeProblem } from '../../shared/api/bridge.ts'
import type { Network, Storage } from '../../shared/model/state.ts'
import { type Look, openPage } from './office.ts'

export interface Trouble {
  readonly name: string
  /** `url`: of a host on which all is well. */
  open(url: string, look: Look): Promise<Page>
}

/** What tells of waiting comes a moment after it is there (`late` of app.css). */
const settled = async (page: Page): Promise<Page> => {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
  return page
}

/** The part of a feed in which the host tells of itself. */
const Feed = z.looseObject({ type: z.literal('feed'), item: z.looseObject({ snapshot: z.looseObject({}) }) })

type Ail = { readonly network: Network } | { readonly storage: Storage }

/** A page to which the host says this of itself. */
const banner = (name: string, ail: Ail): Trouble => ({
  name: `banner-${name}`,
  async open(url, look) {
    const page = await openPage('about:blank', look)
    await page.routeWebSocket(/[/]ws/, (route) => {
      const host = route.connectToServer()
      host.onMessage((text) => {
        const feed = Feed.safeParse(JSON.parse(String(text)))
        if (!feed.success) return route.send(text)
        const { item } = feed.data
        route.send(JSON.stringify({ ...feed.data, item: { ...item, snapshot: { ...item.snapshot, ...ail } } }))
      })
    })
    await page.goto(url)
    await page.locator('.bg-red-soft, .bg-amber-soft').first().waitFor()
    return settled(page)
  },
})

/** The desktop program, whose host did not start. */
const startProblem = (problem: BridgeProblem): Trouble => ({
  name: `start-${problem.reason}`,
  async open(url, look) {
    const page = await openPage('about:blank', look)
    await page.addInitScript((problem) => Object.assign(window, { gezi: { os: 'win32', problem } }), problem)
    await page.goto(url)
    await page.getByRole('alert').waitFor()
    return settled(page)
  },
})

/** The host is there and says nothing. */
const silence: Trouble = {
  name: 'unreachable',
  async open(url, look) {
    const page = await openPage('about:blank', look)
    await page.routeWebSocket(/[/]ws/, () => {})
    await page.goto(url)
    await page.getByRole('status').getByText(/./).waitFor()
    await page.getByRole('button').waitFor()
    return settled(page)
  },
}

const lost: Trouble = {
  name: 'banner-lost',
  async open(url, look) {
    const page = await openPage('about:blank', look)
    let end = (): void => {}
    await page.routeWebSocket(/[/]ws/, (route) => {
      end()
      route.connectToServer()
      end = () => void route.close()
    })
    await page.goto(url)
    await page.locator('[role=tab]').first().waitFor()
    // Neither the host nor the way back to it.
    await page.routeWebSocket(/[/]ws/, (route) => void route.close())
    end()
    await page.locator('.bg-amber-soft').first().waitFor()
    return settled(page)
  },
}

const place = { address: '192.168.1.23', port: 2425 } as const
const online = { state: 'online' as const, ...place, interfaces: [{ name: 'eth0', address: place.address }] }

export const troubles: readonly Trouble[] = [
  lost,
  banner('port-in-use', { network: { state: 'failed', reason: 'port-in-use', ...place, detail: 'EADDRINUSE' } }),
  banner('port-denied', { network: { state: 'failed', reason: 'port-denied', ...place, detail: 'EACCES' } }),
  banner('port-held', {
    network: {
      state: 'failed',
      reason: 'port-in-use',
      ...place,
      detail: 'EADDRINUSE',
      holder: { program: 'FeiQ.exe' },
    },
  }),
  banner('port-reserved', {
    network: { state: 'failed', reason: 'port-denied', ...place, detail: 'EACCES', holder: 'reserved' },
  }),
  banner('guest', { network: { ...online, port: 2426, guest: { usualPort: 2425, holder: { program: 'FeiQ.exe' } } } }),
  banner('guest-reserved', { network: { ...online, port: 12425, guest: { usualPort: 2425, holder: 'reserved' } } }),
  banner('address-missing', {
    network: { state: 'failed', reason: 'address-missing', ...place, detail: 'EADDRNOTAVAIL' },
  }),
  banner('no-interface', { network: { state: 'no-interface', port: place.port } }),
  banner('no-files', { network: { ...online, noFiles: 'EADDRINUSE' } }),
  banner('disk-full', { storage: { state: 'failing', reason: 'disk-full', detail: 'SQLITE_FULL' } }),
  banner('read-only', { storage: { state: 'failing', reason: 'read-only', detail: 'SQLITE_READONLY' } }),
  banner('salvaged', {
    storage: { state: 'salvaged', keptAs: 'gezi-2026-11-27-damaged.db', messages: 12_345, lost: true },
  }),
  silence,
  startProblem({
    reason: 'data-folder-unreadable',
    path: 'C:\\Users\\王五\\AppData\\Roaming\\Gezi',
    detail: "EACCES: permission denied, open 'C:\\Users\\王五\\AppData\\Roaming\\Gezi\\gezi.db'",
  }),
  startProblem({ reason: 'database-newer', path: '/home/wang/.local/share/gezi', detail: '' }),
  startProblem({ reason: 'database-damaged', path: '/home/wang/.local/share/gezi', detail: 'SQLITE_CORRUPT' }),
]
