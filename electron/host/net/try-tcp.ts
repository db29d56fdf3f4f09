/** Whether somebody accepts connections: connects and closes, without a byte. */
import { createConnection } from 'node:net'
import { errorCode } from '../fs/failure.ts'

/** `refused`: the computer is there, and no program listens. `silent`: nothing came back, as when a firewall drops it or nobody is there. */
export type TcpOutcome = 'open' | 'refused' | 'silent'

export function tryTcp(
  to: { readonly address: string; readonly port: number },
  from: string | undefined,
  patience: number,
  signal: AbortSignal,
): Promise<TcpOutcome> {
  return new Promise((settle) => {
    const socket = createConnection({
      host: to.address,
      port: to.port,
      ...(from !== undefined && { localAddress: from }),
    })
    const done = (outcome: TcpOutcome): void => {
      clearTimeout(late)
      signal.removeEventListener('abort', end)
      socket.destroy()
      settle(outcome)
    }
    const end = (): void => done('silent')
    const late = setTimeout(end, patience)
    signal.addEventListener('abort', end)
    socket.once('connect', () => done('open'))
    socket.on('error', (error) => done(errorCode(error) === 'ECONNREFUSED' ? 'refused' : 'silent'))
  })
}
