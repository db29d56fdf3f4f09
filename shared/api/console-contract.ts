/**
 * Methods of the packet console. It is off until a session is opened, and on while one is asked about: a window that is gone asks no
 * more, and its session ends with everything it started. Packets are paged by their numbers, as history is, and are in no snapshot.
 */
import { z } from 'zod'
import { EchoListener, PacketDetail, PacketRow, RawEncoding, RawExchange, Transport } from '../model/packet-console.ts'
import { method, Nothing, Token } from './method.ts'

/** Packets that are kept; older ones go. */
export const MAX_KEPT_PACKETS = 5_000
/** A datagram as hex digits, with blanks between them. */
const MAX_RAW_TEXT = 200_000

const session = z.number().int()
const closed = ['console-closed'] as const

export const ConsoleState = z.object({
  packets: z.array(PacketRow),
  /** More than these are there: ask again at once. */
  more: z.boolean(),
  /** Pushed out by newer ones since the console was opened. */
  lost: z.number().int(),
  raw: RawExchange.optional(),
  echoes: z.array(EchoListener),
})
export type ConsoleState = z.infer<typeof ConsoleState>

export const consoleContract = {
  /** `after`: the last packet before it, where others have the console open already. */
  openConsole: method(Nothing, z.object({ session, after: z.number().int() }), []),
  closeConsole: method(z.object({ session }), Nothing, []),
  /** Packets after that one, oldest first; and what the session has running. */
  consolePackets: method(
    z.object({ session, after: z.number().int().min(0), limit: z.number().int().min(1).max(200).default(100) }),
    ConsoleState,
    closed,
  ),
  consolePacket: method(z.object({ session, id: z.number().int() }), PacketDetail, [...closed, 'packet-gone']),
  /** Writes those of them that are still there into a pcap file: to the folder of a token, or to be fetched by a ticket. */
  exportPackets: method(
    z.object({
      session,
      ids: z.array(z.number().int()).min(1).max(MAX_KEPT_PACKETS),
      to: Token.optional(),
      saveAs: z.string().trim().min(1).max(255).optional(),
    }),
    z.object({ packets: z.number().int(), ticket: z.string().optional() }),
    [...closed, 'token-unknown', 'not-a-folder', 'save-failed'],
  ),
  /** To an address of the local network, and not of this computer. What was sent before by this session is not listened for any more. */
  sendRaw: method(
    z.object({
      session,
      transport: Transport,
      /** `address:port`. */
      to: z.string().max(80),
      text: z.string().max(MAX_RAW_TEXT),
      encoding: RawEncoding,
    }),
    Nothing,
    [...closed, 'invalid-address', 'not-local', 'own-address', 'bad-hex', 'empty', 'too-large'],
  ),
  /** Answers what comes to that port with the same, within limits, until it is stopped or the session ends. */
  startEcho: method(
    z.object({ session, transport: Transport, port: z.number().int().min(1_024).max(65_535) }),
    Nothing,
    [...closed, 'port-reserved', 'port-in-use', 'port-denied'],
  ),
  stopEcho: method(z.object({ session, transport: Transport }), Nothing, closed),
} as const

export const consoleMethods = [
  'openConsole',
  'closeConsole',
  'consolePackets',
  'consolePacket',
  'exportPackets',
  'sendRaw',
  'startEcho',
  'stopEcho',
] as const satisfies readonly (keyof typeof consoleContract)[]
export type ConsoleMethodName = (typeof consoleMethods)[number]
