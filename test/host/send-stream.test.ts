/** How a transfer ends whose connection is gone before it begins. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { SEND_TIMES, sendStream } from '../../electron/host/net/send-stream.ts'

test('a connection that closed while the file was opened ends the transfer at once, and nothing waits for it', async () => {
  const server = createServer({ allowHalfOpen: true })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('no port')
  const peer = connect(at.port, '127.0.0.1')
  const [socket]: [Socket] = await once(server, 'connection').then(([socket]) => [socket])
  const gone = new Promise((settle) => socket.once('close', settle))
  socket.on('error', () => undefined)
  peer.resetAndDestroy()
  await gone
  const reads: number[] = []
  const end = await sendStream({
    socket,
    head: undefined,
    source: { read: async () => reads.push(1), digest: () => undefined, close: async () => undefined },
    tail: () => undefined,
    onSent: () => undefined,
    pace: async () => undefined,
    share: () => 1_000,
    signal: new AbortController().signal,
    times: SEND_TIMES,
  })
  expect([end, reads]).toEqual([{ end: 'broken', detail: 'the connection was closed' }, []])
})
