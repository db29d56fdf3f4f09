/** A TCP port of ours, of IPv4 and, where all addresses are meant, of IPv6 beside it. */
import { createServer, type Server, type Socket } from 'node:net'
import { err, ok, type Result } from '../../../shared/result.ts'
import { errorCode } from '../fs/failure.ts'
import { ANY_ADDRESS } from './interfaces.ts'

export interface TcpPort {
  /** Resolves when the last connection is over. */
  close(): Promise<void>
}

/** The system's code when it cannot be had. Without IPv6, or with its port taken, IPv4 does everything. */
export async function listenTcp(
  address: string,
  port: number,
  accept: (socket: Socket) => void,
): Promise<Result<TcpPort, string>> {
  const four = await open(address, port, accept)
  if (!four.ok) return four
  const six = address === ANY_ADDRESS ? await open('::', port, accept) : four
  const servers = new Set([four.value, ...(six.ok ? [six.value] : [])])
  return ok({
    async close() {
      await Promise.all([...servers].map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
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
