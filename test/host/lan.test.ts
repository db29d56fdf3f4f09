import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Interface } from '../../electron/host/net/interfaces.ts'
import { createLan } from '../../electron/host/net/lan.ts'
import type { Reach } from '../../shared/engine/io.ts'
import type { Network } from '../../shared/model/state.ts'
import { address, collectLog } from './support.ts'

const TICK = 3_000
/** Nothing is sent in these tests: the computer's real network hears nothing of them. */
const port = 20_000 + (process.pid % 10_000)

const wire: Interface = { name: 'eth0', address: '192.0.2.10', broadcast: '192.0.2.255', loopback: false }
const loopback: Interface = { name: 'lo', address: '127.0.0.1', broadcast: undefined, loopback: true }

async function openLan(bind: string) {
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
          broadcasts: [at('192.0.2.255'), at('255.255.255.255')],
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

  it('counts packets that the system does not take, and goes on', async () => {
    const { lan } = await openLan(address(61))
    lan.send({ address: address(62), port: 2425 }, new Uint8Array(70_000))
    lan.send({ address: address(62), port: 0 }, new Uint8Array(1))
    lan.send({ address: 'fe80::1', port: 2425 }, new Uint8Array(1))
    await vi.waitFor(() => expect([...lan.errors.values()].reduce((sum, count) => sum + count, 0)).toBe(3))
    expect([lan.errors.get('EMSGSIZE'), lan.network.state]).toEqual([1, 'online'])
  })
})
