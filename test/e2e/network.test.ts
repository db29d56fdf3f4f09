import { createSocket } from 'node:dgram'
import type { WebSocketRoute } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { chat, forgive, type Member, office, openPage, screenshot, startMember, violations, write } from './office.ts'

const [ME, ZHANG] = ['127.25.0.180', '127.25.0.181'] as const
const OTHER_PORT = 12_425

office('when things fail', () => {
  let me: Member

  beforeAll(async () => {
    ;[me] = await Promise.all([
      startMember({ address: ME, name: '王五', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', peers: [ME] }),
    ])
  })

  test('a setting that cannot be is refused beside its field, and nothing is saved', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: /^People/ }).waitFor()
    await page.keyboard.press('Control+,')
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByLabel('Name', { exact: true }).fill('  ')
    await settings.getByText('Please enter a name.').waitFor()
    await settings.getByRole('tab', { name: 'Network' }).click()
    const port = settings.getByLabel('Port (UDP and TCP)')
    await port.fill('70000')
    await port.press('Enter')
    await settings.getByText('That value is not accepted').waitFor()
    await settings.getByLabel('New address or range').fill('not an address')
    await settings.getByRole('button', { name: 'Add' }).click()
    await settings.getByText('That is not an address or range.').waitFor()
    const unchanged = await me.client.call('setSettings', {})
    expect(unchanged.ok && [unchanged.value.name, unchanged.value.port, unchanged.value.peers]).toEqual([
      '王五',
      2_425,
      [],
    ])
  })

  test('whether Gezis tell each other of people in other networks is a switch, by keyboard, too', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: /^People/ }).waitFor()
    await page.keyboard.press('Control+,')
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('tab', { name: 'Network' }).click()
    const learns = settings.getByRole('switch', { name: 'Learn of other networks from colleagues' })
    await learns.press('Space')
    const isOn = async (): Promise<unknown> => {
      const saved = await me.client.call('setSettings', {})
      return saved.ok && saved.value.introductions
    }
    await expect.poll(isOn).toBe(false)
    await screenshot(page, 'settings-introductions')
    expect(await violations(page)).toEqual([])
    await learns.press('Space')
    await expect.poll(isOn).toBe(true)
  })

  test('a port that another program holds is a banner with ways out, until it is free', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: /^People/ }).waitFor()
    const holder = createSocket('udp4')
    await new Promise<void>((settle) => holder.bind(OTHER_PORT, ME, settle))
    await me.client.call('setSettings', { port: OTHER_PORT })
    const banner = page.getByRole('alert').filter({ hasText: `holds port ${OTHER_PORT}` })
    await banner.waitFor()
    await banner.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('dialog').getByLabel('Port (UDP and TCP)').waitFor()
    await page.keyboard.press('Escape')
    await new Promise<void>((settle) => holder.close(settle))
    await banner.getByRole('button', { name: 'Try again' }).click()
    await banner.waitFor({ state: 'detached' })
    await me.client.call('setSettings', { port: 2_425 })
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
  })

  test('a lost connection is a banner, nothing can be sent meanwhile, and all is current once it is back', async () => {
    const page = await openPage('about:blank')
    const sockets: WebSocketRoute[] = []
    let reachable = true
    await page.routeWebSocket(/\/ws\?feed$/, (socket) => {
      sockets.push(socket)
      if (reachable) socket.connectToServer()
      else void socket.close()
    })
    await page.goto(me.url)
    const composer = await write(page, '张三')
    await composer.fill('断线前写的')

    reachable = false
    await sockets.at(-1)?.close()
    await page.getByText('background service lost').waitFor()
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await me.client.call('setSettings', { group: '市场部' })

    reachable = true
    await page.getByText('background service lost').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /王五/ }).getByText('市场部').waitFor()
    expect(await composer.inputValue()).toBe('断线前写的')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: 断线前写的.*, delivered$/ }).waitFor()
  })

  test('a host that is gone is a banner over the chats, which stay readable', async () => {
    const page = await openPage(me.url)
    await chat(page, '张三').click()
    await me.stop()
    await page.getByText('background service lost').waitFor()
    await page.getByRole('listitem', { name: /^You: 断线前写的/ }).waitFor()
    await page.context().close()
    forgive(/WebSocket connection to/)
  })
})
