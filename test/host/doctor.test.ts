import { expect, test } from 'vitest'
import { createDoctor } from '../../electron/host/doctor/doctor.ts'
import { createTraffic } from '../../electron/host/net/traffic.ts'
import { windowsTool } from '../../electron/host/net/windows-tool.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import { err } from '../../shared/result.ts'
import { address } from './support.ts'

test('who asks while the same is being looked at shares that look, which ends when nobody wants it any more', async () => {
  const inputs: Input['type'][] = []
  const bind = address(150)
  const doctor = createDoctor({
    bind,
    traffic: createTraffic(),
    own: { ask: async () => err('unsupported' as const) },
    transmit: () => {},
    outbox: () => [],
    now: () => 0,
    engine: ({ type }) => inputs.push(type),
    configured: () => [],
    messenger: {
      health: {
        network: { state: 'online', address: bind, port: 2_425, interfaces: [] },
        storage: { state: 'ok' },
      },
      people: () => [],
    },
  })
  const call = (method: string, input: unknown) => doctor.call(method, input)
  expect(await Promise.all([call('startDoctor', {}), call('startDoctor', {})])).toEqual([
    { ok: true, value: { run: 1 } },
    { ok: true, value: { run: 1 } },
  ])
  expect(inputs).toEqual(['announce'])
  await call('cancelDoctor', { run: 1 })
  expect(await call('doctorState', { run: 1 })).toMatchObject({ value: { state: 'running' } })
  await call('cancelDoctor', { run: 1 })
  expect(await call('doctorState', { run: 1 })).toMatchObject({ value: { state: 'gone' } })
  expect(await call('startDoctor', {})).toEqual({ ok: true, value: { run: 2 } })
  doctor.close()
})

test('tools of Windows are started by their whole paths', () => {
  expect([windowsTool('arp', { SystemRoot: 'D:\\Windows' }), windowsTool('netsh', {})]).toEqual([
    'D:\\Windows\\System32\\arp.exe',
    'C:\\Windows\\System32\\netsh.exe',
  ])
})
