/** Reads the vectors of test/vectors and feeds streams in the three ways that a network may cut them. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { decodePacket, type Packet } from '../../shared/protocol/index.ts'

export function readVectors<T>(file: string, schema: z.ZodType<T>): T[] {
  const text = readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => schema.parse(JSON.parse(line)))
}

export const hexBytes = z.string().transform((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))

/** ASCII (or Latin-1) text as bytes; `\0`, `\x07` as usual. */
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

export function packetOf(bytes: Uint8Array | string): Packet {
  const packet = decodePacket(typeof bytes === 'string' ? bytesOf(bytes) : bytes)
  if (!packet.ok) throw new Error(`not a packet: ${packet.error}`)
  return packet.value
}

/** The same stream whole, byte by byte, and with more bytes behind it. */
export function cuts(bytes: Uint8Array): readonly (readonly [string, readonly Uint8Array[]])[] {
  return [
    ['whole', [bytes]],
    ['byte by byte', Array.from(bytes, (byte) => Uint8Array.of(byte))],
    ['with a tail', [Uint8Array.of(...bytes, ...bytesOf('tail:of:other:bytes'))]],
  ]
}
