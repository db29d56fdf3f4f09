/** Files between two hosts, as their users see and steer them. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { peerAt, temporaryFolder } from '../process/gezi.ts'
import {
  chat,
  type Member,
  office,
  openPage,
  overflow,
  person,
  screenshot,
  set,
  startMember,
  violations,
  write,
} from './office.ts'

const [WANG, ZHANG] = ['127.25.0.175', '127.25.0.176'] as const
const MEGABYTE = 1024 * 1024

/** Bytes that differ at each place of a megabyte, and by file. */
function bytes(size: number, seed: number): Buffer {
  const made = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) made.writeUInt32LE((at * 2_654_435_761 + seed * 40_503) >>> 0, at)
  return made
}

const button = (page: Page, action: string, file: string): Locator =>
  page.getByRole('main').getByRole('button', { name: `${action}: ${file}`, exact: true })

/** Dispatches what the browser does when files are dropped there. */
async function drop(
  target: Locator,
  files: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
  await target.evaluate((element, dropped) => {
    const data = new DataTransfer()
    for (const { name, text } of dropped) data.items.add(new File([text], name, { type: 'text/plain' }))
    for (const type of ['dragenter', 'dragover', 'drop'])
      element.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
  }, files)
}

/** Files are held over it and not let go. */
const holdOver = (target: Locator): Promise<void> =>
  target.evaluate((element) => {
    const data = new DataTransfer()
    data.items.add(new File(['held'], 'held.txt'))
    element.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: data }))
  })

office('files', () => {
  let wang: Member
  let zhang: Member
  let received: string
  let sources: string
  let returned: string

  /** 王五 offers files of this computer to 张三, as the command line does. */
  async function offer(names: readonly string[], size: number): Promise<readonly string[]> {
    const paths = names.map((name) => join(sources, name))
    for (const [at, path] of paths.entries()) await writeFile(path, bytes(size, at))
    const staged = await wang.client.call('stagePaths', { paths })
    const peer = await peerAt(wang.client, ZHANG, 5_000)
    const tokens = staged.ok ? staged.value.items.map(({ token }) => token) : []
    const offered = await wang.client.call('offerFiles', { peers: [peer.id], tokens })
    expect(offered.ok).toBe(true)
    return paths
  }

  /** 张三 has that file, byte by byte. */
  const arrive = (name: string, as: Buffer): Promise<void> =>
    expect
      .poll(() =>
        readFile(join(received, name)).then(
          (found) => found.equals(as),
          () => false,
        ),
      )
      .toBe(true)

  beforeAll(async () => {
    ;[received, sources, returned] = await Promise.all([temporaryFolder(), temporaryFolder(), temporaryFolder()])
    ;[wang, zhang] = await Promise.all([
      startMember({ address: WANG, name: '王五', group: '市场部', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [WANG] }),
    ])
    await set(zhang, { downloads: received })
    await set(wang, { downloads: returned })
    await Promise.all([peerAt(wang.client, ZHANG, 5_000), peerAt(zhang.client, WANG, 5_000)])
  })

  test('picked files wait in the strip, can be taken back, go with the text, arrive as they were, and are there for the browser to save', async () => {
    const [left, right] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    const composer = await write(left, '张三')
    const drawing = bytes(3 * MEGABYTE, 7)
    const chooser = left.waitForEvent('filechooser')
    await composer.press('Control+o')
    await (await chooser).setFiles([
      { name: '总装配图-修订版-2026.dwg', mimeType: 'application/octet-stream', buffer: drawing },
      { name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('no') },
    ])
    const strip = left.getByRole('region', { name: 'Attachments of your next message' })
    await strip.getByText('2 files').waitFor()
    await screenshot(left, 'files-strip')
    await strip.getByRole('button', { name: 'Remove wrong.txt' }).click()
    await composer.fill('图纸发你了')
    await expect.poll(() => left.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true)
    await composer.press('Enter')
    await left.getByText('Waiting for 张三 to accept').waitFor()
    expect(await strip.count()).toBe(0)

    await chat(right, '王五').getByText('图纸发你了').waitFor()
    await chat(right, '王五').click()
    await button(right, 'Accept', '总装配图-修订版-2026.dwg').click()
    await right.getByText('Received', { exact: true }).waitFor()
    await left.getByText('张三 has received it').waitFor()
    await arrive('总装配图-修订版-2026.dwg', drawing)
    const spoken = right.getByTestId('announcements')
    await expect.poll(() => spoken.textContent()).toContain('总装配图-修订版-2026.dwg from 王五 has been received')
    const saves = await temporaryFolder()
    // A browser may be on another computer than the file, which stays where it is: twice is no less than once.
    for (const _time of [1, 2]) {
      const saved = right.waitForEvent('download')
      await button(right, 'Download', '总装配图-修订版-2026.dwg').click()
      const copy = await saved
      expect(copy.suggestedFilename()).toBe('总装配图-修订版-2026.dwg')
      const path = join(saves, copy.suggestedFilename())
      await copy.saveAs(path)
      expect(drawing.equals(await readFile(path))).toBe(true)
    }
    await arrive('总装配图-修订版-2026.dwg', drawing)
  })

  test('files can be dropped on the chat and on a person, and pasted', async () => {
    const page = await openPage(wang.url)
    await page.getByRole('tab', { name: /^People/ }).click()
    await drop(person(page, '张三'), [{ name: 'dropped-on-person.txt', text: 'one' }])
    const strip = page.getByRole('region', { name: 'Attachments of your next message' })
    await strip.getByText('dropped-on-person.txt').waitFor()
    const composer = page.getByRole('textbox', { name: 'Message to 张三' })
    await drop(composer, [{ name: 'dropped-on-chat.txt', text: 'two' }])
    await composer.evaluate((element) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array([137, 80, 78, 71])], 'image.png', { type: 'image/png' }))
      element.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }))
    })
    await strip.getByText(/^Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/).waitFor()
    const send = page.getByRole('button', { name: 'Send' })
    await expect.poll(() => send.isEnabled()).toBe(true)
    await send.click()
    await page.getByText('3 files').waitFor()

    const right = await openPage(zhang.url)
    await chat(right, '王五').getByText('[3 files]').waitFor()
    await chat(right, '王五').click()
    await right.getByRole('button', { name: 'Accept all' }).click()
    await expect.poll(() => right.getByText('Received', { exact: true }).count()).toBe(4)
    await arrive('dropped-on-person.txt', Buffer.from('one'))
    await arrive('dropped-on-chat.txt', Buffer.from('two'))
  })

  test('a text that office programs put beside a picture is pasted as text', async () => {
    const page = await openPage(wang.url)
    const composer = await write(page, '张三')
    const prevented = await composer.evaluate((element) => {
      const data = new DataTransfer()
      data.setData('text/plain', '一行表格')
      data.items.add(new File([new Uint8Array(4)], 'image.png', { type: 'image/png' }))
      return !element.dispatchEvent(
        new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }),
      )
    })
    expect({
      prevented,
      strips: await page.getByRole('region', { name: 'Attachments of your next message' }).count(),
    }).toEqual({
      prevented: false,
      strips: 0,
    })
  })

  test('a slow transfer shows its progress at both ends, pauses, goes on, and ends when it is cancelled', async () => {
    await set(wang, { rateLimit: MEGABYTE })
    await offer(['slow.bin', 'stopped.bin'], 4 * MEGABYTE)
    const [left, right] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    await chat(left, '张三').click()
    await chat(right, '王五').click()
    await button(right, 'Accept', 'slow.bin').click()
    const bar = (page: Page) => page.getByRole('main').getByRole('progressbar', { name: 'Progress of slow.bin' })
    const progress = async (page: Page) => Number(await bar(page).getAttribute('aria-valuenow'))
    await expect.poll(() => progress(right)).toBeGreaterThan(5)
    await expect.poll(() => progress(left)).toBeGreaterThan(5)
    await right.getByRole('button', { name: 'Transfers, 1 under way' }).waitFor()
    await screenshot(right, 'files-running')

    await button(right, 'Pause', 'slow.bin').click()
    await button(right, 'Resume', 'slow.bin').waitFor()
    await right.getByText('Paused', { exact: true }).waitFor()
    await button(right, 'Resume', 'slow.bin').click()
    await button(right, 'Accept', 'stopped.bin').click()
    await right.getByRole('main').getByRole('progressbar', { name: 'Progress of stopped.bin' }).waitFor()
    await button(right, 'Cancel', 'stopped.bin').click()
    await right.getByText('You cancelled it').waitFor()
    await left.getByText('张三 declined it').waitFor()
    await button(left, 'Withdraw', 'slow.bin').click()
    await left.getByText('You withdrew it').waitFor()
    await right.getByText('王五 withdrew it.', { exact: true }).waitFor()
    await set(wang, { rateLimit: 0 })
    expect((await readdir(received)).filter((name) => name.includes('slow') || name.includes('stopped'))).toEqual([])
  })

  test('a declined offer says so at both ends and can be taken after all', async () => {
    await offer(['maybe.txt'], 1_000)
    const [left, right] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    await chat(left, '张三').click()
    await chat(right, '王五').click()
    await button(right, 'Decline', 'maybe.txt').click()
    await right.getByText('You declined it').waitFor()
    await left.getByText('张三 declined it').last().waitFor()
    await button(right, 'Accept after all', 'maybe.txt').click()
    await arrive('maybe.txt', bytes(1_000, 0))
  })

  test('what failed says whose side it was, and all of it is tried again from the list of transfers', async () => {
    const paths = await offer(['moved-1.txt', 'moved-2.txt'], 2_000)
    for (const path of paths) await rename(path, `${path}.away`)
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    await page.getByRole('button', { name: 'Accept all' }).click()
    const why = page.getByText('The file has changed or is gone on the computer of 王五.', { exact: true })
    await expect.poll(() => why.count(), { timeout: 20_000 }).toBe(2)

    await page.getByRole('button', { name: 'Transfers', exact: true }).click()
    const list = page.getByRole('complementary', { name: 'Transfers' })
    await list.getByRole('button', { name: 'Failed', exact: true }).click()
    await list.getByRole('button', { name: 'Try again: moved-1.txt' }).waitFor()
    for (const path of paths) await rename(`${path}.away`, path)
    await list.getByRole('button', { name: 'Retry all failed' }).click()
    await list.getByRole('button', { name: 'Try again: moved-1.txt' }).waitFor({ state: 'detached' })
    await arrive('moved-1.txt', bytes(2_000, 0))
    await arrive('moved-2.txt', bytes(2_000, 1))
  })

  test('when the sender stops in the middle, the card says so, and the rest comes by itself once he is back', async () => {
    await set(wang, { rateLimit: 2 * MEGABYTE })
    await offer(['interrupted.bin'], 6 * MEGABYTE)
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    await button(page, 'Accept', 'interrupted.bin').click()
    const bar = page.getByRole('main').getByRole('progressbar', { name: 'Progress of interrupted.bin' })
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(20)
    await wang.stop()
    await page.getByText('Goes on when 王五 is online').waitFor()
    wang = await startMember({ address: WANG, data: wang.data, peers: [ZHANG] })
    await set(wang, { rateLimit: 0 })
    await arrive('interrupted.bin', bytes(6 * MEGABYTE, 0))
  })

  test('the list of transfers filters, walks by keyboard, leads to the chat, and forgets what is over', async () => {
    await offer(['wait-1.txt', 'wait-2.txt'], 2_000)
    const page = await openPage(zhang.url)
    await chat(page, '王五').getByText('[2 files]').waitFor()
    await page.getByRole('button', { name: 'Transfers', exact: true }).click()
    const list = page.getByRole('complementary', { name: 'Transfers' })
    const items = list.getByRole('listitem')
    await list.getByRole('button', { name: 'Outgoing' }).click()
    await list.getByText('Nothing matches this filter.').waitFor()
    await list.getByRole('button', { name: 'Active' }).click()
    await expect.poll(() => items.count()).toBe(2)
    await items.first().focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toBe('wait-2.txt')
    await list.getByRole('button', { name: 'wait-1.txt, show in the chat' }).click()
    await page.getByRole('heading', { name: /^王五/ }).waitFor()
    await list.getByRole('button', { name: 'All', exact: true }).click()
    await list.getByRole('button', { name: 'Clear finished' }).click()
    await expect.poll(() => items.count()).toBe(2)
    await page.getByRole('main').getByText('Received', { exact: true }).first().waitFor()
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
  })

  test('files of a chosen person come without asking, into the folder of the settings', async () => {
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    await page.getByRole('button', { name: 'Details' }).click()
    const always = page.getByRole('switch', { name: 'Always accept files from 王五' })
    await always.click()
    await expect.poll(() => always.isChecked()).toBe(true)
    await offer(['unasked.txt'], 3_000)
    await arrive('unasked.txt', bytes(3_000, 0))
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Files' }).click()
    await page.getByText(received).waitFor()
    await page.getByRole('button', { name: 'Remove 王五' }).click()
    await page.getByText('Nobody. Gezi always asks.').waitFor()
  })

  test('a hundred files are one message that can be taken at once', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `part-${String(at).padStart(3, '0')}.txt`)
    await offer(names, 500)
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    await page.getByRole('button', { name: 'Show 95 more' }).waitFor()
    await screenshot(page, 'files-hundred')
    await page.getByRole('button', { name: 'Accept all' }).last().click()
    await expect
      .poll(async () => (await readdir(received)).filter((name) => /^part-\d{3}\.txt$/.test(name)).length, {
        timeout: 20_000,
      })
      .toBe(100)
  })

  test('a received file is forwarded with its message, and arrives byte by byte; one that was not fetched is named as missing', async () => {
    await offer(['later.txt'], 1_000)
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    const forward = async (name: RegExp) => {
      await page.getByRole('listitem', { name }).focus()
      await page.keyboard.press('f')
      const dialog = page.getByRole('dialog', { name: 'Forward 1 message' })
      await dialog.getByRole('combobox', { name: 'Forward to' }).waitFor()
      return dialog
    }
    await button(page, 'Accept', 'later.txt').waitFor()
    await offer(['forwarded.bin'], MEGABYTE)
    await button(page, 'Accept', 'forwarded.bin').click()
    await arrive('forwarded.bin', bytes(MEGABYTE, 0))
    const missing = await forward(/later\.txt/)
    await missing.getByText(/not on this computer/).waitFor()
    await page.keyboard.press('Escape')
    const dialog = await forward(/forwarded\.bin/)
    await page.keyboard.type('王')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Forward to 1 person' }).click()
    await page.getByText('Forwarded to 1 person').waitFor()
    await button(page, 'Decline', 'later.txt').click()

    const back = await openPage(wang.url)
    await chat(back, '张三').click()
    await button(back, 'Accept', 'forwarded.bin').click()
    await expect
      .poll(() =>
        readFile(join(returned, 'forwarded.bin')).then(
          (found) => found.equals(bytes(MEGABYTE, 0)),
          () => false,
        ),
      )
      .toBe(true)
    await page.getByText('王五 has received it').waitFor()
  })

  test('all of it is readable in every theme, language and size', async () => {
    await set(wang, { rateLimit: MEGABYTE / 8 })
    await mkdir(join(sources, '第三批图纸/A区'), { recursive: true })
    await writeFile(join(sources, '第三批图纸/A区/平面图.dwg'), bytes(900_000, 3))
    const staged = await wang.client.call('stagePaths', { paths: [join(sources, '第三批图纸')] })
    const folder = staged.ok ? staged.value.items.map(({ token }) => token) : []
    const peer = await peerAt(wang.client, ZHANG, 5_000)
    await wang.client.call('offerFiles', { peers: [peer.id], tokens: folder, text: '第三批图纸，请查收' })
    // Long enough on its way for all the looks that follow.
    await offer(['安装程序.exe', '季度汇报-最终版-2026-修订.pptx'], 16 * MEGABYTE)
    const wide = await openPage(zhang.url)
    await chat(wide, '王五').click()
    await button(wide, 'Accept', '季度汇报-最终版-2026-修订.pptx').click()
    await wide.getByRole('main').getByRole('progressbar').waitFor()

    const findings: string[] = []
    const look = async (page: Page, name: string): Promise<void> => {
      await screenshot(page, `files-${name}`)
      const found = [...(await violations(page)), ...(await overflow(page))]
      findings.push(...found.map((finding) => `${name}: ${finding}`))
    }
    for (const [language, dark, settings, files] of [
      ['zh-CN', false, '设置', '文件'],
      ['en', true, 'Settings', 'Files'],
    ] as const) {
      const name = `${language}-${dark ? 'dark' : 'light'}`
      const [right, left] = await Promise.all([
        openPage(zhang.url, { language, dark }),
        openPage(wang.url, { language, dark }),
      ])
      await chat(right, '王五').click()
      await right.getByRole('main').getByRole('progressbar').waitFor()
      await right.locator('header button').nth(3).click()
      await right.getByRole('complementary').getByRole('listitem').first().waitFor()
      await look(right, `receiver-${name}`)
      await right.getByRole('button', { name: settings }).click()
      await right.getByRole('dialog').getByRole('tab', { name: files }).click()
      await look(right, `settings-${name}`)
      await chat(left, '张三').click()
      await left.getByRole('main').getByRole('progressbar').waitFor()
      // The one before waits in the draft.
      await drop(left.getByRole('textbox').last(), [{ name: `会议纪要-${name}.txt`, text: '纪要' }])
      await left.getByText(`会议纪要-${name}.txt`).waitFor()
      await look(left, `sender-${name}`)
      await holdOver(left.getByRole('textbox').last())
      await left.getByText(language === 'en' ? 'Drop to send to 张三' : '松开即可发送给张三').waitFor()
      await look(left, `drop-${name}`)
    }
    await set(zhang, { textSize: 150, theme: 'high-contrast' })
    const narrow = await openPage(zhang.url, { language: 'ja', width: 420, height: 800 })
    await chat(narrow, '王五').click()
    await narrow.getByRole('main').getByRole('progressbar').waitFor()
    await look(narrow, 'narrow-chat')
    await narrow.locator('header button').nth(4).click()
    await narrow.getByRole('complementary').getByRole('listitem').first().waitFor()
    await look(narrow, 'narrow-list')
    const list = narrow.getByRole('complementary')
    await list.getByRole('listitem').first().getByRole('button').first().click()
    await list.waitFor({ state: 'detached' })
    expect(findings).toEqual([])
  })
})
