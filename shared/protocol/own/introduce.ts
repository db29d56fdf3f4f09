/**
 * Introductions: the asker says whom he hears, the asked one answers with those whom she hears and he does not.
 *
 *   request   `known:2425 192.168.1.3-7,9 10.0.0.5 fe80::1`: the port, then addresses; the last numbers of one /24 share a word
 *   answer    `at:192.168.2.7 2425 feiq 12`: address, port, dialect, seconds since he was heard; `more:3`: left out for want of room
 *
 * Each introduction is as long as the hello that it causes (shared/engine/introductions.ts), by padding; and the request is as long as the
 * answer that it wants. So nobody can make others send more than he sent himself.
 */
import { addressText, allOf, type Fields, fieldLines, firstOf, portNumber, wholeNumber } from './field-lines.ts'

export interface KnownAddress {
  readonly address: string
  readonly port: number
}

export interface Introduced extends KnownAddress {
  /** A word for the program, as the sender's own list has it; only shown. */
  readonly dialect: string
  /** Seconds since something came from there. */
  readonly ago: number
}

export interface IntroduceRequest {
  readonly known: readonly KnownAddress[]
  /** How many introductions the answer may have. */
  readonly want: number
}

export interface IntroduceAnswer {
  readonly introduced: readonly Introduced[]
  readonly more: number
}

/** Of one: nobody's hello is longer whose names have usual lengths. */
export const INTRODUCTION_BYTES = 512
/** Of an answer, before what it tells. */
const STATUS_BYTES = 3
/** What fits into an answer. */
export const MAX_INTRODUCED = 31
/** Ports of one list: people behind one that nobody else has are guests, or made up. */
const MAX_PORTS = 64
/** Bytes; of a list that is longer the rest is left out, and the answer may name somebody who is known. */
const MAX_KNOWN_TEXT = 15_000
/** As many as the engine keeps people (shared/engine/limits.ts); ranges of a few bytes could name more. */
const MAX_KNOWN = 20_000

export function encodeIntroduceRequest({ known, want }: IntroduceRequest): string {
  const byPort = Map.groupBy(known.filter(canTravel), ({ port }) => port)
  const lines: string[] = []
  let room = MAX_KNOWN_TEXT
  for (const [port, those] of [...byPort].sort(([a], [b]) => a - b).slice(0, MAX_PORTS)) {
    const head = `known:${port}`
    // Its LF, too.
    room -= head.length + 1
    const kept = words(those).filter((word) => {
      room -= word.length + 1
      return room >= 0
    })
    if (kept.length > 0) lines.push(`${[head, ...kept].join(' ')}\n`)
  }
  return lines.join('').padEnd(want * INTRODUCTION_BYTES)
}

/** An address of a single link means nothing to anybody else, and nobody listens on port 0. */
const canTravel = ({ address, port }: KnownAddress): boolean =>
  addressText(address) !== undefined && portNumber(String(port)) !== undefined

/** `length`: bytes of the whole request. */
export function decodeIntroduceRequest(fields: Fields, length: number): IntroduceRequest | undefined {
  const known: KnownAddress[] = []
  for (const value of allOf(fields, 'known')) {
    const [first, ...rest] = value.split(' ')
    const port = portNumber(first)
    if (port === undefined) continue
    for (const word of rest) {
      // A word that a later version writes tells us nothing, and spoils nothing.
      const addresses = expand(word) ?? []
      if (known.length + addresses.length > MAX_KNOWN) return undefined
      known.push(...addresses.map((address) => ({ address, port })))
    }
  }
  return { known, want: Math.min(MAX_INTRODUCED, Math.floor(Math.max(0, length - STATUS_BYTES) / INTRODUCTION_BYTES)) }
}

export const encodeIntroduceAnswer = ({ introduced, more }: IntroduceAnswer): string =>
  fieldLines([
    ...introduced
      .filter(canTravel)
      .map(({ address, port, dialect, ago }) => ['at', `${address} ${port} ${dialect} ${ago}`] as const),
    ['more', String(more)],
  ]).padEnd(introduced.length * INTRODUCTION_BYTES)

/** `length`: bytes of the whole answer, which pays for what it tells. */
export function decodeIntroduceAnswer(fields: Fields, length: number): IntroduceAnswer | undefined {
  const lines = allOf(fields, 'at')
  const introduced = lines.map(introducedIn).filter((each) => each !== undefined)
  const more = wholeNumber(firstOf(fields, 'more'))
  if (introduced.length < lines.length || introduced.length * INTRODUCTION_BYTES > length || more === undefined)
    return undefined
  return { introduced, more }
}

function introducedIn(value: string): Introduced | undefined {
  const [where, at, dialect = '', seconds] = value.split(' ')
  const [address, port, ago] = [addressText(where), portNumber(at), wholeNumber(seconds)]
  if (address === undefined || port === undefined || ago === undefined || !/^[a-z0-9-]{1,16}$/.test(dialect))
    return undefined
  return { address, port, dialect, ago }
}

/** Addresses of one port as words. */
function words(known: readonly KnownAddress[]): string[] {
  const networks = new Map<string, number[]>()
  const others: string[] = []
  for (const { address } of known) {
    const [, network, last] = /^(\d+\.\d+\.\d+)\.(\d+)$/.exec(address) ?? []
    if (network === undefined) others.push(address)
    else networks.set(network, [...(networks.get(network) ?? []), Number(last)])
  }
  return [...[...networks].map(([network, numbers]) => `${network}.${ranges(numbers)}`), ...others]
}

function ranges(numbers: readonly number[]): string {
  const runs: [from: number, to: number][] = []
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === number - 1) run[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

function expand(word: string): readonly string[] | undefined {
  const [, network, list] = /^(\d+\.\d+\.\d+)\.([\d,-]+)$/.exec(word) ?? []
  if (network === undefined || list === undefined) {
    const address = addressText(word)
    return address === undefined ? undefined : [address]
  }
  const found: string[] = []
  for (const run of list.split(',')) {
    const [from, to = from] = run.split('-').map(wholeNumber)
    if (from === undefined || to === undefined || to > 255 || from > to || found.length > 256) return undefined
    for (let number = from; number <= to; number++) found.push(`${network}.${number}`)
  }
  return found.every((address) => addressText(address) !== undefined) ? found : undefined
}
