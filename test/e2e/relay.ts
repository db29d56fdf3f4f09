/**
 * Lets the browser see a page that a host serves in a network namespace of its own: what comes to the same address and port here goes
 * through a socket in the file system, which knows no namespaces, to a process over there.
 */
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { onTestFinished } from 'vitest'
import { ready, start, temporaryFolder } from '../process/gezi.ts'

const THERE = `
const net = require('node:net')
const [path, host, port] = process.argv.slice(1)
net.createServer({ allowHalfOpen: true }, (near) => {
  const far = net.connect({ host, port: Number(port), allowHalfOpen: true })
  for (const each of [near, far]) each.on('error', () => { near.destroy(); far.destroy() })
  near.pipe(far).pipe(near)
}).listen(path, () => console.log('ready'))`

export async function relay(within: readonly string[], url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const path = join(await temporaryFolder(), 'relay')
  const [command = '', ...words] = [...within, process.execPath, '-e', THERE, path, hostname, port]
  const there = start(command, words)
  await ready(there)
  const here = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path, allowHalfOpen: true })
    void Promise.all([pipeline(near, far), pipeline(far, near)]).catch(() => undefined)
  })
  await new Promise<void>((settle) => here.listen({ host: hostname, port: Number(port) }, settle))
  onTestFinished(() => void here.close())
}
