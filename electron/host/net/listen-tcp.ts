/** A TCP port of ours, of IPv4 and, where all addresses are meant, of IPv6 beside it. */
import { createServer, type Server, type Socket } from 'node:net'
import { err, ok, type Result } from '../../../shared/result.ts'
import { errorCode } from '../fs/failure.ts'
import { ANY_ADDRESS } from './interfaces.ts'

export interface TcpPort {
  /** Resolves when the last connection is over. */
  close(): Promise<void>
}

/** IPv6 may come later, and its port be held by somebody for a while. Milliseconds. */
const TRY_AGAIN_AFTER = 10_000

/** The system's code when it cannot be had. Without IPv6, or with its port taken, IPv4 does everything, and IPv6 is tried again. */
export async function listenTcp(
  address: string,
  port: number,
  accept: (socket: Socket) => void,
): Promise<Result<TcpPort, string>> {
  const four = await open(address, port, accept)
  if (!four.ok) return four
  const servers = [four.value]
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const tryIpv6 = async (): Promise<void> => {
    const six = await open('::', port, accept)
    if (six.ok && !closed) servers.push(six.value)
    else if (six.ok) six.value.close()
    else if (!closed) timer = setTimeout(() => void tryIpv6(), TRY_AGAIN_AFTER).unref()
  }
  if (address === ANY_ADDRESS) await tryIpv6()
  return ok({
    async close() {
      closed = true
      clearTimeout(timer)
      await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
    },
  })
}

function open(host: string, port: number, accept: (socket: Socket) => void): Promise<Result<Server, string>> {
  return new Promise((resolve) => {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, accept)
    server.once('error', (error) => resolve(err(errorCode(error) ?? error.message)))
    server.listen({ host, port, exclusive: true, ipv6Only: host === '::' }, () => {
      server.on('error', () => undefined)
      resolve(ok(server))
    })
  })
}
