import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { followSleep } from '../../electron/app/power.ts'
import type { Client } from '../../shared/api/connect.ts'
import { ok } from '../../shared/result.ts'

test('a computer that wakes looks after its sockets, then greets; after the end of the connection nobody asks', async () => {
  const monitor = new EventEmitter()
  const called: string[] = []
  const { promise: closed, resolve: close } = Promise.withResolvers<undefined>()
  const call: Client['call'] = async (method) => {
    called.push(method)
    return ok({}) as never
  }
  followSleep(monitor, { call, closed })
  monitor.emit('resume')
  await expect.poll(() => called).toEqual(['reopenNetwork', 'announce'])
  close(undefined)
  await expect.poll(() => monitor.listenerCount('resume')).toBe(0)
})
