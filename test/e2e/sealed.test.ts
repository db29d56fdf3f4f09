/** Messages in an envelope and under a lock, as their readers meet them. */
import { beforeAll, expect, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { chat, type Member, office, openPage, screenshot, startMember, violations } from './office.ts'

const [WANG, ZHANG] = ['127.25.90.10', '127.25.90.11'] as const

office('sealed and locked messages', () => {
  let wang: Member
  let zhang: Member

  beforeAll(async () => {
    ;[wang, zhang] = await Promise.all([
      startMember({ address: WANG, name: '王五', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', peers: [WANG] }),
    ])
  })

  const send = async (text: string, options: { sealed: boolean; locked?: boolean }): Promise<string> => {
    const peer = await peerAt(zhang.client, WANG, 10_000)
    const sent = await zhang.client.call('sendMessage', { peer: peer.id, text, options })
    return sent.ok ? sent.value.id : expect.unreachable()
  }
  const stateOf = async (id: string): Promise<string | undefined> => {
    const peer = await peerAt(zhang.client, WANG, 10_000)
    const page = await zhang.client.call('pageMessages', { conversation: peer.id, limit: 10 })
    return page.ok ? page.value.messages.find((message) => message.id === id)?.state : undefined
  }

  test('a sealed message shows its text only when it is opened, and its sender then sees that it was', async () => {
    const id = await send('工资单在这里', { sealed: true })
    const page = await openPage(wang.url, { language: 'zh-CN' })
    await chat(page, '张三').click()
    const message = page.getByRole('listitem', { name: /^张三：封装消息/ })
    await message.waitFor()
    await expect.poll(() => stateOf(id)).toBe('delivered')
    expect([await page.getByText('工资单在这里').count(), await violations(page)]).toEqual([0, []])
    await screenshot(page, 'sealed-zh-CN-light-1280x800')

    await message.getByRole('button', { name: '打开' }).click()
    await page.getByRole('listitem', { name: /^张三：工资单在这里/ }).waitFor()
    await expect.poll(() => stateOf(id)).toBe('opened')
  })

  test('a locked message asks for the own password, refuses a wrong one, and opens with the right one', async () => {
    const set = await wang.client.call('setLockPassword', { next: '芝麻' })
    expect(set.ok).toBe(true)
    await send('锁着的话', { sealed: true, locked: true })
    const page = await openPage(wang.url, { dark: true })
    await chat(page, '张三').click()
    const password = page.getByLabel('Your password for locked messages')
    await password.fill('wrong')
    await password.press('Enter')
    await page.getByText('That is not your password.').waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'locked-en-dark-1280x800')
    await password.fill('芝麻')
    await password.press('Enter')
    await page.getByRole('listitem', { name: /^张三: 锁着的话/ }).waitFor()
  })
})
