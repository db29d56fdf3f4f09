/**
 * The connection doctor's two-ended look: the asked one greets the asker back by the ways that are named, connects to his TCP port, and
 * says what it received of him, by its own clock.
 *
 *   request   `greet:unicast broadcast`, `connect:2425`
 *   answer    `clock:1795161600000`, `seen:192.168.1.7`, `heard:1795161599000 2`, `tcp:open`
 */
import { addressText, type Fields, fieldLines, firstOf, portNumber, wholeNumber } from './field-lines.ts'

const probeWays = ['unicast', 'broadcast'] as const
type ProbeWay = (typeof probeWays)[number]
const probeTcp = ['open', 'refused', 'silent', 'not-tried'] as const

export interface ProbeRequest {
  /** How a BR_ENTRY of the asked one is wanted. */
  readonly greet: readonly ProbeWay[]
  /** The asker's TCP port, to be connected to at the address from which he asks; undefined: not tried. */
  readonly connect: number | undefined
}

export interface ProbeAnswer {
  /** Of the asked one, milliseconds since 1970. */
  readonly clock: number
  /** From which address the asker asks, as the asked one sees it. */
  readonly seen: string
  /** When a datagram of that address came last, by the same clock, and how many of them since the program started. */
  readonly heard: { readonly at: number; readonly packets: number } | undefined
  readonly tcp: (typeof probeTcp)[number]
}

export const encodeProbeRequest = ({ greet, connect }: ProbeRequest): string =>
  fieldLines([['greet', greet.join(' ')], ...(connect === undefined ? [] : [['connect', String(connect)] as const])])

export function decodeProbeRequest(fields: Fields): ProbeRequest | undefined {
  const words = (firstOf(fields, 'greet') ?? '').split(' ')
  const wanted = firstOf(fields, 'connect')
  const connect = portNumber(wanted)
  if (wanted !== undefined && connect === undefined) return undefined
  return { greet: probeWays.filter((way) => words.includes(way)), connect }
}

export const encodeProbeAnswer = ({ clock, seen, heard, tcp }: ProbeAnswer): string =>
  fieldLines([
    ['clock', String(clock)],
    // The zone is the asked one's own name of its interface.
    ['seen', seen.replace(/%.*$/, '')],
    ...(heard === undefined ? [] : [['heard', `${heard.at} ${heard.packets}`] as const]),
    ['tcp', tcp],
  ])

export function decodeProbeAnswer(fields: Fields): ProbeAnswer | undefined {
  const clock = wholeNumber(firstOf(fields, 'clock'))
  const seen = addressText(firstOf(fields, 'seen'))
  const tcp = probeTcp.find((known) => known === firstOf(fields, 'tcp'))
  const said = firstOf(fields, 'heard')
  const [at, packets] = (said ?? '').split(' ').map(wholeNumber)
  const heard = at === undefined || packets === undefined ? undefined : { at, packets }
  if (clock === undefined || seen === undefined || tcp === undefined || (said !== undefined && heard === undefined))
    return undefined
  return { clock, seen, heard, tcp }
}
