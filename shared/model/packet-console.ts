/** What the packet console shows: datagrams as they came and went, taken apart. All texts are inert and bounded. */
import { z } from 'zod'

/** What a packet is made of; `section` and `rest` are what has no name of its own. */
export const partNames = [
  'version',
  'number',
  'user',
  'host',
  'command',
  'text',
  'font',
  'name',
  'group',
  'key_list',
  'icon',
  'encoding',
  'share_list',
  'old_list',
  'quoted',
  'capability',
  'session_key',
  'cipher',
  'signature',
  'exponent',
  'modulus',
  'image_head',
  'image_data',
  'group_cipher',
  'host_list',
  'section',
  'rest',
  'end',
] as const
export const PartName = z.enum(partNames)
export type PartName = z.infer<typeof PartName>

export const PacketPart = z.object({
  name: PartName,
  value: z.string(),
  /** Bytes of the datagram, the last one not included. */
  from: z.number().int(),
  to: z.number().int(),
})
export type PacketPart = z.infer<typeof PacketPart>

/** Why a datagram is no packet, and why one that is was not followed: the reasons of the decoder, then those of the engine. */
export const packetProblems = [
  'too-short',
  'too-long',
  'not-ipmsg',
  'bad-number',
  'bad-command',
  'name-too-long',
  'malformed',
  'flood',
  'peer-limit',
  'unsupported',
  'not-understood',
  'blocked',
  'not-believed',
] as const
export const PacketProblem = z.enum(packetProblems)
export type PacketProblem = z.infer<typeof PacketProblem>

export const PacketRow = z.object({
  /** Rises by one with each packet. */
  id: z.number().int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  direction: z.enum(['in', 'out']),
  protocol: z.enum(['udp', 'tcp']),
  address: z.string(),
  port: z.number().int(),
  /** The address of this computer, and its interface where it is known. */
  local: z.string(),
  interface: z.string(),
  /** As the list of people has him at that address, else as the packet says. */
  who: z.string(),
  program: z.string(),
  /** Name of the command, its number in hex where it has none; empty for what is no packet. */
  command: z.string(),
  flags: z.array(z.string()),
  number: z.string(),
  text: z.string(),
  encoding: z.string().optional(),
  /** Bytes. */
  size: z.number().int(),
  problem: PacketProblem.optional(),
})
export type PacketRow = z.infer<typeof PacketRow>

export const PacketDetail = z.object({
  packet: PacketRow,
  parts: z.array(PacketPart),
  /** Two digits for each byte. */
  hex: z.string(),
})
export type PacketDetail = z.infer<typeof PacketDetail>

/** How text is written to others by hand; `hex` is bytes in digits. */
export const rawEncodings = ['utf-8', 'gb18030', 'shift_jis', 'big5', 'hex'] as const
export const RawEncoding = z.enum(rawEncodings)
export type RawEncoding = z.infer<typeof RawEncoding>

export const Transport = z.enum(['udp', 'tcp'])
export type Transport = z.infer<typeof Transport>

/** What was sent by hand last, and what came back so far. */
export const RawExchange = z.object({
  transport: Transport,
  address: z.string(),
  port: z.number().int(),
  sentAt: z.number(),
  sent: z.number().int(),
  answers: z.array(z.object({ at: z.number(), text: z.string(), hex: z.string(), size: z.number().int() })),
  /** `waiting` for more; `over`: nothing more is awaited; else the system's code why it failed. */
  state: z.discriminatedUnion('state', [
    z.object({ state: z.literal('waiting') }),
    z.object({ state: z.literal('over') }),
    z.object({ state: z.literal('failed'), code: z.string() }),
  ]),
})
export type RawExchange = z.infer<typeof RawExchange>

export const EchoListener = z.object({
  transport: Transport,
  port: z.number().int(),
  /** Datagrams of UDP, connections of TCP. */
  answered: z.number().int(),
  bytes: z.number().int(),
  /** Left without an answer, by the guard's reason. */
  refused: z.number().int(),
})
export type EchoListener = z.infer<typeof EchoListener>
