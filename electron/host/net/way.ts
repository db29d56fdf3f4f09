/** Which of our addresses the system would send from: it decides by its table of routes, and nothing is sent to learn that. */
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'

/** Any port: a connection of UDP is only a note of the system. */
const PORT = 9

/** Undefined where there is no way. */
export function localAddressTo(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const family = isIPv6(address) ? 6 : 4
    const socket = createSocket({ type: `udp${family}`, lookup: (host, _options, done) => done(null, host, family) })
    const end = (found: string | undefined): void => {
      socket.close()
      resolve(found)
    }
    socket.once('error', () => end(undefined))
    socket.bind(0, () => {
      if (family === 4) socket.setBroadcast(true)
      // Tells its failure by this callback as well as its success.
      const connected = (error?: Error | null): void => end(error ? undefined : socket.address().address)
      socket.connect(PORT, address, connected)
    })
  })
}
