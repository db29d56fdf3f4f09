import { createSocket } from 'node:dgram'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openHost } from '../../electron/host/host.ts'
import {
  address,
  collectLog,
  headerOf,
  inState,
  online,
  openBare,
  openTestHost,
  received,
  send,
  temporaryFolder,
  viewOf,
} from './support.ts'

const BR_ENTRY = 0x01
const BR_EXIT = 0x02
const ANSENTRY = 0x03
const SENDMSG = 0x20
const RECVMSG = 0x21
const SENDCHECK = 0x100
const UTF8 = 0x800000

const packet = (number: number, command: number, body: string): string => `1:${number}:bare:desk:${command}:${body}\0`
const isReceipt = (text: string): boolean => headerOf(text).command === RECVMSG
const entry = packet(1_000, BR_ENTRY | UTF8, 'Bare')

/** Two hosts that see each other. */
async function pair(first: number) {
  const [here, there] = [address(first), address(first + 1)]
  const alice = await openTestHost({ bind: here, name: 'Alice', group: '研发', peers: [there] })
  const bob = await openTestHost({ bind: there, name: 'Bob', peers: [here] })
  return { alice, bob, bobId: await online(alice, 'Bob'), aliceId: await online(bob, 'Alice') }
}

describe('two hosts', () => {
  it('chat both ways, each message delivered', async () => {
    const { alice, bob, bobId, aliceId } = await pair(1)
    const there = await send(alice, bobId, '你好，Bob\nsecond line')
    const back = await send(bob, aliceId, 'hello 🕊')
    await Promise.all([inState(alice, there.id, 'delivered'), inState(bob, back.id, 'delivered')])
    const pages = await Promise.all([
      alice.client.call('pageMessages', { conversation: bobId, limit: 10 }),
      bob.client.call('pageMessages', { conversation: aliceId, limit: 10 }),
    ])
    const texts = pages.map(
      (page) => page.ok && page.value.messages.map(({ direction, text, state }) => [direction, text, state]),
    )
    expect(texts.map((each) => each && [...each].sort())).toEqual([
      [
        ['in', 'hello 🕊', 'received'],
        ['out', '你好，Bob\nsecond line', 'delivered'],
      ],
      [
        ['in', '你好，Bob\nsecond line', 'received'],
        ['out', 'hello 🕊', 'delivered'],
      ],
    ])
  })

  it('see the other leave when it closes', async () => {
    const { alice, bob } = await pair(3)
    await bob.host.close()
    const presence = await alice.until(({ peers }) => peers.find((peer) => peer.presence === 'offline')?.name)
    expect(presence).toBe('Bob')
  })

  it('keep what was sent to somebody absent and deliver it when he is back', async () => {
    const { alice, bob, bobId } = await pair(5)
    await bob.host.close()
    await alice.until(({ peers }) => peers.find((peer) => peer.presence === 'offline'))
    const waiting = await send(alice, bobId, 'later')
    const again = await openTestHost({ bind: address(6), data: bob.data, peers: [address(5)] })
    await Promise.all([received(again, 'later'), inState(alice, waiting.id, 'delivered')])
  })
})

describe('a host', () => {
  it('starts with the port taken, says so, and works as soon as it is free and asked for', async () => {
    const bind = address(11)
    const other = await openBare(bind)
    const { host, client, until } = await openTestHost({ bind })
    const before = host.network()
    await other.close()
    await client.call('reopenNetwork', {})
    const after = await until(({ network }) => (network.state === 'online' ? network : undefined))
    expect([before, after.address, after.port, host.udp]).toEqual([
      {
        state: 'failed',
        reason: 'port-in-use',
        address: bind,
        port: 2425,
        detail: expect.stringContaining('EADDRINUSE'),
      },
      bind,
      2425,
      `${bind}:2425`,
    ])
  })

  it('tries a failed network again by itself', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const bind = address(12)
    const other = await openBare(bind)
    const { host, until } = await openTestHost({ bind })
    const before = host.network().state
    await other.close()
    vi.advanceTimersByTime(3_000)
    expect([before, await until(({ network }) => (network.state === 'online' ? network.address : undefined))]).toEqual([
      'failed',
      bind,
    ])
  })

  it('starts with an address that is not there, as a state of the network', async () => {
    // TEST-NET-1 (RFC 5737) is nobody's.
    const { host } = await openTestHost({ bind: '192.0.2.1' })
    expect(host.network()).toMatchObject({ state: 'failed', reason: 'address-missing', address: '192.0.2.1' })
  })

  it('moves to another port when the setting changes', async () => {
    const bind = address(13)
    const { client, until, host } = await openTestHost({ bind })
    await client.call('setSettings', { port: 24_250 })
    await until(({ network }) => (network.state === 'online' && network.port === 24_250 ? true : undefined))
    const old = createSocket('udp4')
    await new Promise<void>((resolve) => old.bind(2425, bind, resolve))
    old.close()
    expect(host.udp).toBe(`${bind}:24250`)
  })

  it('takes the port that it was started with instead of the one in the settings, until that is changed', async () => {
    const bind = address(14)
    const { client, host, until } = await openTestHost({ bind, port: 24_251 })
    const first = host.udp
    await client.call('setSettings', { port: 24_252 })
    await until(({ network }) => (network.state === 'online' && network.port === 24_252 ? true : undefined))
    expect([first, host.udp]).toEqual([`${bind}:24251`, `${bind}:24252`])
  })

  it('keeps name, group and language of its options in the settings', async () => {
    const bind = address(15)
    const first = await openTestHost({ bind, name: 'Alice', group: 'Lab', language: 'ja' })
    await first.host.close()
    const second = await openTestHost({ bind, data: first.data })
    const settings = await second.until((state) => state.settings)
    expect(settings).toMatchObject({ name: 'Alice', group: 'Lab', language: 'ja' })
  })

  it('does not open a data folder twice', async () => {
    const { data } = await openTestHost({ bind: address(16) })
    const second = await openHost({
      data,
      version: '0',
      platform: 'test',
      bind: address(17),
      log: collectLog().log,
    })
    expect(second).toMatchObject({ ok: false, error: { code: 'data-folder-in-use' } })
  })

  it('serves several views, and ends them when it closes', async () => {
    const { host, client } = await openTestHost({ bind: address(18) })
    const second = viewOf(host)
    await client.call('setSettings', { group: 'seen by all' })
    const group = await second.until(({ settings }) => (settings.group === '' ? undefined : settings.group))
    await host.close()
    await Promise.all([client.closed, second.client.closed])
    expect(group).toBe('seen by all')
  })
})

describe('a host among strangers', () => {
  it('goes on when those it answers have closed their ports', async () => {
    const [bind, gone, there] = [address(21), address(22), address(23)]
    const view = await openTestHost({ bind })
    for (let number = 0; number < 20; number += 1) {
      const bare = await openBare(gone)
      await bare.send(packet(2_000 + number, SENDMSG | SENDCHECK | UTF8, `message ${number}`), bind)
      await bare.close()
    }
    await received(view, 'message 19')
    const bare = await openBare(there)
    const answer = await bare.insist(packet(3_000, SENDMSG | SENDCHECK | UTF8, 'still there?'), bind, isReceipt)
    expect(answer.split(':').at(5)).toBe('3000\0')
  })

  it('counts what it does not understand, a line a minute for a sender, and the chat goes on', async () => {
    const [bind, stranger, friend] = [address(24), address(25), address(26)]
    const view = await openTestHost({ bind })
    const hostile = await openBare(stranger)
    const junk = [
      '',
      '\0',
      'GET / HTTP/1.1\r\n\r\n',
      '1:2:3',
      `1:1:a:b:${'9'.repeat(400)}:x`,
      new Uint8Array(65_507).fill(0x41),
      new Uint8Array(2_000).fill(0xff),
      `1:1:${':'.repeat(10_000)}`,
    ]
    for (let round = 0; round < 500; round += 1) await Promise.all(junk.map((bytes) => hostile.send(bytes, bind)))

    const calm = await openBare(friend)
    await calm.insist(packet(4_000, SENDMSG | SENDCHECK | UTF8, 'after the storm'), bind, isReceipt)
    await received(view, 'after the storm')
    const about = view.lines.filter((line) => line.includes(`dropped: malformed`))
    expect(about).toEqual([`info packet of ${stranger}:2425 dropped: malformed`])
  })

  it('drops a burst beyond its limits, counts it, and still hears the others', async () => {
    const [bind, stranger, friend] = [address(27), address(28), address(29)]
    const view = await openTestHost({ bind })
    const [hostile, calm] = [await openBare(stranger), await openBare(friend)]
    const flood = entry.replace('Bare', 'x'.repeat(200))
    for (let round = 0; round < 50; round += 1) {
      await Promise.all(Array.from({ length: 500 }, () => hostile.send(flood, bind)))
    }
    await calm.insist(packet(5_000, SENDMSG | SENDCHECK | UTF8, 'through the flood'), bind, isReceipt)
    const text = await received(view, 'through the flood')
    expect(text.state).toBe('received')
    // What a stranger may make us send is bounded (protocol.md 11.2): his hellos were 25,000.
    expect(hostile.packets.filter((each) => headerOf(each).command === ANSENTRY).length).toBeLessThan(100)
  })

  it('says goodbye to a program that it only knows from its hello', async () => {
    const [bind, there] = [address(30), address(31)]
    const view = await openTestHost({ bind })
    const bare = await openBare(there)
    await bare.send(entry, bind)
    await online(view, 'Bare')
    await view.host.close()
    const goodbye = await bare.until((text) => headerOf(text).command === BR_EXIT)
    expect(headerOf(goodbye).command).toBe(BR_EXIT)
  })

  it('repeats the same packet number after it was closed and opened again', async () => {
    const [bind, there] = [address(32), address(33)]
    const data = await temporaryFolder()
    const first = await openTestHost({ bind, data })
    const bare = await openBare(there)
    await bare.send(entry, bind)
    await send(first, await online(first, 'Bare'), 'answer me')
    const isMessage = (text: string): boolean => headerOf(text).command === SENDMSG
    const { number } = headerOf(await bare.until(isMessage))
    await first.host.close()

    bare.forget()
    const second = await openTestHost({ bind, data })
    await bare.send(entry, bind)
    const repeat = headerOf(await bare.until(isMessage))
    await bare.send(packet(6_000, RECVMSG, repeat.number), bind)
    const page = await second.untilChange((change) =>
      change.kind === 'message' && change.message.state === 'delivered' ? change.message.text : undefined,
    )
    expect([repeat.number, page]).toEqual([number, 'answer me'])
  })
})
