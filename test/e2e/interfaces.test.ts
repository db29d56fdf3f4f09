import { expect, test } from 'vitest'
import { control, peerAt, startHost as startSilentHost, temporaryFolder, unwrap } from '../process/gezi.ts'
import { openSite, whyNoNamespaces } from '../process/namespaces.ts'
import { office, openPage, screenshot, startHost, violations } from './office.ts'
import { relay } from './relay.ts'

const PAGE = '127.26.2.20'
const [ME, COLLEAGUE] = ['10.25.0.1', '10.25.0.2'] as const
/** Interfaces are looked at every 3 s; a message leaves again within seconds. */
const PATIENCE = 60_000

/** A computer with a cable to a colleague, a VPN that leads everywhere else, and the switch of a container. */
async function openComputer() {
  const site = await openSite()
  const lan = site.lan('10.25.0')
  const [mine, his] = [await site.machine(), await site.machine()]
  mine.plug(lan, 1)
  his.plug(lan, 2)
  mine.plug(site.lan('172.17.0'), 1, 'docker0')
  mine.plug(site.lan('10.8.0'), 6, 'tun0')
  mine.run('ip route add default dev tun0')
  const [data, hisData] = [await temporaryFolder(), await temporaryFolder()]
  const flags = ['--data', data, '--name', '王五', '--ui', `${PAGE}:0`]
  const [{ url }] = await Promise.all([
    startHost(PAGE, flags, mine.within),
    startSilentHost({ data: hisData, name: '张三', within: his.within }),
  ])
  await relay(mine.within, url)
  const [me, him] = [await control(data), await control(hisData)]
  await Promise.all([peerAt(me, COLLEAGUE, PATIENCE), peerAt(him, ME, PATIENCE)])
  return { site, mine, me, him, url }
}

office('the network interfaces', () => {
  test.skipIf(whyNoNamespaces() !== undefined)(
    'are listed by use with who is heard there, change while one looks, and carry nothing while they are switched off',
    async () => {
      const { site, mine, me, him, url } = await openComputer()
      const page = await openPage(url)
      await page.getByRole('tab', { name: /^People/ }).waitFor()
      await page.keyboard.press('Control+,')
      const settings = page.getByRole('dialog', { name: 'Settings' })
      await settings.getByRole('tab', { name: 'Network' }).click()
      const list = settings.getByRole('list', { name: 'Network interfaces' })
      const rows = () => list.getByRole('listitem').allInnerTexts()
      const brief = async () => (await rows()).map((row) => row.split(/\n+/).slice(0, 2).join(': '))
      const lan0 = 'lan0: Network · 1 person heard here'
      const tunnel = 'tun0: VPN · default route · nobody heard here'
      const docker = 'docker0: Virtual (Docker) · nobody heard here'
      await expect.poll(brief).toEqual([lan0, tunnel, docker])
      expect((await rows())[0]).toContain(`${ME}/24`)
      expect(await violations(page)).toEqual([])
      await screenshot(page, 'interfaces-en')

      // Plugged in and pulled out while one looks.
      const cable9 = mine.plug(site.lan('192.168.9'), 9, 'eth9')
      const eth9 = 'eth9: Cable · nobody heard here'
      await expect.poll(brief, { timeout: PATIENCE }).toEqual([lan0, eth9, tunnel, docker])
      cable9.pull()
      await expect.poll(brief, { timeout: PATIENCE }).toEqual([lan0, tunnel, docker])

      // While it is on, what he writes is taken, and their keys are known.
      const peer = (await peerAt(him, ME, PATIENCE)).id
      const ledgerOf = async (id: string) => unwrap(await him.call('messageDetails', { id })).ledger
      const first = unwrap(await him.call('sendMessage', { peer, text: '听得到吗?' }))
      await expect
        .poll(async () => JSON.stringify(await ledgerOf(first.id)), { timeout: PATIENCE })
        .toContain('delivered')

      // Switched off: what he writes is not taken.
      const cable = list.getByRole('switch', { name: 'lan0' })
      await cable.focus()
      await page.keyboard.press('Space')
      await expect.poll(() => cable.isChecked()).toBe(false)
      const sent = unwrap(await him.call('sendMessage', { peer, text: '还听得到吗?' }))
      const ledger = () => ledgerOf(sent.id)
      await expect
        .poll(async () => (await ledger()).length, { timeout: PATIENCE, message: 'it leaves more than once' })
        .toBeGreaterThan(1)
      expect(JSON.stringify(await ledger())).not.toContain('delivered')

      // The last one is explained.
      for (const name of ['tun0', 'docker0']) await list.getByRole('switch', { name }).click()
      await settings.getByText('All network interfaces are switched off').waitFor()
      await page.getByRole('status').getByText('All network interfaces are switched off').first().waitFor()
      expect(await violations(page)).toEqual([])
      await screenshot(page, 'interfaces-all-off')

      await cable.click()
      await expect.poll(async () => JSON.stringify(await ledger()), { timeout: PATIENCE }).toContain('delivered')
      const saved = await me.call('setSettings', {})
      expect(saved.ok && saved.value.deniedInterfaces.toSorted()).toEqual(['docker0', 'tun0'])

      const chinese = await openPage(url, { language: 'zh-CN', width: 900, height: 600, dark: true })
      await chinese.getByRole('tab', { name: /^联系人/ }).waitFor()
      await chinese.keyboard.press('Control+,')
      await chinese.getByRole('tab', { name: '网络' }).click()
      await chinese.getByText('发现 1 人').waitFor()
      await screenshot(chinese, 'interfaces-zh-CN')
    },
    PATIENCE * 4,
  )
})
