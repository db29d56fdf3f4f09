/** Pictures in chats: sent, shown, looked at, drawn on. Two hosts, and one that shows none within a message. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { peerAt, temporaryFolder } from '../process/gezi.ts'
import {
  chat,
  forgive,
  type Member,
  office,
  openPage,
  screenshot,
  set,
  startMember,
  violations,
  write,
} from './office.ts'
import { halves } from './png.ts'

const [WANG, ZHANG] = ['127.25.40.1', '127.25.40.2'] as const

/** A paste as the browser makes it of a picture that was copied. */
const paste = (composer: Locator, files: readonly { readonly name: string; readonly bytes: Buffer }[]): Promise<void> =>
  composer.evaluate(
    (element, pasted) => {
      const data = new DataTransfer()
      for (const { name, text } of pasted) {
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
        data.items.add(new File([bytes], name, { type: 'image/png' }))
      }
      element.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }))
    },
    files.map(({ name, bytes }) => ({ name, text: bytes.toString('base64') })),
  )

const picture = (page: Page, name: string): Locator => page.getByRole('main').getByRole('button', { name })

/** The picture has its dots: it was loaded and decoded. */
const isLoaded = (image: Locator): Promise<void> =>
  expect
    .poll(() =>
      image.evaluate((element) => element instanceof HTMLImageElement && element.complete && element.naturalWidth > 0),
    )
    .toBe(true)

const send = async (page: Page): Promise<void> => {
  const button = page.getByRole('button', { name: 'Send', exact: true })
  await expect.poll(() => button.isEnabled()).toBe(true)
  await button.click()
}

office('pictures', () => {
  let wang: Member
  let zhang: Member
  let sources: string
  let received: string

  const kept = async (member: Member): Promise<number> =>
    (await readdir(join(member.data, 'pictures'), { recursive: true, withFileTypes: true }).catch(() => [])).filter(
      (entry) => entry.isFile(),
    ).length

  beforeAll(async () => {
    ;[sources, received] = await Promise.all([temporaryFolder(), temporaryFolder()])
    ;[wang, zhang] = await Promise.all([
      startMember({ address: WANG, name: '王五', group: '市场部', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [WANG] }),
    ])
    await set(zhang, { downloads: received })
    await Promise.all([peerAt(wang.client, ZHANG, 5_000), peerAt(zhang.client, WANG, 5_000)])
  })

  test('a pasted picture stands in both chats by itself, in its own shape and without a shift, and opens large', async () => {
    const [left, right] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    const composer = await write(left, '张三')
    await paste(composer, [{ name: 'drawing.png', bytes: halves(720, 360, 0xd04040, 0x4040d0) }])
    await composer.fill('看这张图')
    await send(left)
    const own = picture(left, 'Picture drawing.png')
    await isLoaded(own.locator('img'))

    await chat(right, '王五').getByText('看这张图').waitFor()
    await chat(right, '王五').click()
    const theirs = picture(right, 'Picture drawing.png from 王五')
    await isLoaded(theirs.locator('img'))
    const box = await theirs.boundingBox()
    expect([Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)]).toEqual([360, 180])
    // Nobody was asked, and nothing of it lies among the received files.
    expect(await Promise.all([right.getByText('Accept').count(), readdir(received), kept(zhang)])).toEqual([0, [], 1])
    await expect.poll(() => own.textContent()).toBe('')
    await screenshot(right, 'picture-inline')
    expect(await violations(right)).toEqual([])
  })

  test('several pictures of one message are a grid; the large view walks through all of the chat, zooms, copies and gives the focus back', async () => {
    const [left, right] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    const composer = await write(left, '张三')
    await paste(
      composer,
      [1, 2, 3].map((count) => ({
        name: `grid-${count}.png`,
        bytes: halves(1_600, 1_200, 0x208060 * count, 0xffffff),
      })),
    )
    await send(left)
    await chat(right, '王五').click()
    await right.getByRole('list', { name: '3 pictures' }).waitFor()
    const last = picture(right, 'Picture grid-3.png from 王五')
    await isLoaded(last.locator('img'))
    await last.focus()
    await right.keyboard.press('Enter')
    const view = right.getByRole('dialog')
    await view.getByText('grid-3.png').waitFor()
    expect(await view.getByRole('button', { name: 'Next picture' }).isVisible()).toBe(false)
    await screenshot(right, 'picture-lightbox')
    expect(await violations(right)).toEqual([])

    // Through this message and into the one before it.
    for (const name of ['grid-2.png', 'grid-1.png', 'drawing.png']) {
      await right.keyboard.press('ArrowLeft')
      await view.getByText(name).waitFor()
    }
    await right.keyboard.press('ArrowRight')
    await view.getByText('grid-1.png').waitFor()

    const zoom = (): Promise<string | null> => view.getByRole('button', { name: /full size or fit/ }).textContent()
    const whole = await zoom()
    await right.keyboard.press('1')
    await expect.poll(zoom).toBe('100%')
    await right.keyboard.press('+')
    await expect.poll(zoom).toBe('125%')
    await view.locator('img').hover()
    await right.mouse.wheel(0, -300)
    await expect.poll(async () => Number.parseInt((await zoom()) ?? '', 10)).toBeGreaterThan(150)
    await right.keyboard.press('0')
    await expect.poll(zoom).toBe(whole)

    await right.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await view.getByRole('button', { name: 'Copy picture' }).click()
    await expect
      .poll(() =>
        right.evaluate(async () => {
          const [item] = await navigator.clipboard.read()
          if (item === undefined || !item.types.includes('image/png')) return 'nothing'
          const bitmap = await createImageBitmap(await item.getType('image/png'))
          return `${bitmap.width}×${bitmap.height}`
        }),
      )
      .toBe('1600×1200')

    const download = right.waitForEvent('download')
    await view.getByRole('button', { name: /^Save picture/ }).click()
    expect((await download).suggestedFilename()).toBe('grid-1.png')

    await right.keyboard.press('Escape')
    await view.waitFor({ state: 'detached' })
    // All of the chat as small squares, which lead to the same view.
    await right.getByRole('button', { name: 'Details', exact: true }).click()
    const squares = right.getByRole('list', { name: 'Media' }).getByRole('img')
    await expect.poll(() => squares.count()).toBe(4)
    await isLoaded(squares.last())
    const side = await squares.first().evaluate((image) => [image.clientWidth, image.clientHeight])
    expect(Math.abs((side[0] ?? 0) - (side[1] ?? 0))).toBeLessThan(3)
    expect(await violations(right, { of: '[data-pane=details]' })).toEqual([])
    await screenshot(right, 'picture-squares')
    await squares.last().click()
    await view.getByText('drawing.png').waitFor()
    await view.getByRole('button', { name: 'Show in the chat' }).click()
    await view.waitFor({ state: 'detached' })
    await right.getByRole('complementary').getByRole('button', { name: 'Close' }).click()
    await last.focus()
    await last.press('Enter')
    await view.getByText('grid-3.png').waitFor()
    await right.keyboard.press('ArrowLeft')
    await right.keyboard.press('ArrowLeft')
    await view.getByText('grid-1.png').waitFor()
    await right.keyboard.press('Escape')
    await view.waitFor({ state: 'detached' })
    await expect
      .poll(() => right.evaluate(() => document.activeElement?.getAttribute('data-picture') ?? ''))
      .toMatch(/\.0$/)
  })

  test('a file that turns out to be a picture is shown once it is here; what only looks like one, or is too large to decode, stays a card', async () => {
    const files = {
      'plan.png': halves(300, 500, 0x30a030, 0x101010),
      'script.png': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'.padEnd(200)),
      'bomb.png': halves(2, 2, 0, 0).fill(0x00, 16, 24).fill(0x01, 17, 18).fill(0x01, 21, 22),
    }
    const paths = Object.keys(files).map((name) => join(sources, name))
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(sources, name), bytes)
    // As the command line does, whose files stay files.
    const staged = await wang.client.call('stagePaths', { paths })
    const tokens = staged.ok ? staged.value.items.map(({ token }) => token) : []
    const peer = await peerAt(wang.client, ZHANG, 5_000)
    await wang.client.call('offerFiles', { peers: [peer.id], tokens })
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    await page.getByRole('button', { name: 'Accept all' }).click()
    await isLoaded(picture(page, 'Picture plan.png from 王五').locator('img'))
    await page.getByText('65536 × 65536 dots: too large to show here').waitFor()
    expect([await readFile(join(received, 'plan.png')), await picture(page, 'Picture script.png').count()]).toEqual([
      files['plan.png'],
      0,
    ])
    const place = await picture(page, 'Picture plan.png').getAttribute('data-picture')
    const answers = await page.evaluate(async (message) => {
      const found = await Promise.all([0, 1, 2].map((index) => fetch(`./media/${message}/${index}`)))
      return found.map(({ status, headers }) => `${status} ${headers.get('content-type')}`)
    }, place?.split('.')[0])
    expect(answers).toEqual(['200 image/png', '404 null', '404 null'])
    forgive(/404/)
  })

  test('with no room allowed for them pictures are offered like files; a deleted message takes our copy with it', async () => {
    await set(zhang, { autoPictures: 0 })
    const [left, right] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    const composer = await write(left, '张三')
    const before = await kept(wang)
    await paste(composer, [{ name: 'asked.png', bytes: halves(80, 60, 0x00aaff, 0xffffff) }])
    await send(left)
    await chat(right, '王五').click()
    await right.getByRole('button', { name: 'Accept: asked.png' }).click()
    await isLoaded(picture(right, 'Picture asked.png from 王五').locator('img'))
    expect(await readdir(received)).toContain('asked.png')
    await set(zhang, { autoPictures: 20 * 1024 * 1024 })

    const own = picture(left, 'Picture asked.png')
    await own.waitFor()
    expect(await kept(wang)).toBe(before + 1)
    const newest = await wang.client.call('pageMessages', {
      conversation: (await peerAt(wang.client, ZHANG, 5_000)).id,
      limit: 1,
    })
    const id = newest.ok ? (newest.value.messages[0]?.id ?? '') : ''
    await wang.client.call('deleteMessage', { id })
    await own.waitFor({ state: 'detached' })
    await expect.poll(() => kept(wang)).toBe(before)
  })

  /** What stands in the strip or the chat, dot by dot. */
  const dots = (image: Locator, points: readonly (readonly [number, number])[]): Promise<readonly string[]> =>
    image.evaluate((element, wanted) => {
      if (!(element instanceof HTMLImageElement)) return []
      const canvas = document.createElement('canvas')
      ;[canvas.width, canvas.height] = [element.naturalWidth, element.naturalHeight]
      const context = canvas.getContext('2d')
      context?.drawImage(element, 0, 0)
      const colours = wanted.map(([x, y]) => [...(context?.getImageData(x, y, 1, 1).data.slice(0, 3) ?? [])].join(' '))
      return [`${canvas.width}×${canvas.height}`, ...colours]
    }, points)

  test('a waiting picture is cropped and drawn on; what the mosaic covered is in no dot of what is sent; steps go back', async () => {
    const page = await openPage(wang.url)
    const composer = await write(page, '张三')
    await paste(composer, [{ name: 'plan.png', bytes: halves(400, 300, 0xff0000, 0x0000ff) }])
    await page.getByRole('button', { name: 'Draw on plan.png' }).click()
    const editor = page.getByRole('dialog', { name: 'Picture editor' })
    const canvas = editor.locator('canvas')
    const at = async (x: number, y: number): Promise<readonly [number, number]> => {
      const box = await canvas.boundingBox()
      return [(box?.x ?? 0) + (x * (box?.width ?? 0)) / 400, (box?.y ?? 0) + (y * (box?.height ?? 0)) / 300]
    }
    const drag = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
      await page.mouse.move(...(await at(...from)))
      await page.mouse.down()
      await page.mouse.move(...(await at(...to)), { steps: 4 })
      await page.mouse.up()
    }
    // Over the border of both colours: each square of it becomes their mean.
    await editor.getByRole('button', { name: 'Mosaic' }).click()
    await drag([185, 100], [215, 160])
    await editor.getByRole('button', { name: 'Box' }).click()
    await drag([20, 20], [60, 60])
    await page.keyboard.press('Control+z')
    await editor.getByRole('button', { name: 'Text' }).click()
    await page.mouse.click(...(await at(240, 40)))
    const words = editor.getByRole('textbox', { name: 'Text on the picture' })
    await words.waitFor()
    const input = await page.context().newCDPSession(page)
    await input.send('Input.imeSetComposition', { text: 'zhe', selectionStart: 3, selectionEnd: 3 })
    await input.send('Input.insertText', { text: '这里' })
    expect(await words.inputValue()).toBe('这里')
    await words.press('Enter')
    await words.waitFor({ state: 'detached' })
    await screenshot(page, 'picture-editor')
    expect(await violations(page)).toEqual([])
    await editor.getByRole('button', { name: 'Choose a part' }).click()
    await drag([399, 150], [300, 150])
    await editor.getByRole('button', { name: 'Undo' }).click()
    await editor.locator('[data-handle=e]').hover()
    await page.mouse.down()
    await page.mouse.move(...(await at(350, 150)), { steps: 4 })
    await page.mouse.up()
    const part = editor.getByRole('status', { name: /^Chosen part/ })
    const width = async (): Promise<number> => Number.parseInt((await part.textContent()) ?? '', 10)
    await expect.poll(width).toBeLessThan(360)
    const dragged = await width()
    await page.keyboard.press('Shift+ArrowLeft')
    await expect.poll(width).toBe(dragged - 1)
    await page.keyboard.press('Enter')
    await editor.waitFor({ state: 'detached' })

    await send(page)
    const sent = picture(page, 'Picture plan.png').locator('img')
    await isLoaded(sent)
    const [size, left, right, boxed, mixed] = await dots(sent, [
      [5, 5],
      [340, 290],
      [20, 40],
      [200, 130],
    ])
    expect([size, left, right, boxed]).toEqual([`${dragged - 1}×300`, '255 0 0', '0 0 255', '255 0 0'])
    expect(mixed).not.toMatch(/^(255 0 0|0 0 255)$/)
  })

  test('a part of the screen goes into the composer; Escape gives it up', async () => {
    const page = await openPage(wang.url)
    // Headless Chromium has no screen to capture: only that call is replaced, by a canvas of two colours.
    await page.evaluate(() => {
      navigator.mediaDevices.getDisplayMedia = async () => {
        const canvas = document.createElement('canvas')
        ;[canvas.width, canvas.height] = [640, 400]
        const context = canvas.getContext('2d')
        const paint = (): void => {
          if (context === null) return
          context.fillStyle = '#008000'
          context.fillRect(0, 0, 640, 400)
          requestAnimationFrame(paint)
        }
        paint()
        return canvas.captureStream(30)
      }
    })
    await write(page, '张三')
    const editor = page.getByRole('dialog', { name: 'Picture editor' })
    await page.getByRole('button', { name: 'Take a screenshot' }).click()
    await editor.getByText('Drag to choose a part').waitFor()
    await page.keyboard.press('Escape')
    await editor.waitFor({ state: 'detached' })
    const strip = page.getByRole('region', { name: 'Attachments of your next message' })
    expect(await strip.count()).toBe(0)

    await page.keyboard.press('Control+Alt+a')
    await editor.waitFor()
    const box = await editor.locator('canvas').boundingBox()
    const [x, y] = [box?.x ?? 0, box?.y ?? 0]
    await page.mouse.move(x + 100, y + 100)
    await page.mouse.down()
    await page.mouse.move(x + 300, y + 200, { steps: 4 })
    await page.mouse.up()
    await editor.getByRole('status', { name: /^Chosen part: 200 × 100$/ }).waitFor()
    await editor.getByRole('button', { name: 'Done' }).click()
    await strip.getByText(/^Screenshot .*\.png$/).waitFor()
    await strip.getByRole('button', { name: /^Remove / }).click()
  })
})
