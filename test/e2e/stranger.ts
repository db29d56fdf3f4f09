/** A program on the network that writes whatever it likes into every field it controls, and serves one picture for whatever is fetched. */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { charset } from '../../electron/host/charset.ts'
import { ATTRIBUTE, COMMAND, encodePacket, encodeShareList, encodeTextBody, OPT } from '../../shared/protocol/index.ts'

const PORT = 2425
/** Where FeiQ writes what it is: the details name the program by it. */
const VERSION = '1_lbt6_0#128#<b>EVIL<script>#0#0#0'
const HOST = '<b>HOST</b><script>globalThis.hacked=1</script>'

const attributes = { file: ATTRIBUTE.REGULAR, folder: ATTRIBUTE.DIRECTORY, clipboard: ATTRIBUTE.CLIPBOARD } as const

export interface Stranger {
  /** He is there; `signature` is what iptux sends of its user. */
  enter(user: string, name: string, signature?: string): Promise<void>
  /** The same, away. */
  absent(user: string, name: string): Promise<void>
  leave(user: string): Promise<void>
  /** `flags`: what kind of message it is. */
  say(user: string, text: string, flags?: number): Promise<void>
  offer(user: string, name: string, kind: keyof typeof attributes): Promise<void>
  close(): void
}

export async function startStranger(address: string, to: string, picture: Buffer): Promise<Stranger> {
  const socket = createSocket('udp4')
  await new Promise<void>((settle) => socket.bind(PORT, address, settle))
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy())
    connection.once('data', () => connection.end(picture))
  })
  await new Promise<void>((settle) => server.listen(PORT, address, settle))
  const encode = (text: string): Uint8Array => charset.encode(text, 'utf-8')
  let packetNo = 1
  const send = async (user: string, command: number, flags: number, body: Uint8Array): Promise<void> => {
    packetNo += 1
    const packet = { version: VERSION, packetNo, user: encode(user), host: encode(HOST), command, body }
    const bytes = encodePacket({ ...packet, flags: (flags | OPT.UTF8 | OPT.CAPUTF8) >>> 0 })
    await new Promise((settle) => socket.send(bytes, PORT, to, settle))
  }
  return {
    async enter(user, name, signature) {
      await send(user, COMMAND.BR_ENTRY, 0, encode(`${name}\0${name}`))
      if (signature !== undefined) await send(user, COMMAND.IPTUX_SIGNATURE, 0, encode(signature))
    },
    absent: (user, name) => send(user, COMMAND.BR_ABSENCE, OPT.ABSENCE | OPT.FILEATTACH, encode(`${name}\0${name}`)),
    leave: (user) => send(user, COMMAND.BR_EXIT, 0, new Uint8Array()),
    say: (user, text, flags = 0) => send(user, COMMAND.SENDMSG, flags, encodeTextBody(text, 'utf-8', charset)),
    async offer(user, name, kind) {
      const size = kind === 'clipboard' ? picture.length : 10
      const item = { id: 1, kind, name, size, modified: 1_600_000_000, attributes: attributes[kind], extended: [] }
      const body = Buffer.concat([encode('\0'), encodeShareList([item], encode)])
      await send(user, COMMAND.SENDMSG, OPT.FILEATTACH, body)
    },
    close() {
      socket.close()
      server.close()
    },
  }
}
