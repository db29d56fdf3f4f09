import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { doctor as doctorCommand } from '../../electron/cli/commands/doctor.ts'
import { packets as packetsCommand } from '../../electron/cli/commands/packets.ts'
import { connect as connectView } from '../../shared/api/connect.ts'
import { serve } from '../../shared/api/serve.ts'
import { judge } from '../../shared/core/doctor/judge.ts'
import type { PacketRow } from '../../shared/model/packet-console.ts'
import { err, ok } from '../../shared/result.ts'
import { channelPair } from '../core/channel-pair.ts'
import { healthy, silence } from '../core/doctor-evidence.ts'
import { address, headerOf, openBare, openTestHost, viewOf } from './support.ts'

/** Generous: a machine under load takes its time. */
const SOON = { timeout: 20_000, interval: 50 }

test('nothing is kept while it is off; what comes is listed with the reason when nothing came of it, until the session ends', async () => {
  const { client } = await openTestHost({ bind: address(160) })
  const bare = await openBare(address(161))
  const hello = `1:7:li:LI-PC:1:Li\0Lab\0`
  await bare.insist(hello, address(160), (packet) => headerOf(packet).command === 3)
  const opened = await client.call('openConsole', {})
  if (!opened.ok) throw new Error(opened.error.code)
  const { session } = opened.value
  const rows = async (): Promise<readonly PacketRow[]> => {
    const found = await client.call('consolePackets', { session, after: 0 })
    if (!found.ok) throw new Error(found.error.code)
    // A hello that is repeated may still be on its way.
    return found.value.packets.filter(({ direction, number }) => direction === 'in' && number !== '7')
  }
  expect(await rows()).toEqual([])
  // From somebody who never asked: a key that nobody wants.
  await bare.send('1:8:x:X:115:abc\0', address(160))
  await bare.send('\u202enoise', address(160))
  await expect
    .poll(async () => (await rows()).map(({ problem }) => problem), SOON)
    .toEqual(['unsupported', 'not-ipmsg'])
  const [key, noise] = await rows()
  expect([key?.command, key?.local, key?.port, noise?.command, noise?.text]).toEqual([
    'ANSPUBKEY',
    address(160),
    2_425,
    '',
    expect.not.stringContaining('\u202e'),
  ])
  const asking = connect({ host: address(160), port: 2_425, localAddress: address(161) }).on('error', () => {})
  asking.write('1:9:li:LI-PC:96:1:0:0:\0')
  await expect
    .poll(async () => (await rows()).map(({ protocol, command }) => `${protocol} ${command}`), SOON)
    .toEqual(['udp ANSPUBKEY', 'udp ', 'tcp GETFILEDATA'])
  asking.destroy()
  await client.call('closeConsole', { session })
  expect(await client.call('consolePackets', { session, after: 0 })).toEqual({
    ok: false,
    error: { code: 'console-closed' },
  })
  const again = await client.call('openConsole', {})
  if (!again.ok) throw new Error(again.error.code)
  expect(await client.call('consolePackets', { ...again.value, after: 0 })).toMatchObject({ value: { packets: [] } })
})

test('a console ends with whoever opened it, and what it kept with it', async () => {
  const { client, host } = await openTestHost({ bind: address(164) })
  const bare = await openBare(address(165))
  const other = viewOf(host)
  const opened = await other.client.call('openConsole', {})
  if (!opened.ok) throw new Error(opened.error.code)
  const { session } = opened.value
  const kept = async () => {
    const found = await client.call('consolePackets', { session, after: 0 })
    return found.ok ? found.value.packets.length : found.error.code
  }
  await bare.insist('1:7:li:LI-PC:1:Li\0Lab\0', address(164), (packet) => headerOf(packet).command === 3)
  await expect.poll(kept, SOON).toBeGreaterThan(0)
  other.client.close()
  await expect.poll(kept, SOON).toBe('console-closed')
  const again = await client.call('openConsole', {})
  if (!again.ok) throw new Error(again.error.code)
  const left = await client.call('consolePackets', { session: again.value.session, after: 0 })
  expect(left.ok && left.value.packets.filter(({ id }) => id <= again.value.after)).toEqual([])
})

test('the command line says where more came than are kept', async () => {
  const row = { at: 0, direction: 'in', protocol: 'udp', address: '10.0.0.7', port: 2_425, local: '', interface: '' }
  const more = { who: '', program: '', command: 'NOOPERATION', flags: [], number: '1', text: '', size: 5 }
  const batches = [[{ id: 2, ...row, ...more }], [{ id: 9, ...row, ...more }]]
  const { view, host } = channelPair()
  serve(
    host,
    {
      call(method) {
        if (method === 'openConsole') return ok({ session: 1, after: 1 })
        const packets = batches.shift()
        return packets === undefined
          ? err({ code: 'console-closed' })
          : ok({ packets, more: true, lost: 0, echoes: [] })
      },
      subscribe: () => () => {},
    },
    String,
  )
  const printed: unknown[] = []
  const ended = await packetsCommand.run({
    session: { client: connectView(view), state: () => expect.fail('is not asked for'), onChanges: () => () => {} },
    arguments: [],
    options: {},
    output: { print: (json, lines) => printed.push('id' in Object(json) ? lines().length : json) },
  })
  expect([printed, ended]).toMatchObject([[1, { lost: 6 }, 1], { ok: false, error: { exit: 1 } }])
})

test.each([
  ['ok', healthy, { ok: true }],
  ['isolated', { ...healthy, ...silence }, { ok: false, error: { exit: 1 } }],
] as const)(
  'the command line waits for the doctor, prints what he found, and its exit says whether that is good: %s',
  async (cause, evidence, wanted) => {
    const report = judge(evidence)
    const states = [
      { state: 'running', progress: 0.5 },
      { state: 'done', report },
    ]
    const { view, host } = channelPair()
    const call = (method: string) => ok(method === 'startDoctor' ? { run: 1 } : states.shift())
    serve(host, { call, subscribe: () => () => {} }, String)
    const printed: unknown[] = []
    const ended = await doctorCommand.run({
      session: { client: connectView(view), state: () => expect.fail('is not asked for'), onChanges: () => () => {} },
      arguments: [],
      options: {},
      output: { print: (json, lines) => printed.push(json, lines()[0]) },
    })
    expect([printed, ended]).toMatchObject([[report, expect.stringMatching(`^verdict  ${cause}\\b`)], wanted])
  },
)

test('the command line prints each packet in one line, and ends with the host', async () => {
  const { client, host } = await openTestHost({ bind: address(162) })
  const bare = await openBare(address(163))
  const printed: string[] = []
  const ended = packetsCommand.run({
    session: { client, state: () => expect.fail('is not asked for'), onChanges: () => () => {} },
    arguments: [],
    options: {},
    output: { print: (_json, lines) => printed.push(...lines()) },
  })
  await expect
    .poll(async () => {
      await bare.send('1:9:li:LI-PC:1:Li\0Lab\0', address(162))
      return printed.find((line) => line.includes('BR_ENTRY'))
    }, SOON)
    .toMatch(new RegExp(` < ${address(163)}:2425 Li BR_ENTRY 9 22 bytes Li · Lab$`))
  await host.close()
  expect(await ended).toMatchObject({ ok: false, error: { exit: 3 } })
})
