/** Typing and the shake of a window, between two Gezis. */
import { beforeAll, expect, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, set, startMember, write } from './office.ts'

const [WANG, ZHANG] = ['127.25.91.10', '127.25.91.11'] as const

office('typing and shakes', () => {
  let wang: Member
  let zhang: Member

  beforeAll(async () => {
    ;[wang, zhang] = await Promise.all([
      startMember({ address: WANG, name: '王五', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', peers: [WANG] }),
    ])
    await peerAt(wang.client, ZHANG, 10_000)
    await peerAt(zhang.client, WANG, 10_000)
  })

  test('the other side sees that I type, until I stop, and never when I do not want it', async () => {
    const [mine, his] = await Promise.all([openPage(wang.url), openPage(zhang.url, { language: 'zh-CN' })])
    const composer = await write(mine, '张三')
    await his.getByRole('tab', { name: /^联系人/ }).click()
    await his.getByRole('treeitem', { name: /^王五/ }).click()
    const header = his.locator('main header')
    await composer.pressSequentially('下午')
    await header.getByText('正在输入…').waitFor()
    await screenshot(his, 'typing-zh-CN-light-1280x800')
    await composer.fill('')
    await header.getByText('正在输入…').waitFor({ state: 'detached' })

    await set(wang, { tellTyping: false })
    await composer.pressSequentially('三点')
    await composer.press('Enter')
    await his.getByRole('listitem', { name: /^王五：三点/ }).waitFor()
    expect(await header.getByText('正在输入…').count()).toBe(0)
    await set(wang, { tellTyping: true })
  })

  test('a shake moves his window and is a line in both chats; a second one at once is refused in words', async () => {
    const [mine, his] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    await write(mine, '张三')
    const nudged = his.waitForFunction(() => document.documentElement.hasAttribute('data-nudged'))
    const shake = async (): Promise<void> => {
      await mine.getByRole('button', { name: 'More' }).click()
      await mine.getByRole('menuitem', { name: 'Shake the window' }).click()
    }
    await shake()
    await nudged
    await mine.getByRole('listitem', { name: /^You shook the window of 张三/ }).waitFor()
    await chat(his, '王五').click()
    await his.getByRole('listitem', { name: /^王五 shook your window/ }).waitFor()
    await screenshot(his, 'shake-en-light-1280x800')
    // On a busy machine the seconds may be over before the second one; then the third is at once.
    const refused = mine.getByText('You just did that. Give it a few seconds.')
    await expect
      .poll(async () => {
        await shake()
        return refused.count()
      })
      .toBe(1)
  })
})
