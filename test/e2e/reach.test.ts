import { beforeAll, expect, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { type Member, office, openPage, person, screenshot, startMember, violations, write } from './office.ts'
import { openDoctorPage, verdicts } from './verdicts.ts'

const [WANG, LATE] = ['127.25.0.195', '127.25.0.196'] as const
/** Start of a host, and two rounds of listening. */
const PATIENCE = 20_000

office('the connection doctor', () => {
  let wang: Member

  beforeAll(async () => {
    wang = await startMember({ address: WANG, name: '王五', peers: [LATE] })
    const guest = await startMember({ address: LATE, name: '赵六', peers: [WANG] })
    await peerAt(wang.client, LATE, PATIENCE)
    await peerAt(guest.client, WANG, PATIENCE)
    await guest.stop()
  })

  test('why a message waits leads to a verdict about that person, and its details to each attempt', async () => {
    const page = await openPage(wang.url)
    await page.getByRole('tab', { name: /^People/ }).click()
    await person(page, '赵六', 'offline').waitFor()
    const composer = await write(page, '赵六')
    await composer.fill('等你回来再看')
    await composer.press('Enter')
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.getByText(/^赵六 was last heard .* at 127\.25\.0\.196\./).waitFor()
    await page.getByRole('button', { name: 'Check the connection' }).click()
    const doctor = page.getByRole('dialog', { name: 'Connection to 赵六' })
    await doctor.getByRole('progressbar').waitFor()
    await doctor.getByText('The computer of 赵六 is on, but no messenger runs there.').waitFor({ timeout: PATIENCE })
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'doctor-person')
    await doctor.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('listitem', { name: /^You: 等你回来再看/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Details' }).click()
    await page.getByRole('region', { name: 'On its way' }).getByText('Waits: offline').waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'ledger')
  })

  test('the network page opens it, it can be stopped, and its report is copied without whole addresses', async () => {
    const page = await openPage(wang.url, { language: 'zh-CN', dark: true, width: 900, height: 600 })
    await page.getByRole('tab', { name: /^联系人/ }).waitFor()
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: '网络' }).click()
    await page.getByRole('button', { name: '检查连接' }).click()
    const doctor = page.getByRole('dialog', { name: '连接检查' })
    await doctor.getByRole('button', { name: '取消' }).click()
    await doctor.getByText('检查已停止。').waitFor()
    await doctor.getByRole('button', { name: '再次检查' }).click()
    await doctor.getByText('没有其他电脑应答').waitFor({ timeout: PATIENCE })
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'doctor-network')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await doctor.getByRole('button', { name: '复制报告' }).click()
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await expect.poll(copied).toContain('消息端口: 正常 UDP 2425')
    expect(await copied()).not.toContain(WANG)
  })

  test('what the look after the start found is one line, which leads to every verdict and can be put away; names stay text', async () => {
    expect([...verdicts.values()].map(({ cause }) => cause)).toEqual([...verdicts.keys()])
    const isolated = verdicts.get('isolated')
    if (isolated === undefined) throw new Error('there is no such verdict')
    const { page, show } = await openDoctorPage(wang.url, {}, isolated)
    const hint = page.getByRole('status').filter({ hasText: 'No other computer answers' })
    await hint.waitFor()
    expect(await violations(page)).toEqual([])
    const name = '<img src=x onerror="globalThis.hacked=1"> {{port}} $t(app.name)'
    for (const report of verdicts.values()) {
      const shown = await show({ ...report, facts: { ...report.facts, name, program: name, adapter: name } })
      const sentence = (await shown.getByRole('status').textContent()) ?? ''
      // Nothing is left of the templates, and what looks like one in a name stays.
      expect(sentence.replaceAll(name, '')).not.toMatch(/reach\.|\{\{|\$t\(|<img/)
      await page.keyboard.press('Escape')
      await shown.waitFor({ state: 'detached' })
    }
    expect(await page.evaluate(() => 'hacked' in globalThis || document.querySelector('img[src=x]') !== null)).toBe(
      false,
    )
    await hint.getByRole('button', { name: 'Dismiss' }).click()
    await hint.waitFor({ state: 'detached' })
  })
})
