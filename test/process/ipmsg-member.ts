/** The IP Messenger by script as a process of its own, for a network namespace: `ipmsg-member.ts ADDRESS HOST`. It says nothing unless it is greeted. */
import { createServer } from 'node:net'
import { startPeer } from './ipmsg-peer.ts'

const [address = '', host = ''] = process.argv.slice(2)
await startPeer({ address, host, program: '4.99', user: 'dan', nick: 'Dan' })
createServer((socket) => socket.on('error', () => {}).destroy()).listen(2425, address, () => console.log('ready'))
