/** A kept datagram as the console lists it, and with all that is in it. Cipher stays cipher: no key of ours is used here. */

import type { PeerRecord } from '../../engine/io.ts'
import { inertName, inertText } from '../../model/inert.ts'
import type { PacketDetail, PacketRow } from '../../model/packet-console.ts'
import {
  ALLSTAT,
  type Charset,
  COMMAND,
  clientName,
  concatBytes,
  decodeFeiqVersion,
  decodeHello,
  decodeNumberBody,
  decodePacket,
  decodeText,
  detectEncoding,
  type Encoding,
  hasFlag,
  OPT,
  type Packet,
  sections,
  type TextContext,
  toHex,
} from '../../protocol/index.ts'
import { commandName, flagNames, isHelloCommand } from './command-names.ts'
import { type PartContext, packetParts } from './packet-parts.ts'
import type { KeptPacket } from './ring.ts'

export interface DescribeContext {
  readonly charset: Charset
  /** The code page of this LAN. */
  readonly legacy: Encoding
  readonly groupCipher: PartContext['groupCipher']
  /** Whom the list of people has at that address. */
  readonly person: (address: string) => Pick<PeerRecord, 'name' | 'user' | 'client' | 'encoding'> | undefined
}

/** One line of a list. */
const MAX_TEXT = 200
const MAX_NAME = 60

export function describeRow(kept: KeptPacket, context: DescribeContext): PacketRow {
  return described(kept, context).row
}

export function describePacket(kept: KeptPacket, context: DescribeContext): PacketDetail {
  const { row, read } = described(kept, context)
  const { charset, groupCipher } = context
  const parts =
    read === undefined ? [] : packetParts(kept.bytes, read.packet, { charset, encoding: read.encoding, groupCipher })
  return { packet: row, parts, hex: toHex(kept.bytes) }
}

interface Described {
  readonly row: PacketRow
  /** Undefined for what is no packet. */
  readonly read: { readonly packet: Packet; readonly encoding: Encoding } | undefined
}

function described(kept: KeptPacket, context: DescribeContext): Described {
  const { id, at, direction, protocol, peer, local, bytes } = kept
  const person = context.person(peer.address)
  const common = {
    ...{ id, at, direction, protocol, address: peer.address, port: peer.port },
    ...{ local: local.address, interface: inertName(kept.interface), size: bytes.length },
  }
  const decoded = decodePacket(bytes)
  const nameOfPerson = person === undefined ? '' : inertName(person.name || person.user, MAX_NAME)
  if (!decoded.ok) {
    const text = inertName(context.charset.decode(bytes.subarray(0, MAX_TEXT * 2), context.legacy), MAX_TEXT)
    const row = {
      ...common,
      ...{ who: nameOfPerson, program: inertName(person?.client ?? '', MAX_NAME) },
      ...{ command: '', flags: [], number: '', text, problem: decoded.error },
    }
    return { row, read: undefined }
  }
  const packet = decoded.value
  const { charset, legacy } = context
  const texts: TextContext = { charset, legacy, remembered: direction === 'in' ? person?.encoding : undefined }
  const read = readPacket(packet, texts)
  const row = {
    ...common,
    // What we send names ourselves: the person is whom it goes to.
    who: nameOfPerson || (direction === 'in' ? inertName(read.name, MAX_NAME) : ''),
    program: inertName(read.program || (direction === 'in' ? (person?.client ?? '') : ''), MAX_NAME),
    command: commandName(packet.command, decodeFeiqVersion(packet.version) !== undefined),
    flags: flagNames(packet.command, packet.flags),
    number: packet.packetNo,
    text: inertName(inertText(read.text), MAX_TEXT),
    encoding: read.encoding,
    ...(kept.dropped !== undefined && { problem: kept.dropped }),
  }
  return { row, read: { packet, encoding: read.encoding } }
}

interface Reading {
  readonly name: string
  readonly program: string
  readonly text: string
  readonly encoding: Encoding
}

function readPacket(packet: Packet, texts: TextContext): Reading {
  const { command, flags, version, user, body } = packet
  const { charset } = texts
  if (isHelloCommand(command)) {
    const hello = decodeHello(packet, texts)
    const { client } = clientName(version, hello, flags & ALLSTAT)
    const text = [hello.name, hello.group].filter((each) => each !== '').join(' · ')
    return { name: hello.name || hello.user, program: client, text, encoding: encodingOf(packet, texts) }
  }
  const quoted = isAnswer(command) ? decodeNumberBody(body) : undefined
  if (command === COMMAND.SENDMSG && !hasFlag(flags, OPT.ENCRYPT)) {
    const { text, encoding } = decodeText(packet, texts)
    return { name: charset.decode(user, encoding), program: '', text, encoding }
  }
  const encoding = encodingOf(packet, texts)
  const [first] = command === COMMAND.SENDMSG ? [] : sections(body, 1)
  const text = quoted ?? (first === undefined ? '' : charset.decode(first.subarray(0, MAX_TEXT * 2), encoding))
  return { name: charset.decode(user, encoding), program: '', text, encoding }
}

const isAnswer = (command: number): boolean =>
  command === COMMAND.RECVMSG || command === COMMAND.READMSG || command === COMMAND.ANSREADMSG

/** By the names and what is in front of lists and keys, which have rules of their own. */
function encodingOf({ user, host, body, command, flags, version }: Packet, texts: TextContext): Encoding {
  const bytes = concatBytes([user, host, ...sections(body, isHelloCommand(command) ? 2 : 1)])
  const { legacy, remembered } = texts
  return detectEncoding({ bytes, utf8Flag: hasFlag(flags, OPT.UTF8), version, remembered, legacy })
}
