import { expect, onTestFinished, test } from 'vitest'
import { createDoctor } from '../../electron/host/doctor/doctor.ts'
import { windowsTool } from '../../electron/host/net/system-tool.ts'
import { createTraffic } from '../../electron/host/net/traffic.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import { err } from '../../shared/result.ts'
import { ZHANG } from '../core/desk.ts'
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

test('a look that is given up while a colleague’s Gezi is asked ends without a word', async () => {
  const late: unknown[] = []
  const note = (error: unknown) => late.push(error)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  const bind = address(151)
  const person = { ...ZHANG, id: `g:${'0'.repeat(32)}`, dialect: 'gezi' as const, capabilities: ['ask1'] }
  const asking = Promise.withResolvers<void>()
  const doctor = createDoctor({
    bind,
    traffic: createTraffic(),
    own: {
      ask: () => {
        asking.resolve()
        return new Promise(() => {})
      },
    },
    transmit: () => {},
    outbox: () => [],
    now: () => 0,
    engine: () => {},
    configured: () => [],
    messenger: {
      health: {
        network: { state: 'online', address: bind, port: 2_425, interfaces: [] },
        storage: { state: 'ok' },
      },
      people: () => [person],
    },
  })
  onTestFinished(() => doctor.close())
  expect(await doctor.call('startDoctor', { peer: person.id })).toMatchObject({ ok: true })
  await asking.promise
  await doctor.call('cancelDoctor', { run: 1 })
  await expect.poll(() => doctor.call('doctorState', { run: 1 })).toMatchObject({ value: { state: 'gone' } })
  // Whatever nobody waits for any more is told within this turn.
  await new Promise((settle) => setImmediate(settle))
  expect(late).toEqual([])
})

test('tools of Windows are started by their whole paths', () => {
  expect([windowsTool('arp', { SystemRoot: 'D:\\Windows' }), windowsTool('netsh', {})]).toEqual([
    'D:\\Windows\\System32\\arp.exe',
    'C:\\Windows\\System32\\netsh.exe',
  ])
})
