/**
 * Draws the small icons of the tray and the task bar: `node build/icons/draw.ts`. The results are committed, so that a build needs no
 * browser. `light` is for dark bars, `dark` for light ones.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { browserArguments, browserPath } from '../../test/browser.ts'

/** The pigeon of gezi.svg, without its ground. */
const body =
  'M8.6 47.4c6.2-.5 10.9-2.9 14.2-6.7 2.9-3.4 3.7-7.2 4.1-11.4.4-4.2.5-8.8 3.4-12.6 2.9-3.7 7.6-5.6 12.1-4.6 3.4.8 6 3 7.2 6.1l5.9 2.7c.7.3.7 1.3 0 1.6l-5.4 2.2c.2 8.2-1.9 15-6.7 19.7-5.1 5-12.7 7.3-22.3 6.7-4.7-.3-8.9-1.2-12.6-2.7-.6-.3-.5-1 .1-1z'
const colours = { light: '#ffffff', dark: '#20242c' } as const

const pigeon = (colour: string, unread: boolean): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="5 5 54 54"><path fill="${colour}" d="${body}"/>${
    unread ? '<circle cx="46" cy="46" r="12" fill="#e5484d"/>' : ''
  }</svg>`
const number = (text: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#d3302f"/>
    <text x="16" y="23.5" text-anchor="middle" font-family="sans-serif" font-weight="bold" font-size="${text.length > 1 ? 17 : 21}" fill="#fff">${text}</text></svg>`

const drawings = [
  ...(['light', 'dark'] as const).flatMap((tone) =>
    [false, true].flatMap((unread) =>
      [16, 32].map((size) => ({
        name: `${tone}${unread ? '-unread' : ''}-${size}`,
        svg: pigeon(colours[tone], unread),
        size,
      })),
    ),
  ),
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '9+'].map((text) => ({
    name: `count-${text === '9+' ? 'more' : text}`,
    svg: number(text),
    size: 32,
  })),
]

const browser = await chromium.launch({ executablePath: browserPath, args: [...browserArguments] })
const page = await browser.newPage()
for (const { name, svg, size } of drawings) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  await writeFile(
    join(import.meta.dirname, 'tray', `${name}.png`),
    await page.screenshot({ omitBackground: true, type: 'png' }),
  )
}
await browser.close()
