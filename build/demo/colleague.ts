/**
 * A colleague without a window: the product's own engine, driver and socket on a loopback address, nothing on disk. What it receives is
 * acknowledged at once and handed to a script.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { charset } from '../../electron/host/charset.ts'
import { createDriver } from '../../electron/host/driver.ts'
import { type BindProblem, openUdp } from '../../electron/host/net/udp.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import type { EngineEvent, PeerId } from '../../shared/engine/io.ts'
import {
  ATTRIBUTE,
  COMMAND,
  decodePacket,
  decodeText,
  encodePacket,
  encodeShareList,
  encodeTextBody,
  OPT,
} from '../../shared/protocol/index.ts'
import { ok, type Result } from '../../shared/result.ts'

export interface ColleagueOptions {
  readonly address: string
  readonly port: number
  readonly name: string
  readonly group: string
  /** Login and computer, Latin letters as in an office. */
  readonly user: string
  readonly host: string
  readonly version: string
  /** Address of the person who looks at the demo. */
  readonly audience: string
}

export interface Script {
  /** The audience is there, for the first time. */
  onMeet(say: Say): void
  onMessage(text: string, say: Say): void
}

export type Say = (text: string, file?: OfferedFile) => void

export interface OfferedFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

export interface Colleague {
  /** Says goodbye. */
  close(): Promise<void>
}

export async function openColleague(
  options: ColleagueOptions,
  script: Script,
): Promise<Result<Colleague, BindProblem>> {
  const { address, port, audience } = options
  const files = new Map<string, OfferedFile>()
  let numbers = 0
  let messages = 0
  let met: PeerId | undefined

  const udp = await openUdp(address, port, {
    onDatagram: (datagram) => driver.datagram(datagram),
    onPacketError: () => {},
    onFailure: () => {},
  })
  if (!udp.ok) return udp

  const driver = createDriver({
    engine: createEngine({
      identity: { ...options, installation: randomUUID(), absence: undefined },
      version: options.version,
      charset,
      legacyEncoding: 'gb18030',
      seed: randomInt(2 ** 32),
      packetNo: 0,
      peers: [],
      outbox: [],
    }),
    now: Date.now,
    apply: (_now, events) => events.flatMap(receive),
    reserved: () => numbers,
    transmit: (to, bytes) => udp.value.send(to, withFile(bytes, files)),
    onOverflow: () => {},
    onBug: (error) => console.error(error),
  })

  const sayTo =
    (peer: PeerId): Say =>
    (text, file) => {
      messages += 1
      if (file !== undefined) files.set(text, file)
      driver.input({
        type: 'send',
        message: { id: String(messages), peer, text, packetNo: undefined, queuedAt: Date.now(), attempts: 0 },
      })
    }

  /** The receipt of what may be acknowledged: a colleague of the demo forgets everything, so nothing has to be stored first. */
  function receive(event: EngineEvent): number[] {
    if (event.type === 'packet-numbers') numbers = event.upTo
    if (event.type === 'peer-changed' && event.peer.endpoint.address === audience && met === undefined) {
      met = event.peer.id
      script.onMeet(sayTo(met))
    }
    if (event.type !== 'message-received') return []
    if (!event.message.automatic) script.onMessage(event.message.text, sayTo(event.message.peer))
    return [event.receipt]
  }

  const endpoint = (host: string) => ({ address: host, port })
  driver.input({
    type: 'reach',
    reach: { own: [endpoint(address)], broadcasts: [], configured: [endpoint(audience)] },
  })
  return ok({
    close() {
      driver.leave()
      return udp.value.close()
    },
  })
}

/** The engine sends texts; a message whose text has a file leaves with the share list behind it (protocol.md 4.1). */
function withFile(bytes: Uint8Array, files: ReadonlyMap<string, OfferedFile>): Uint8Array {
  const packet = decodePacket(bytes)
  if (!packet.ok || packet.value.command !== COMMAND.SENDMSG) return bytes
  const { text, encoding } = decodeText(packet.value, { charset, remembered: undefined, legacy: 'gb18030' })
  const file = files.get(text)
  if (file === undefined) return bytes
  const entry = { id: 0, modified: 0, kind: 'file', attributes: ATTRIBUTE.REGULAR, extended: [], ...file } as const
  const list = encodeShareList([entry], (name) => charset.encode(name, encoding))
  const { packetNo, flags } = packet.value
  return encodePacket({
    ...packet.value,
    packetNo: Number(packetNo),
    flags: flags | OPT.FILEATTACH,
    body: encodeTextBody(text, encoding, charset, list),
  })
}
