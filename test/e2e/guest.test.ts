import { beforeAll, expect, test } from 'vitest'
import { end, ready, start } from '../process/gezi.ts'
import { type Member, office, openPage, screenshot, startMember, violations, write } from './office.ts'

const [ME, ZHANG] = ['127.26.2.10', '127.26.2.11'] as const
const TAKEN = 2_455
/** A program that is not ours holds the port until it is killed. */
const HOLDER = `import socket, sys; s = socket.socket(2, 2); s.bind(('${ME}', ${TAKEN})); print('ready', flush=True); sys.stdin.read()`
/** The port is looked after every 3 s. */
const PATIENCE = 40_000

office('a port that another program holds', () => {
  let me: Member

  beforeAll(async () => {
    ;[me] = await Promise.all([
      startMember({ address: ME, name: '王五', peers: [`${ZHANG}:2425`] }),
      startMember({ address: ZHANG, name: '张三', peers: [`${ME}:2425`] }),
    ])
  })

  test('is named with the program; a guest on another port chats with other Gezis, and goes home when it is free', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: /^People/ }).waitFor()
    const holder = start('python3', ['-c', HOLDER])
    await ready(holder)
    await me.client.call('setSettings', { port: TAKEN })
    const taken = page.getByRole('alert').filter({ hasText: /^python[\d.]* holds port 2455\./ })
    await taken.waitFor({ timeout: PATIENCE })
    expect(await violations(page, { of: '[role=alert]' })).toEqual([])
    await taken.getByRole('button', { name: 'Use another port meanwhile' }).focus()
    await page.keyboard.press('Enter')

    const guest = page.getByRole('status').filter({ hasText: /a guest on port 2456 while python/ })
    await guest.waitFor({ timeout: PATIENCE })
    await taken.waitFor({ state: 'detached' })
    const composer = await write(page, '张三')
    await composer.fill('我暂时在另一个端口')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: 我暂时在另一个端口.*, delivered$/ }).waitFor({ timeout: PATIENCE })
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'guest')

    await end(holder, 'SIGKILL')
    await guest.waitFor({ state: 'detached', timeout: PATIENCE })
    await composer.fill('回来了')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: 回来了.*, delivered$/ }).waitFor({ timeout: PATIENCE })
    const status = await me.client.call('setSettings', { whenPortTaken: 'wait' })
    expect(status.ok && status.value.port).toBe(TAKEN)
  })
})
