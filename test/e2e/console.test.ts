import { createSocket } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { udpDatagrams } from '../interop/pcap.ts'
import { clipped } from './clipped.ts'
import { type Member, office, openPage, screenshot, startMember, violations } from './office.ts'
import { startStranger } from './stranger.ts'

const [ME, ZHANG, PARTNER] = ['127.26.4.10', '127.26.4.11', '127.26.4.12'] as const
const ECHO_PORT = 17_007

async function openConsole(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^People/ }).waitFor()
  await page.keyboard.press('Control+,')
  await page.getByRole('dialog').getByRole('tab', { name: 'Network' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Packet console…' }).click()
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('tab', { name: 'Packets' }).waitFor()
}

office('the packet console', () => {
  let me: Member
  let zhang: Member

  beforeAll(async () => {
    ;[me, zhang] = await Promise.all([
      startMember({ address: ME, name: '王五', peers: [ZHANG] }),
      startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [ME] }),
    ])
  })

  const announce = () => zhang.client.call('announce', {})

  test('shows the packets of a real exchange in their pieces and bytes, filters, stands still on request, and exports what is listed', async () => {
    const page = await openPage(me.url)
    await openConsole(page)
    await announce()
    const packets = page.getByRole('listbox', { name: 'Packets' })
    const hello = packets.getByRole('option', { name: /Received.*张三 127.26.4.11.*BR_ENTRY.*张三 · 研发部/ })
    await hello.first().click()
    const details = page.getByRole('region', { name: 'Packet', exact: true })
    await details.getByText('Gezi', { exact: false }).first().waitFor()
    await details.getByRole('button', { name: /^Keys UN:/ }).click()
    await expect.poll(() => details.locator('[data-marked]').first().textContent()).toMatch(/^55 4e 3a/)
    expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
    await screenshot(page, 'console-packets')

    await page.getByRole('searchbox', { name: 'Filter' }).fill('ansentry')
    await expect.poll(() => packets.getByRole('option', { name: /BR_ENTRY/ }).count()).toBe(0)
    await packets
      .getByRole('option', { name: /Sent.*ANSENTRY/ })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Sent', exact: true }).click()
    await expect.poll(() => packets.getByRole('option', { name: /Sent/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Sent', exact: true }).click()
    await page.getByRole('searchbox', { name: 'Filter' }).fill('ansentry nobody')
    await page.getByText('No packet fits the filter').waitFor()
    await page.getByRole('searchbox', { name: 'Filter' }).fill('')
    await packets
      .getByRole('option', { name: /BR_ENTRY/ })
      .first()
      .waitFor()

    await page.getByRole('button', { name: 'Pause' }).click()
    const standing = await packets.getByRole('option').count()
    await announce()
    await page.getByRole('button', { name: /^Continue \(\d+ waiting\)/ }).waitFor()
    expect(await packets.getByRole('option').count()).toBe(standing)
    await page.getByRole('button', { name: /^Continue/ }).click()
    await expect.poll(() => packets.getByRole('option').count()).toBeGreaterThan(standing)

    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export what is listed (pcap)' }).click()
    const saved = join(me.data, 'exported.pcap')
    await (await downloading).saveAs(saved)
    const file = await readFile(saved)
    const exported = udpDatagrams(file)
    expect(
      exported.some(({ from, to, payload }) => from === ZHANG && to === ME && Buffer.from(payload).includes('张三')),
    ).toBe(true)
    // Others may come at once.
    const oldest = page.locator(
      `[data-packet="${await page.locator('[data-packet]').first().getAttribute('data-packet')}"]`,
    )
    await page.getByRole('button', { name: 'Clear the list' }).click()
    await oldest.waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('what strangers write is text in the list and in the pieces, and nothing is cut off in a narrow window', async () => {
    const stranger = await startStranger(PARTNER, ME, Buffer.alloc(1))
    try {
      const page = await openPage(me.url, { width: 420, height: 600 })
      await openConsole(page)
      await stranger.enter('eve', `<img src=x onerror="globalThis.hacked=1">\u202Eexe.gnp${'很'.repeat(100)}`)
      await stranger.say('eve', `\u202E<b>\u001B[2J${'w'.repeat(3_000)}`)
      await page
        .getByRole('option', { name: /<img src=x onerror.*BR_ENTRY/ })
        .first()
        .click()
      await page.getByRole('button', { name: /^Name <img src=x onerror/ }).click()
      await page.locator('[data-marked]').first().waitFor()
      expect(await clipped(page)).toEqual([])
      await page.getByRole('button', { name: 'Close the packet' }).click()
      await page
        .getByRole('option', { name: /SENDMSG/ })
        .first()
        .click()
      const text = page.getByRole('button', { name: /^Text <b>/ })
      expect(await text.textContent()).not.toMatch(/[\u202E\u001B]/)
      expect(await clipped(page)).toEqual([])
      expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
    } finally {
      stranger.close()
    }
  })

  test('a text by hand reaches an address of the local network in the chosen code page, and its answer is shown; an echo answers until the window ends', async () => {
    const partner = createSocket('udp4')
    await new Promise<void>((settle) => partner.bind(0, PARTNER, settle))
    const heard = new Promise<string>((settle) =>
      partner.on('message', (bytes, from) => {
        settle(bytes.toString('hex'))
        partner.send(Buffer.from('cad5b5bd', 'hex'), from.port, from.address)
      }),
    )
    const greeter = createServer((socket) => socket.on('data', () => socket.end('HELLO TCP\r\n')).on('error', () => {}))
    await new Promise<void>((settle) => greeter.listen(0, PARTNER, settle))
    const page = await openPage(me.url)
    await openConsole(page)
    try {
      await page.getByRole('tab', { name: 'Send' }).click()
      const address = page.getByLabel('Address and port')
      const text = page.getByRole('textbox', { name: 'Text' })
      await address.fill('8.8.8.8:53')
      await text.fill('收到\\0')
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page.getByText('That address is not in a local network.').waitFor()
      await address.fill(`${PARTNER}:${partner.address().port}`)
      await page.getByRole('combobox', { name: 'Encoding' }).click()
      await page.getByRole('option', { name: 'GBK' }).click()
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      expect(await heard).toBe('cad5b5bd00')
      const answers = page.getByRole('region', { name: 'Answer' })
      await answers.getByText('收到', { exact: true }).waitFor()
      await answers.getByText('cad5b5bd').waitFor()
      await screenshot(page, 'console-send')
      expect(await violations(page, { of: '[role=dialog]' })).toEqual([])

      const port = greeter.address()
      await address.fill(`${PARTNER}:${typeof port === 'object' ? port?.port : ''}`)
      await page.getByRole('radio', { name: 'TCP' }).check()
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await answers.getByText('HELLO TCP').waitFor()
      await answers.getByText('Nothing more is awaited.').waitFor()
    } finally {
      partner.close()
      greeter.close()
    }

    await page.getByRole('tab', { name: 'Echo' }).click()
    await page.getByRole('textbox', { name: 'Port', exact: true }).fill('2425')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('that no known service uses').waitFor()
    await page.getByRole('textbox', { name: 'Port', exact: true }).fill(String(ECHO_PORT))
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('button', { name: `Stop UDP ${ECHO_PORT}` }).waitFor()
    const other = createSocket('udp4')
    await new Promise<void>((settle) => other.bind(0, PARTNER, settle))
    try {
      const back = new Promise<string>((settle) => other.on('message', (bytes) => settle(bytes.toString())))
      other.send('are you there?', ECHO_PORT, ME)
      expect(await back).toBe('are you there?')
      await page.getByText('1 answered, 14 bytes, 0 refused').waitFor()
      await screenshot(page, 'console-echo')
      expect(await violations(page, { of: '[role=dialog]' })).toEqual([])
      // However the window ends, its port is free again.
      await page.context().close()
      await expect
        .poll(
          () =>
            new Promise((settle) => {
              const again = createSocket('udp4')
              again.once('error', () => settle(false))
              again.bind(ECHO_PORT, ME, () => again.close(() => settle(true)))
            }),
        )
        .toBe(true)
    } finally {
      other.close()
    }
  })
})
