/**
 * Draws the icons of tray, task bar and program: `npx node build/icons/draw.ts`. The results are committed, so that a build needs no
 * browser. `dark` is for macOS, which colours it itself; `colour` for bars of any colour.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { browserArguments, browserPath } from '../../test/browser.ts'
import { icns, ico } from './containers.ts'

/** The pigeon of gezi.svg, without its ground. */
const body =
  'M8.6 47.4c6.2-.5 10.9-2.9 14.2-6.7 2.9-3.4 3.7-7.2 4.1-11.4.4-4.2.5-8.8 3.4-12.6 2.9-3.7 7.6-5.6 12.1-4.6 3.4.8 6 3 7.2 6.1l5.9 2.7c.7.3.7 1.3 0 1.6l-5.4 2.2c.2 8.2-1.9 15-6.7 19.7-5.1 5-12.7 7.3-22.3 6.7-4.7-.3-8.9-1.2-12.6-2.7-.6-.3-.5-1 .1-1z'
/** Of the program, small ones fill their ground: at 16 dots the pigeon needs all of them, and the gap in its wing would be a smudge. */
const ground = `<rect width="64" height="64" rx="13" fill="#2f6fd0"/>
  <g transform="translate(32 33) scale(1.12) translate(-34.5 -31.5)"><path fill="#fff" d="${body}"/></g>`

const trayIcons = {
  dark: (unread: boolean): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="5 5 54 54"><path fill="#20242c" d="${body}"/>${
      unread ? '<circle cx="46" cy="46" r="12" fill="#e5484d"/>' : ''
    }</svg>`,
  colour: (unread: boolean): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${ground}${
      unread ? '<circle cx="47" cy="47" r="15" fill="#e5484d" stroke="#fff" stroke-width="4"/>' : ''
    }</svg>`,
} as const
const number = (text: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#d3302f"/>
    <text x="16" y="23.5" text-anchor="middle" font-family="sans-serif" font-weight="bold" font-size="${text.length > 1 ? 17 : 21}" fill="#fff">${text}</text></svg>`

const drawings = [
  ...(['colour', 'dark'] as const).flatMap((tone) =>
    [false, true].flatMap((unread) =>
      [16, 32].map((size) => ({
        name: `${tone}${unread ? '-unread' : ''}-${size}`,
        svg: trayIcons[tone](unread),
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

const program = await readFile(join(import.meta.dirname, 'gezi.svg'), 'utf8')
const smallProgram = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${ground}</svg>`
const SMALL = 24
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1_024] as const
const programs = sizes.map((size) => ({ size, svg: size <= SMALL ? smallProgram : program }))

const browser = await chromium.launch({ executablePath: browserPath, args: [...browserArguments] })
const page = await browser.newPage()

async function draw(svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  return page.screenshot({ omitBackground: true, type: 'png' })
}

/** Under the mouse that drags a file out of the window, where the system has no icon of the file's kind. */
const sheet = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#fff" stroke="#5a6473" stroke-width="1.5" stroke-linejoin="round" d="M7 2.8h12.5L25.5 9v20.2H7z"/>
  <path fill="none" stroke="#5a6473" stroke-width="1.5" stroke-linejoin="round" d="M19.3 2.8v6.4h6.2M11 15h10M11 19h10M11 23h6"/></svg>`
await writeFile(join(import.meta.dirname, 'file.png'), await draw(sheet, 32))

for (const { name, svg, size } of drawings)
  await writeFile(join(import.meta.dirname, 'tray', `${name}.png`), await draw(svg, size))

const folder = join(import.meta.dirname, 'app')
await mkdir(folder, { recursive: true })
const drawn = new Map<number, Buffer>()
for (const { size, svg } of programs) drawn.set(size, await draw(svg, size))
for (const [size, png] of drawn) if (size <= 512) await writeFile(join(folder, `${size}x${size}.png`), png)
await writeFile(join(import.meta.dirname, 'gezi.ico'), ico(drawn))
await writeFile(join(import.meta.dirname, 'gezi.icns'), icns(drawn))
await browser.close()
