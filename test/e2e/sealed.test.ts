/** Messages in an envelope and under a lock, as their readers meet them. */
import { createSocket } from 'node:dgram'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { chat, type Member, office, openPage, person, screenshot, startMember, violations } from './office.ts'

const [WANG, ZHANG, IPTUX] = ['127.25.90.10', '127.25.90.11', '127.25.90.12'] as const

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

  test('the menu beside the button sends sealed and locked, by keyboard, to those whose programs know it and to nobody else', async () => {
    const page = await openPage(zhang.url, { language: 'zh-CN', width: 900, height: 600 })
    await chat(page, '王五').click()
    const field = page.getByRole('textbox', { name: '给王五的消息' })
    await field.fill('只给你看')
    const menu = page.getByRole('button', { name: '封装或加锁…' })
    await menu.press('Enter')
    await page.getByRole('menu').waitFor()
    expect(await violations(page, { of: '[role=menu]' })).toEqual([])
    await screenshot(page, 'send-menu-zh-CN-light-900x600')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem', { name: /^我：只给你看/ }).waitFor()
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    const stored = await wang.client.call('pageMessages', {
      conversation: (await peerAt(wang.client, ZHANG, 10_000)).id,
      limit: 1,
    })
    expect(stored.ok && stored.value.messages.map(({ text, sealed, locked }) => [text, sealed, locked])).toEqual([
      ['', true, true],
    ])

    const iptux = createSocket('udp4')
    onTestFinished(() => void iptux.close())
    await new Promise<void>((bound) => iptux.bind(2425, IPTUX, bound))
    iptux.send('1_iptux 0.9.4:1:wu:tux:257:吴六\0\0icon\0utf-8\0', 2425, ZHANG)
    await page.getByRole('tab').nth(1).click()
    await person(page, '吴六').click()
    await page.getByRole('textbox', { name: '给吴六的消息' }).waitFor()
    expect(await menu.count()).toBe(0)
  })

  test('the password for locked messages is set, changed and taken away in the settings', async () => {
    const page = await openPage(zhang.url, { dark: true })
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Chats' }).last().click()
    const section = page.getByRole('region', { name: 'Locked messages' })
    await section.getByRole('button', { name: 'Set a password…' }).click()
    await section.getByLabel('New password', { exact: true }).fill('sesame')
    await section.getByLabel('New password again').fill('simsim')
    await section.getByLabel('New password again').press('Enter')
    await section.getByText('The two are not the same.').waitFor()
    expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
    await screenshot(page, 'lock-settings-en-dark-1280x800')
    await section.getByLabel('New password again').fill('sesame')
    await section.getByLabel('New password again').press('Enter')
    await section.getByText('They ask for your password').waitFor()

    await section.getByRole('button', { name: 'Change the password…' }).click()
    await section.getByLabel('Present password').fill('wrong')
    await section.getByRole('button', { name: 'Ask no longer' }).click()
    await section.getByText('That is not your password.').waitFor()
    await section.getByLabel('Present password').fill('sesame')
    await section.getByRole('button', { name: 'Ask no longer' }).click()
    await section.getByText('Without a password of your own').waitFor()
  })
})
