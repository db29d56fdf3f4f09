/** Programs that say no hello and send no NUL, as office scripts do (protocol.md 1.2, 3.2). */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Client } from '../../shared/api/connect.ts'
import {
  control,
  endAll,
  finish,
  hearMessages,
  history,
  loopback,
  peerAt,
  start,
  startHost,
  temporaryFolder,
} from './gezi.ts'

const HOST = loopback(0, 1)
const SCRIPT = loopback(0, 2)
const SENDMSG = 0x20
const SENDCHECK = 0x100

/** Only a failing run waits that long. */
const PATIENCE = 10_000
/** The machine does other things meanwhile: one of so many must be there in time. */
const TRIES = 3

let client: Client

beforeAll(async () => {
  const data = await temporaryFolder()
  await startHost({ data, name: '鸽子', bind: HOST })
  client = await control(data)
})

afterAll(async () => {
  client?.close()
  await endAll()
})

/** Runs the bare Python socket of stranger.py; what it printed. */
async function script(command: number, packetNo: number, text: string, sends = 1): Promise<readonly unknown[]> {
  const words = [HOST, String(command), String(packetNo), text, String(sends)]
  const child = start('python3', [join(import.meta.dirname, 'stranger.py'), SCRIPT, ...words])
  const { stdout } = await finish(child)
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

test('a bare GBK datagram without NUL from a program that never said hello is shown with its sender within a second', async () => {
  const inbox = await hearMessages(client)
  const took: number[] = []
  while (took.length < TRIES && !took.some((time) => time < 1_000)) {
    const [line] = await script(SENDMSG, 324_240 + took.length, '你好')
    const { sent } = z.object({ sent: z.number() }).parse(line)
    const shown = await inbox.until(took.length + 1, PATIENCE)
    took.push((shown[took.length]?.at ?? Number.POSITIVE_INFINITY) - sent)
  }
  const [first] = await inbox.until(1, PATIENCE)
  const peer = await peerAt(client, SCRIPT, PATIENCE)
  expect({ text: first?.message.text, chat: first?.message.conversation, name: peer.name, host: peer.host }).toEqual({
    text: '你好',
    chat: peer.id,
    name: '小道士',
    host: 'ubuntu',
  })
  expect(Math.min(...took)).toBeLessThan(1_000)
})

test('a message repeated because its acknowledgement was lost is acknowledged again and shown once', async () => {
  const lines = await script(SENDMSG | SENDCHECK, 324_245, '在吗', 3)
  const answers = lines.filter((line) => z.object({ answer: z.unknown() }).safeParse(line).success)
  const peer = await peerAt(client, SCRIPT, PATIENCE)
  const shown = (await history(client, peer.id)).map(({ text }) => text).filter((text) => text === '在吗')
  expect({ answers, shown }).toEqual({ answers: Array(3).fill({ answer: '324245' }), shown: ['在吗'] })
})
