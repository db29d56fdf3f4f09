import { createSocket, type Socket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import { createSession } from '../../electron/host/console/session.ts'
import { targetOf } from '../../electron/host/console/target.ts'
import { address } from './support.ts'

/** Generous: a machine under load takes its time. */
const SOON = { timeout: 20_000, interval: 20 }

function session(number: number, port: () => number = () => 2_425) {
  const opened = createSession({ bind: address(number), now: () => 1_000, charset, port })
  onTestFinished(opened.close)
  return opened
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))

async function udp(number: number, port = 0): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((settle) => socket.bind(port, address(number), settle))
  onTestFinished(() => void socket.close())
  return socket
}

test('bytes by hand go to local addresses only, and not to this computer unless the program is bound to loopback', () => {
  const own = ['192.168.1.2', 'fe80::2', '127.0.0.1']
  const configured = [{ address: '2001:db8::5', port: 2_425 }]
  const target = (text: string, bind = '0.0.0.0') => {
    const found = targetOf(text, bind, configured, own)
    return found.ok ? `${found.value.address} ${found.value.port}` : found.error
  }
  expect([
    ...['192.168.1.7:99', '[fe80::9%eth0]:99', '[2001:db8::5]:99', '[::ffff:10.0.0.1]:99'].map((text) => target(text)),
    ...['127.0.0.1:80', '[::1]:80', '[::ffff:127.0.0.1]:80', '192.168.1.2:80', '[fe80::2%eth0]:80'].map((text) =>
      target(text),
    ),
    ...['8.8.8.8:53', '[2001:db8::6]:99', '192.168.1.7', '192.168.1.0/24:9', 'example.com:80', '0.0.0.0:80'].map(
      (text) => target(text),
    ),
    target('127.0.0.9:80', '127.0.0.5'),
  ]).toEqual([
    ...['192.168.1.7 99', 'fe80::9%eth0 99', '2001:db8::5 99', '10.0.0.1 99'],
    ...['own-address', 'own-address', 'own-address', 'own-address', 'own-address'],
    ...['not-local', 'not-local', 'invalid-address', 'invalid-address', 'invalid-address', 'not-local'],
    '127.0.0.9 80',
  ])
})

test('an answer over UDP is shown as text and bytes, a closed port as the system’s code, and a new exchange ends the one before', async () => {
  const ours = session(170)
  const partner = await udp(171)
  partner.on('message', (_bytes, from) => partner.send(hex('cad5b5bd'), from.port, from.address))
  const { port } = partner.address()
  const to = { address: address(171), port }
  ours.send({ transport: 'udp', to, bytes: hex('41'), encoding: 'gb18030' })
  expect(ours.raw).toMatchObject({ sent: 1, answers: [], state: { state: 'waiting' } })
  await expect.poll(() => ours.raw?.answers, SOON).toEqual([{ at: 1_000, text: '收到', hex: 'cad5b5bd', size: 4 }])
  // Nobody is at the address of that number.
  ours.send({ transport: 'udp', to: { address: address(177), port }, bytes: hex('41'), encoding: 'hex' })
  expect(ours.raw?.answers).toEqual([])
  await expect.poll(() => ours.raw?.state, SOON).toEqual({ state: 'failed', code: 'ECONNREFUSED' })
})

test('an answer over TCP is shown until its sender ends; nobody there is told', async () => {
  const ours = session(172)
  const server = createServer((socket) => socket.on('data', (bytes) => socket.end(`got ${bytes.length}`)))
  await new Promise<void>((settle) => server.listen(0, address(173), settle))
  const bound = server.address()
  const to = { address: address(173), port: typeof bound === 'object' && bound !== null ? bound.port : 0 }
  ours.send({ transport: 'tcp', to, bytes: hex('414243'), encoding: 'utf-8' })
  await expect
    .poll(() => [ours.raw?.answers.map(({ text }) => text), ours.raw?.state], SOON)
    .toEqual([['got 3'], { state: 'over' }])
  await new Promise((settle) => server.close(settle))
  ours.send({ transport: 'tcp', to, bytes: hex('41'), encoding: 'utf-8' })
  await expect.poll(() => ours.raw?.state, SOON).toEqual({ state: 'failed', code: 'ECONNREFUSED' })
})

const PORT = 17_100

test('an echo sends back what the guard lets through, over UDP and TCP, and is closed with its session', async () => {
  let messenger = 2_425
  const ours = session(174, () => messenger)
  expect(await ours.startEcho('udp', 2_425)).toMatchObject({ error: 'port-reserved' })
  expect([await ours.startEcho('udp', PORT), await ours.startEcho('tcp', PORT)]).toMatchObject([
    { ok: true },
    { ok: true },
  ])
  const partner = await udp(175)
  const back = new Promise<string>((settle) => partner.once('message', (bytes) => settle(bytes.toString())))
  partner.send('hello', PORT, address(174))
  expect(await back).toBe('hello')
  // The messenger moves to the partner's port: whoever sends from such a one gets nothing any more.
  messenger = partner.address().port
  partner.send('again', PORT, address(174))
  await expect
    .poll(() => ours.echoes.find(({ transport }) => transport === 'udp'), SOON)
    .toEqual({ transport: 'udp', port: PORT, answered: 1, bytes: 5, refused: 1 })

  const socket = connect({ host: address(174), port: PORT, localAddress: address(175) })
  const said = new Promise<string>((settle) => socket.once('data', (bytes) => settle(bytes.toString())))
  socket.write('over tcp')
  expect(await said).toBe('over tcp')
  expect(ours.echoes.find(({ transport }) => transport === 'tcp')).toEqual({
    ...{ transport: 'tcp', port: PORT, answered: 1, bytes: 8, refused: 0 },
  })
  const ended = new Promise((settle) => socket.once('close', settle))
  socket.on('error', () => {})
  ours.close()
  await ended
  expect(ours.echoes).toEqual([])
  const others = session(174)
  expect([await others.startEcho('udp', PORT), await others.startEcho('tcp', PORT)]).toMatchObject([
    { ok: true },
    { ok: true },
  ])
})

test('an echo that is stopped while its port opens does not run on, and a port that is held is told', async () => {
  const ours = session(176)
  for (const transport of ['udp', 'tcp'] as const) {
    const starting = ours.startEcho(transport, PORT)
    ours.stopEcho(transport)
    await starting
    expect(ours.echoes).toEqual([])
    const [first, second] = [ours.startEcho(transport, PORT + 1), ours.startEcho(transport, PORT + 2)]
    await Promise.all([first, second])
    expect(ours.echoes.map(({ port }) => port)).toEqual([PORT + 2])
    ours.stopEcho(transport)
  }
  await udp(176, PORT + 3)
  expect(await ours.startEcho('udp', PORT + 3)).toMatchObject({ error: 'port-in-use' })
})
