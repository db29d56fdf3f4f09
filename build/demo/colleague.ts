/**
 * A colleague without a window: the product's own engine, driver, socket, keys and file server on a loopback address; on disk are only
 * its keys and the file that it offers. What it receives is acknowledged at once and handed to a script.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { charset } from '../../electron/host/charset.ts'
import { digest } from '../../electron/host/cipher.ts'
import { openKeys } from '../../electron/host/crypto/own-keys.ts'
import { createDriver } from '../../electron/host/driver.ts'
import { createRequestLocks } from '../../electron/host/locked-requests.ts'
import { createFileServer, type Served } from '../../electron/host/net/file-server.ts'
import { type BindProblem, openUdp } from '../../electron/host/net/udp.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { PeerId } from '../../shared/engine/io.ts'
import { ATTRIBUTE, localMac } from '../../shared/protocol/index.ts'
import { ok, type Result } from '../../shared/result.ts'

/** Bytes of a zip archive's end record. */
const END_RECORD = 22

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
  const installation = randomUUID()
  const folder = mkdtempSync(join(tmpdir(), 'gezi-demo-colleague-'))
  let offered: Served | undefined
  let numbers = 0
  let messages = 0
  let met: PeerId | undefined

  const log = { write: (level: string, text: string) => console.error(`${options.name}: ${level}: ${text}`) }
  const keys = await openKeys(
    { data: folder, log },
    (done) => driver.input({ type: 'cipher-done', done }),
    console.error,
  )
  const udp = await openUdp(address, port, {
    onDatagram: (datagram) => driver.datagram(datagram),
    onPacketError: () => {},
    onFailure: () => {},
  })
  if (!udp.ok) {
    rmSync(folder, { recursive: true, force: true })
    await keys.close()
    return udp
  }

  const driver = createDriver({
    engine: createEngine({
      identity: { ...options, installation, mac: localMac(installation, { digest }), absence: undefined },
      version: options.version,
      charset,
      legacyEncoding: 'gb18030',
      seed: randomInt(2 ** 32),
      packetNo: 0,
      peers: [],
      outbox: [],
      keys: keys.engineKeys([]),
    }),
    now: Date.now,
    apply(_now, events) {
      keys.work(events)
      return events.flatMap(receive)
    },
    reserved: () => numbers,
    transmit: udp.value.send,
    onOverflow: () => {},
    onBug: (error) => console.error(error),
  })

  const sayTo =
    (peer: PeerId): Say =>
    (text, file) => {
      messages += 1
      if (file !== undefined) makeFile(file)
      const entry = { id: 0, modified: 0, kind: 'file', attributes: ATTRIBUTE.REGULAR, extended: [] } as const
      const attachments = file === undefined ? [] : [{ ...entry, ...file }]
      const message = {
        id: String(messages),
        peer,
        text,
        packetNo: undefined,
        queuedAt: Date.now(),
        attempts: 0,
        attachments,
      }
      driver.input({ type: 'send', message })
    }

  function makeFile({ name, size }: OfferedFile): void {
    const path = join(folder, name)
    writeFileSync(path, emptyArchive(size))
    const modified = statSync(path).mtimeMs
    offered = { id: '0', kind: 'file', path, name, size, modified, encodeName: (text) => charset.encode(text, 'utf-8') }
  }

  const server = createFileServer({
    unlock: createRequestLocks(keys, Date.now),
    authorize: (_request, from) => (from === audience && offered !== undefined ? offered : 'denied'),
    report: () => {},
    pace: async () => {},
    drop: () => {},
  })
  // Without it the demo goes on; only its file can't be fetched, and the card says so.
  await server.listen(address, port)

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
    async close() {
      driver.leave()
      await Promise.all([udp.value.close(), server.close(), keys.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

/** A zip archive of that size with nothing in it: archivers look for its end record and pass over what stands before. */
function emptyArchive(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.write('PK\u0005\u0006', size - END_RECORD, 'latin1')
  return bytes
}
