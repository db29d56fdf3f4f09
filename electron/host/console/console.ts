/**
 * The packet console. While no session is open a packet costs one comparison and nothing is kept; with the last session everything that
 * was kept is forgotten. It listens in and never answers: what it sends, the user sends, from sockets of its own.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type ConsoleMethodName,
  type ConsoleState,
  consoleContract,
  consoleMethods,
} from '../../../shared/api/console-contract.ts'
import type { ApiError } from '../../../shared/api/contract.ts'
import { parseInput } from '../../../shared/api/method.ts'
import { type DescribeContext, describePacket, describeRow } from '../../../shared/core/console/describe-packet.ts'
import { writePcap } from '../../../shared/core/console/pcap.ts'
import { encodeRaw } from '../../../shared/core/console/raw-text.ts'
import { createPacketRing } from '../../../shared/core/console/ring.ts'
import type { Staged } from '../../../shared/core/file-port.ts'
import type { Messenger } from '../../../shared/core/messenger.ts'
import type { EngineEvent } from '../../../shared/engine/events.ts'
import type { Endpoint } from '../../../shared/engine/io.ts'
import type { Transport } from '../../../shared/model/packet-console.ts'
import { safeName } from '../../../shared/model/safe-name.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { charset } from '../charset.ts'
import { keylessCipher } from '../cipher.ts'
import type { Downloads } from '../downloads.ts'
import { foldersOf, makePrivateFolder } from '../history/folders.ts'
import { type OwnSide, ownSideFor } from '../net/own-side.ts'
import { createSession, type Session } from './session.ts'
import { targetOf } from './target.ts'

export interface ConsoleParts {
  readonly bind: string
  /** The data folder. */
  readonly data: string
  readonly now: () => number
  readonly messenger: Pick<Messenger, 'people' | 'settings'>
  readonly port: () => number
  /** May be written to beside the addresses of the local network. */
  readonly configured: () => readonly Endpoint[]
  readonly staged: (token: string) => Staged | undefined
  readonly downloads: Downloads
}

export interface PacketConsole {
  /** From and to the messenger's own sockets. */
  heard(from: Endpoint, bytes: Uint8Array): void
  sent(to: Endpoint, bytes: Uint8Array): void
  /** The beginning of a TCP connection from there. */
  asked(from: Endpoint, first: Uint8Array): void
  /** What the engine made of what was heard. */
  judged(events: readonly EngineEvent[]): void
  /** Undefined for methods that are not the console's. */
  call(method: string, input: unknown): Promise<Result<unknown, ApiError>> | undefined
  close(): void
}

/** Browsers wake the timers of a page in the background once a minute only. Milliseconds. */
const UNSEEN = 150_000
const LOOK_EVERY = 10_000
/** Windows and command lines that look at the same time; one more ends the oldest. */
const MAX_SESSIONS = 8
const MAX_FIRST_SESSION = 2 ** 40
/** Interfaces change rarely, packets come by the thousand. */
const SIDES_FOR = 3_000
const MAX_SIDES = 1_024
/** A request has a few hundred bytes; who sends something else is seen by its beginning. */
const MAX_FIRST = 4_096

type ParsedInput<M extends ConsoleMethodName> = z.output<(typeof consoleContract)[M]['input']>
/** The contract once more, indexed so that the compiler keeps a method and its input together. */
const inputs: { readonly [M in ConsoleMethodName]: { readonly input: z.ZodType<ParsedInput<M>> } } = consoleContract

type Answer = Result<unknown, ApiError> | Promise<Result<unknown, ApiError>>
const closed: Result<never, ApiError> = err({ code: 'console-closed' })

interface Opened {
  readonly session: Session
  seen: number
}

export function createConsole(parts: ConsoleParts): PacketConsole {
  const { bind, now } = parts
  const ring = createPacketRing()
  const sessions = new Map<number, Opened>()
  // Another one after each restart: who still has a number of the run before gets nobody else's session.
  let last = randomInt(MAX_FIRST_SESSION)
  let timer: NodeJS.Timeout | undefined
  const sideOf = rememberSides(bind)

  function end(number: number): void {
    sessions.get(number)?.session.close()
    sessions.delete(number)
    if (sessions.size > 0) return
    clearInterval(timer)
    ring.clear()
  }

  const endUnseen = (): void => {
    const limit = performance.now() - UNSEEN
    for (const [number, { seen }] of [...sessions]) if (seen < limit) end(number)
  }

  const add = (direction: 'in' | 'out', protocol: Transport, peer: Endpoint, bytes: Uint8Array): void => {
    const side = sideOf(peer.address)
    const local = { address: side.address, port: parts.port() }
    ring.add({ at: now(), direction, protocol, peer, local, interface: side.interface, bytes: bytes.slice() })
  }

  const context = (): DescribeContext => {
    const people = new Map(parts.messenger.people().map((person) => [person.endpoint.address, person]))
    return {
      charset,
      legacy: parts.messenger.settings.legacyEncoding,
      groupCipher: keylessCipher,
      person: (address) => people.get(address),
    }
  }

  const methods: { readonly [M in ConsoleMethodName]: (input: ParsedInput<M>) => Answer } = {
    openConsole() {
      const [oldest] = sessions.keys()
      if (sessions.size >= MAX_SESSIONS && oldest !== undefined) end(oldest)
      if (sessions.size === 0) timer = setInterval(endUnseen, LOOK_EVERY).unref()
      const number = ++last
      const session = createSession({ bind, now, charset, port: parts.port })
      sessions.set(number, { session, seen: performance.now() })
      return ok({ session: number, after: ring.lastId })
    },
    closeConsole({ session }) {
      end(session)
      return ok({})
    },
    consolePackets({ session: number, after, limit }) {
      const opened = sessions.get(number)
      if (opened === undefined) return closed
      opened.seen = performance.now()
      const { raw, echoes } = opened.session
      const found = ring.after(after, limit)
      const described = found.length === 0 ? undefined : context()
      const state: ConsoleState = {
        packets: described === undefined ? [] : found.map((kept) => describeRow(kept, described)),
        more: (found.at(-1)?.id ?? ring.lastId) < ring.lastId,
        lost: ring.lost,
        ...(raw !== undefined && { raw }),
        echoes: [...echoes],
      }
      return ok(state)
    },
    consolePacket({ session, id }) {
      if (!sessions.has(session)) return closed
      const kept = ring.find(id)
      return kept === undefined ? err({ code: 'packet-gone' }) : ok(describePacket(kept, context()))
    },
    async exportPackets({ session, ids, to, saveAs }) {
      if (!sessions.has(session)) return closed
      const folder = to === undefined ? undefined : parts.staged(to)
      if (to !== undefined && folder === undefined) return err({ code: 'token-unknown' })
      if (folder !== undefined && folder.kind !== 'folder') return err({ code: 'not-a-folder' })
      const name = safeName(saveAs ?? 'gezi.pcap')
      const packets = [...new Set(ids)].flatMap((id) => ring.find(id) ?? [])
      const bytes = writePcap(packets)
      try {
        const path = folder === undefined ? await workFile(parts.data) : join(folder.path, name)
        await writeFile(path, bytes, { mode: 0o600 })
        const ticket =
          folder === undefined ? parts.downloads.offer({ path, name, bytes: bytes.length, made: true }) : undefined
        return ok({ packets: packets.length, ...(ticket !== undefined && { ticket }) })
      } catch (error) {
        return err({ code: 'save-failed', detail: error instanceof Error ? error.message : String(error) })
      }
    },
    sendRaw({ session, transport, to, text, encoding }) {
      const opened = sessions.get(session)
      if (opened === undefined) return closed
      const target = targetOf(to, bind, parts.configured())
      if (!target.ok) return err({ code: target.error })
      const bytes = encodeRaw(text, encoding, charset)
      if (!bytes.ok) return err({ code: bytes.error })
      opened.session.send({ transport, to: target.value, bytes: bytes.value, encoding })
      return ok({})
    },
    async startEcho({ session, transport, port }) {
      const started = await sessions.get(session)?.session.startEcho(transport, port)
      if (started === undefined) return closed
      return started.ok ? ok({}) : err({ code: started.error })
    },
    stopEcho({ session, transport }) {
      sessions.get(session)?.session.stopEcho(transport)
      return ok({})
    },
  }

  const invoke = async <M extends ConsoleMethodName>(method: M, input: unknown): Promise<Result<unknown, ApiError>> => {
    const parsed = parseInput(inputs[method].input, input)
    return parsed.ok ? await methods[method](parsed.value) : parsed
  }

  return {
    heard(from, bytes) {
      if (sessions.size > 0) add('in', 'udp', from, bytes)
    },
    sent(to, bytes) {
      if (sessions.size > 0) add('out', 'udp', to, bytes)
    },
    asked(from, first) {
      if (sessions.size > 0) add('in', 'tcp', from, first.subarray(0, MAX_FIRST))
    },
    judged(events) {
      if (sessions.size === 0) return
      for (const event of events) if (event.type === 'dropped') ring.drop(event.from, event.reason)
    },
    call(method, input) {
      const name = consoleMethods.find((known) => known === method)
      return name === undefined ? undefined : invoke(name, input)
    },
    close() {
      for (const number of [...sessions.keys()]) end(number)
    },
  }
}

async function workFile(data: string): Promise<string> {
  const { work } = foldersOf(data)
  await makePrivateFolder(work)
  return join(work, `${randomBytes(8).toString('hex')}.file`)
}

/** The own side of an address is looked up once in a while, not for each packet; and so are the interfaces, not for each address. */
function rememberSides(bind: string): (peer: string) => OwnSide {
  const sides = new Map<string, OwnSide>()
  let system: ReturnType<typeof networkInterfaces> = {}
  let since = Number.NEGATIVE_INFINITY
  return (peer) => {
    const at = performance.now()
    if (at - since > SIDES_FOR || sides.size >= MAX_SIDES) {
      sides.clear()
      system = networkInterfaces()
      since = at
    }
    const known = sides.get(peer) ?? ownSideFor(peer, bind, system)
    sides.set(peer, known)
    return known
  }
}
