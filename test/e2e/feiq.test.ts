/** FeiQ's pictures and groups in the chat; the other side is the FeiQ by script of test/process. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Feiq, groupBlock, startFeiq } from '../process/feiq.ts'
import { feiqPeer } from '../process/feiq-peer.ts'
import { peerAt } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, startMember, violations } from './office.ts'

const [WANG, ZHANG] = ['127.25.0.110', '127.25.0.111'] as const
const GROUP = '3b199b07'

/** A sky over a field, 24 bits a dot, rows from the bottom (protocol.md 7.6). */
function bitmap(width: number, height: number): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4
  const head = Buffer.alloc(40)
  head.writeUInt32LE(40, 0)
  head.writeInt32LE(width, 4)
  head.writeInt32LE(height, 8)
  head.writeUInt16LE(1, 12)
  head.writeUInt16LE(24, 14)
  const rows = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows.set(y < height / 3 ? [40, 140 + y, 60] : [230, 200 - (y >> 1), 120 + (x >> 3)], y * stride + x * 3)
  head.writeUInt32LE(rows.length, 20)
  return Buffer.concat([head, rows])
}

office('FeiQ', () => {
  let wang: Member
  let feiq: Feiq

  beforeAll(async () => {
    wang = await startMember({ address: WANG, name: '王五', peers: [ZHANG] })
    feiq = await startFeiq({ address: ZHANG, host: WANG })
    feiq.hello()
    await peerAt(wang.client, ZHANG, 10_000)
  })
  afterAll(() => feiq?.close())

  /** Other tests on this computer may have groups at the same time. */
  const lines = () => feiq.lines().filter(({ from }) => from === WANG)

  test('its picture stands in the chat beside its text, one that does not come has a place of its own, and ours goes to it', async () => {
    const page = await openPage(wang.url, { language: 'zh-CN' })
    await feiq.picture('0000b001', Buffer.from(feiqPeer('encode', bitmap(320, 200))))
    feiq.text('看看这个/~#>0000b001<B~好看吗？')
    await chat(page, '张三').click()
    const picture = page.getByRole('img', { name: /张三/ })
    await picture.waitFor()
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320)
    // Where its sender put it: between the words.
    const row = page.getByRole('listitem', { name: /看看这个/ })
    const tops = await Promise.all(
      [row.getByText('看看这个'), picture, row.getByText('好看吗？')].map(
        async (part) => (await part.boundingBox())?.y ?? 0,
      ),
    )
    expect(tops).toEqual(tops.toSorted((a, b) => a - b))
    feiq.text('这张还在路上/~#>0000b002<B~')
    await page
      .getByRole('listitem', { name: /这张还在路上/ })
      .getByText('正在接收…')
      .waitFor()
    await screenshot(page, 'feiq-picture-zh-CN-light-1280x800')
    expect(await violations(page)).toEqual([])
    const composer = page.getByRole('textbox', { name: /张三/ })
    await composer.evaluate(async (field) => {
      const canvas = new OffscreenCanvas(64, 48)
      const paint = canvas.getContext('2d')
      paint?.fillRect(8, 8, 48, 32)
      const data = new DataTransfer()
      data.items.add(new File([await canvas.convertToBlob()], 'mine.png', { type: 'image/png' }))
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await page.getByRole('button', { name: '发送', exact: true }).click()
    await expect.poll(() => feiq.texts().at(-1) ?? '').toMatch(/^\/~#>[0-9a-f]{8}<B~$/)
    const id = feiq.texts().at(-1)?.slice(4, 12) ?? ''
    await expect.poll(() => feiq.received(id)?.subarray(1, 4).toString()).toBe('PNG')
  })

  test('an invitation to a group says who can read it; joined, each line has its sender, and others can be invited', async () => {
    const page = await openPage(wang.url)
    feiq.group(0x2000c5, `${GROUP}|#`, { to: WANG, tail: groupBlock(GROUP, '研发部', '周五聚餐') })
    await chat(page, '研发部').click()
    await page.getByRole('note').getByText('张三 invites you to this group.').waitFor()
    expect(await page.getByText(/anyone on this network can read/).count()).toBe(1)
    await screenshot(page, 'group-invited-en-light-1280x800')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await expect.poll(() => lines().some(({ word }) => word === 0xcb)).toBe(true)
    feiq.group(0x400023, `QUNMSGMARK#${GROUP}#大家好，三点开会/:coffee`)
    await page.getByRole('listitem', { name: /^张三: 大家好，三点开会/ }).waitFor()
    const composer = page.getByRole('textbox', { name: /研发/ })
    await composer.fill('收到')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: 收到/ }).waitFor()
    await page.getByRole('listitem', { name: /^You joined the group/ }).waitFor()
    await expect.poll(() => lines().at(-1)?.plaintext).toBe(`QUNMSGMARK#${GROUP}#收到`)
    // Answered with a quote of who said it; nothing that was said there can be taken back.
    await page.getByRole('listitem', { name: /^张三: 大家好/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Reply', exact: true }).click()
    await page.getByRole('region', { name: /Reply to 张三/ }).waitFor()
    await composer.fill('好的')
    await composer.press('Enter')
    await expect.poll(() => lines().at(-1)?.plaintext).toMatch(/#> 张三: 大家好，三点开会\S*\n好的$/)
    await page.getByRole('listitem', { name: /^You: 收到/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Delete' }).waitFor()
    expect(await page.getByRole('menuitem', { name: /Take back/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await composer.evaluate((field) => {
      const data = new DataTransfer()
      data.items.add(new File(['x'], 'mine.png', { type: 'image/png' }))
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await page.getByText(/^FeiQ’s groups carry words only/).waitFor()
    feiq.group(0x2000c9, `QUNMSGMARK#${GROUP}#`, { tail: groupBlock(GROUP, '研发一部', '周五聚餐') })
    await page.getByRole('listitem', { name: /The group is now called “研发一部”/ }).waitFor()
    await screenshot(page, 'group-en-light-1280x800')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Invite to the group…' }).click()
    await page.getByRole('button', { name: 'Invite 张三' }).click()
    await expect.poll(() => lines().at(-1)?.word).toBe(0x2000c5)
    await screenshot(page, 'group-invite-en-light-1280x800')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    const dark = await openPage(wang.url, { language: 'zh-CN', dark: true, width: 900, height: 600 })
    await chat(dark, '研发一部').click()
    await dark.getByRole('button', { name: '详细信息' }).click()
    await dark.getByText('周五聚餐').waitFor()
    await screenshot(dark, 'group-zh-CN-dark-900x600')
    await page.getByRole('searchbox', { name: 'Search people and messages' }).fill('研发')
    await page.getByRole('option', { name: /^研发一部.*FeiQ group/ }).click()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Leave the group' }).click()
    await page.getByText('You are no longer in this group.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await composer.waitFor()
  })

  test('a group is joined by its number, which is looked at before anything is asked for', async () => {
    const page = await openPage(wang.url, { language: 'zh-CN' })
    await page.getByRole('button', { name: /王五/ }).click()
    await page.getByRole('menuitem', { name: '加入飞秋群…' }).click()
    const number = page.getByRole('textbox', { name: '群号' })
    await number.fill('3b19')
    await number.press('Enter')
    await page.getByText('群号为八位，由 0–9 和 a–f 组成。').waitFor()
    await screenshot(page, 'group-join-zh-CN-light-1280x800')
    expect(await violations(page)).toEqual([])
    await number.fill('00C0FFEE')
    await number.press('Enter')
    await page.getByRole('listitem', { name: /^你加入了此群/ }).waitFor()
    await expect.poll(() => lines().at(-1)?.plaintext).toBe('QUNMSGMARK#00c0ffee#')
  })
})
