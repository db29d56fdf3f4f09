import { createSocket, type Socket } from 'node:dgram'
import { beforeAll, expect, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { COMMAND, encodeHelloBody, encodePacket, OPT } from '../../shared/protocol/index.ts'
import { peerAt } from '../process/gezi.ts'
import { chat, type Member, office, openPage, person, startMember, write } from './office.ts'

const [WANG, ZHANG, SILENT, LATE] = ['127.25.0.150', '127.25.0.151', '127.25.0.152', '127.25.0.153'] as const
const PORT = 2425

/** A program that says hello and nothing more, as behind a firewall that lets only its own packets out. */
async function startSilent(address: string, to: string): Promise<{ readonly socket: Socket; hello(): Promise<void> }> {
  const socket = createSocket('udp4')
  await new Promise<void>((settle) => socket.bind(PORT, address, settle))
  const encode = (text: string) => charset.encode(text, 'utf-8')
  const names = { user: 'silent', host: 'FIREWALL', name: '沉默', group: '' }
  const body = encodeHelloBody({ ...names, installation: 'none', version: '1', capabilities: [] }, 'utf-8', charset)
  const hello = encodePacket({
    version: '1',
    packetNo: 1,
    user: encode(names.user),
    host: encode(names.host),
    command: COMMAND.BR_ABSENCE,
    flags: OPT.CAPUTF8 | OPT.UTF8,
    body: body.subarray(0, body.indexOf(0)),
  })
  const sayHello = () => new Promise<void>((settle) => socket.send(hello, PORT, to, () => settle()))
  await sayHello()
  return { socket, hello: sayHello }
}

office('chat', () => {
  let wang: Member
  let zhang: Member
  let silent: Awaited<ReturnType<typeof startSilent>>

  beforeAll(async () => {
    ;[wang, zhang] = await Promise.all([
      startMember({ address: WANG, name: '王五', group: '市场部', peers: [ZHANG, LATE] }),
      startMember({ address: ZHANG, name: '张三', group: '研发部', peers: [WANG] }),
    ])
    silent = await startSilent(SILENT, WANG)
    await Promise.all([
      peerAt(wang.client, ZHANG, 5_000),
      peerAt(wang.client, SILENT, 5_000),
      peerAt(zhang.client, WANG, 5_000),
    ])
    const peer = await peerAt(wang.client, SILENT, 5_000)
    await wang.client.call('sendMessage', { peer: peer.id, text: '听得到吗？' })
    return () => silent.socket.close()
  })

  test('messages go both ways, with their ticks, and a chat that is open is read', async () => {
    const [left, right] = await Promise.all([openPage(wang.url), openPage(zhang.url)])
    const composer = await write(left, '张三')
    await composer.fill('明天上午十点开会 🛠\n第二行')
    await composer.press('Enter')
    await left.getByRole('listitem', { name: /^You: 明天上午十点开会 🛠\s第二行\. .*, delivered$/ }).waitFor()
    expect(await composer.inputValue()).toBe('')

    await chat(right, '王五').getByText('1 unread message').waitFor()
    await chat(right, '王五').getByText('明天上午十点开会').waitFor()
    expect(await right.title()).toBe('(1) Gezi')
    await chat(right, '王五').click()
    await right.getByRole('listitem', { name: /^王五: 明天上午十点开会/ }).waitFor()
    await expect.poll(() => right.title()).toBe('Gezi')
    const answer = right.getByRole('textbox', { name: 'Message to 王五' })
    await answer.fill('收到，谢谢')
    await right.getByRole('button', { name: 'Send' }).click()
    await left.getByRole('listitem', { name: /^张三: 收到，谢谢/ }).waitFor()
    await right.getByRole('listitem', { name: /^You: 收到，谢谢.*, delivered$/ }).waitFor()
  })

  test('a message to somebody who is away waits, says why, and leaves by itself when he comes', async () => {
    const guest = await startMember({ address: LATE, name: '赵六', peers: [WANG] })
    await peerAt(guest.client, WANG, 5_000)
    await guest.stop()
    const page = await openPage(wang.url)
    await page.getByRole('tab', { name: /^People/ }).click()
    await person(page, '赵六', 'offline').waitFor()
    const composer = await write(page, '赵六')
    await composer.fill('等你回来再看')
    await page.getByText('赵六 is offline. Your message waits here').waitFor()
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: 等你回来再看.*, waiting$/ }).waitFor()
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.getByText('The message goes out by itself as soon as he is back.').waitFor()
    await page.keyboard.press('Escape')

    const back = await startMember({ address: LATE, data: guest.data, peers: [WANG] })
    await page.getByRole('listitem', { name: /^You: 等你回来再看.*, delivered$/ }).waitFor()
    const peer = await peerAt(back.client, WANG, 5_000)
    const history = await back.client.call('pageMessages', { conversation: peer.id, limit: 10 })
    expect(history.ok && history.value.messages.map((message) => message.text)).toEqual(['等你回来再看'])
    await back.stop()
  })

  test('history, draft and unread count are there after a restart of the host', async () => {
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    const kept = async (): Promise<string | false> => {
      const peer = await peerAt(zhang.client, WANG, 5_000)
      const opened = await zhang.client.call('openConversation', { peer: peer.id })
      return opened.ok && opened.value.draft
    }
    await page.getByRole('textbox', { name: 'Message to 王五' }).fill('还没写完')
    await expect.poll(kept).toBe('还没写完')
    await page.close()
    await zhang.stop()
    zhang = await startMember({ address: ZHANG, data: zhang.data, peers: [WANG] })
    const again = await openPage(zhang.url)
    await chat(again, '王五').getByText('还没写完').click()
    await again.getByRole('listitem', { name: /^王五: 明天上午十点开会/ }).waitFor()
    expect(await again.getByRole('textbox', { name: 'Message to 王五' }).inputValue()).toBe('还没写完')
    await again.getByRole('textbox', { name: 'Message to 王五' }).fill('')
    await expect.poll(kept).toBe('')
  })

  test('a chat opens at the first unread message, below its line', async () => {
    const peer = await peerAt(wang.client, ZHANG, 10_000)
    for (let n = 1; n <= 30; n += 1) await wang.client.call('sendMessage', { peer: peer.id, text: `第 ${n} 条` })
    const page = await openPage(zhang.url)
    await chat(page, '王五').getByText('30 unread messages').waitFor()
    await chat(page, '王五').click()
    await page.getByText('New messages').waitFor()
    await page.getByRole('listitem', { name: '王五: 第 1 条' }).waitFor()
    expect(await page.getByText('New messages').evaluate((line) => line.getBoundingClientRect().top > 0)).toBe(true)
    await page.keyboard.press('Control+j')
    await page.getByRole('listitem', { name: /^王五: 第 30 条/ }).waitFor()
    await expect.poll(() => page.title()).toBe('Gezi')
  })

  test('while an input method composes, Enter belongs to it; after that it sends', async () => {
    const page = await openPage(zhang.url)
    await chat(page, '王五').click()
    const composer = page.getByRole('textbox', { name: 'Message to 王五' })
    await composer.focus()
    const keyboard = await page.context().newCDPSession(page)
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
    await keyboard.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 })
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
    expect(await composer.inputValue()).toBe('nihao')
    await keyboard.send('Input.insertText', { text: '你好' })
    expect(await composer.inputValue()).toBe('你好')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^You: 你好\./ }).waitFor()
    expect(await page.getByRole('listitem', { name: /nihao/ }).count()).toBe(0)
  })

  test('messages are found by words of any length, and a hit opens the chat there', async () => {
    const page = await openPage(zhang.url)
    await page.keyboard.press('Control+Shift+F')
    await page.keyboard.type('十点')
    const hit = page.getByRole('option', { name: /明天上午十点开会/ })
    await hit.waitFor()
    await hit.click()
    await page.getByRole('listitem', { name: /^王五: 明天上午十点开会/ }).waitFor()
    const search = page.getByRole('searchbox', { name: 'Search people and messages' })
    await search.fill('没有这句话')
    await page.getByText('No person and no message contains “没有这句话”.').waitFor()
  })

  test('a message that nobody acknowledges shows as not sent in its place, with the reason and another try', async () => {
    const page = await openPage(wang.url)
    await write(page, '沉默')
    // It was sent before the first test: half a minute passes until it counts as failed.
    const failed = page.getByRole('listitem', { name: /^You: 听得到吗？.*, not sent$/ })
    const waiting = page.getByRole('listitem', { name: /^You: 听得到吗？.*, waiting$/ })
    const look = async (): Promise<number> => {
      // On a slow machine he counts as gone by now, since he answers nothing: he is heard once more.
      if ((await waiting.count()) > 0) await silent.hello()
      return failed.count()
    }
    await expect.poll(look, { timeout: 60_000 }).toBe(1)
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.getByText('A firewall there may block UDP port 2425.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('listitem', { name: /^You: 听得到吗？.*, sent$/ }).waitFor()
  })
})
