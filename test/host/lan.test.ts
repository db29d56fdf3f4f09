import { createSocket } from 'node:dgram'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Interface } from '../../electron/host/net/interfaces.ts'
import { createLan, type LanOptions } from '../../electron/host/net/lan.ts'
import type { Reach } from '../../shared/engine/io.ts'
import type { Network } from '../../shared/model/state.ts'
import { address, collectLog } from './support.ts'

const TICK = 3_000
/** Nothing is sent in these tests: the computer's real network hears nothing of them. */
const port = 20_000 + (process.pid % 10_000)

const wire: Interface = { name: 'eth0', address: '192.0.2.10', broadcast: '192.0.2.255', loopback: false }
const loopback: Interface = { name: 'lo', address: '127.0.0.1', broadcast: undefined, loopback: true }

async function openLan(bind: string, more: Partial<LanOptions> = {}) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let interfaces: readonly Interface[] = [loopback]
  const changes: [Network, Reach | undefined][] = []
  const { log, lines } = collectLog()
  const lan = createLan({
    bind,
    port,
    configured: [],
    log,
    onDatagram: () => {},
    onChange: (network, reach) => changes.push([network, reach]),
    interfaces: () => interfaces,
    ...more,
  })
  onTestFinished(async () => {
    vi.useRealTimers()
    await lan.close()
  })
  await lan.open()
  return {
    lan,
    changes,
    lines,
    plug(...next: readonly Interface[]) {
      interfaces = next
      vi.advanceTimersByTime(TICK)
    },
  }
}

describe('the network', () => {
  it('follows the cables: each change once, with the addresses that are reached', async () => {
    const { changes, plug } = await openLan('0.0.0.0')
    plug(loopback)
    plug(loopback, wire)
    plug(loopback, wire)
    plug(loopback)
    const at = (to: string) => ({ address: to, port })
    const away = [{ state: 'no-interface', port }, undefined]
    expect(changes).toEqual([
      away,
      [
        {
          state: 'online',
          address: '0.0.0.0',
          port,
          interfaces: [{ name: 'eth0', address: '192.0.2.10', broadcast: '192.0.2.255' }],
        },
        {
          own: [at('127.0.0.1'), at('192.0.2.10')],
          broadcasts: [at('192.0.2.255'), at('255.255.255.255'), { address: '192.0.2.255', port: port + 1 }],
          configured: [],
        },
      ],
      away,
    ])
  })

  it('tells who is configured without opening the socket again', async () => {
    const bind = address(60)
    const { lan, changes, lines } = await openLan(bind)
    const friend = { address: '127.0.0.9', port: 2425 }
    await lan.configure({ port, configured: [friend] })
    expect([changes.at(-1)?.[1]?.configured, lines]).toEqual([[friend], [`info network: online on ${bind}:${port}`]])
  })

  it('is a guest on the next port while another program holds its own, and goes home when that ends', async () => {
    const bind = address(63)
    const holder = createSocket('udp4')
    await new Promise<void>((resolve) => holder.bind(port, bind, resolve))
    const { lan, changes, plug } = await openLan(bind, { guest: 0, findHolder: async () => ({ program: 'FeiQ.exe' }) })
    const interfaces = [{ name: 'loopback', address: bind }]
    const guest = { usualPort: port, holder: { program: 'FeiQ.exe' } }
    expect(lan.network).toEqual({ state: 'online', address: bind, port: port + 1, interfaces, guest })
    expect([lan.port, changes.at(-1)?.[1]?.own]).toEqual([port + 1, [{ address: bind, port: port + 1 }]])

    // Whoever waits for the port instead is not reached, and knows by whom it is held.
    await lan.configure({ port, configured: [] })
    await vi.waitFor(
      () => expect(lan.network).toMatchObject({ state: 'failed', holder: { program: 'FeiQ.exe' } }),
      10_000,
    )
    await lan.configure({ port, guest: 0, configured: [] })
    expect(lan.network).toMatchObject({ state: 'online', port: port + 1 })

    await new Promise<void>((resolve) => holder.close(() => resolve()))
    plug(loopback)
    await vi.waitFor(() => expect(lan.network).toEqual({ state: 'online', address: bind, port, interfaces }), 10_000)
  })

  it('counts packets that the system does not take, and goes on', async () => {
    const { lan } = await openLan(address(61))
    lan.send({ address: address(62), port: 2425 }, new Uint8Array(70_000))
    lan.send({ address: address(62), port: 0 }, new Uint8Array(1))
    lan.send({ address: 'fe80::1', port: 2425 }, new Uint8Array(1))
    await vi.waitFor(() => expect([...lan.errors.values()].reduce((sum, count) => sum + count, 0)).toBe(3), 10_000)
    expect([lan.errors.get('EMSGSIZE'), lan.network.state]).toEqual([1, 'online'])
  })
})
