/**
 * The two-ended look, from this end: a colleague's Gezi is asked over TCP what it has of us (shared/protocol/own/probe.ts), before and after
 * packets that it counts. Other programs are never asked, and get none of these packets.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { OtherEnd } from '../../../shared/core/doctor/evidence.ts'
import type { Endpoint, Millis, PeerRecord } from '../../../shared/engine/io.ts'
import { COMMAND, encodePacket, type ProbeAnswer, type ProbeRequest } from '../../../shared/protocol/index.ts'
import type { Traffic } from '../net/traffic.ts'
import type { OwnPeers } from '../own-peers.ts'

export interface OtherEndParts {
  readonly own: Pick<OwnPeers, 'ask'>
  readonly transmit: (to: Endpoint, bytes: Uint8Array) => void
  readonly traffic: Traffic
  readonly now: () => Millis
}

export interface OtherEndQuestion {
  /** Our port for files; undefined where nobody listens there. */
  readonly port: number | undefined
  /** Whether his broadcasts should reach us. */
  readonly broadcast: boolean
  /** Whether packets are sent that he counts. */
  readonly counted: boolean
  readonly signal: AbortSignal
}

/** What a look may take, of the 15 s that it has: his key, and his try to connect to us. */
const PATIENCE: Millis = 10_000
/** Enough to tell a tenth from none. */
const SMALL = 40
/** More lost ones say enough, and large ones would be lost among them. */
const FEW = 4
/** Not one of so many arrives where a way does not take them. */
const LARGE = 5
/** UDP that fills an Ethernet frame of 1500 bytes. */
const LARGE_BYTES = 1_472
/** A broadcast that was asked for is here at once. */
const BROADCAST_PATIENCE: Millis = 1_000
/** He greets us when he is started, and by chance meanwhile: what we have of him was heard lately, if he has it of us. */
const LATELY: Millis = 10_000
const LOOK_EVERY: Millis = 50

/** Undefined where no answer came. */
export function askOtherEnd(
  parts: OtherEndParts,
  person: PeerRecord,
  question: OtherEndQuestion,
): Promise<OtherEnd | undefined> {
  const late = delay(PATIENCE, undefined, { signal: question.signal })
  // A look that was given up has nobody who waits for it.
  return Promise.race([converse(parts, person, question), late]).catch(() => undefined)
}

async function converse(
  { own, transmit, traffic, now }: OtherEndParts,
  { id, endpoint }: PeerRecord,
  { port, broadcast, counted }: OtherEndQuestion,
): Promise<OtherEnd | undefined> {
  const ask = async (
    request: ProbeRequest,
  ): Promise<{ readonly answer: ProbeAnswer; readonly skew: Millis } | undefined> => {
    const asked = now()
    const told = await own.ask(id, 'probe', request)
    return told.ok ? { answer: told.value, skew: Math.round(told.value.clock - (asked + now()) / 2) } : undefined
  }
  const quick = (): ReturnType<typeof ask> => ask({ greet: [], connect: undefined })
  const packets = (told: Awaited<ReturnType<typeof ask>>): number => told?.answer.heard?.packets ?? 0
  const send = (count: number, bytes: Uint8Array): void => {
    for (let left = count; left > 0; left--) transmit(endpoint, bytes)
  }

  const began = now()
  const calling = broadcast ? await ask({ greet: ['broadcast'], connect: port }) : undefined
  // Others may have had his broadcasts a moment ago.
  const first = calling ?? (await ask({ greet: [], connect: port }))
  if (first === undefined) return undefined
  let [small, large]: [OtherEnd['small'], OtherEnd['large']] = [undefined, 'not-tried']
  if (counted) send(SMALL, knock(0))
  // The first answer took his time for a connection; this one tells his clock.
  let last = await quick()
  if (last === undefined) return undefined
  const { skew } = last
  if (counted) small = { sent: SMALL, lost: Math.max(0, SMALL - (packets(last) - packets(first))) }
  // The first ones may only teach the way's limit to this computer, which then divides the others.
  for (let round = 0; round < 2 && small !== undefined && small.lost < FEW && large !== 'arrive'; round++) {
    send(LARGE, knock(LARGE_BYTES))
    const told = await quick()
    if (told === undefined) break
    large = packets(told) > packets(last) ? 'arrive' : 'lost'
    last = told
  }
  const { heard, clock } = last.answer
  return {
    hears: small === undefined ? heard !== undefined && clock - heard.at < LATELY : small.lost < SMALL,
    back: first.answer.tcp,
    broadcast: calling ? await greeted(traffic, endpoint.address, began, now) : 'not-tried',
    small,
    large,
    skew,
  }
}

async function greeted(
  traffic: Traffic,
  address: string,
  since: Millis,
  now: () => Millis,
): Promise<'heard' | 'silent'> {
  const until = now() + BROADCAST_PATIENCE
  while ((traffic.of(address)?.lastHello ?? 0) < since) {
    if (now() > until) return 'silent'
    await delay(LOOK_EVERY)
  }
  return 'heard'
}

/** A NOOPERATION, which no program answers, padded to a length. The number and the names mean nothing. */
function knock(length: number): Uint8Array {
  const name = new TextEncoder().encode('knock')
  const bare = { version: '1', packetNo: 1, user: name, host: name, command: COMMAND.NOOPERATION, flags: 0 }
  const head = encodePacket({ ...bare, body: new Uint8Array(0) }).length
  return encodePacket({ ...bare, body: new Uint8Array(Math.max(0, length - head)).fill(0x20) })
}
