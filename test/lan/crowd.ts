/**
 * A thousand Gezis on one switch, in virtual time, for counting: what each sends, what all of them send in a second, who knows whom. Unlike
 * network.ts it keeps no datagrams and no disks.
 *
 * Nothing arrives sooner than a step after it was sent. So within a step nobody can hear of what another one does in it, and each goes on alone
 * from its beginning to its end: a thousand engines are more than a processor's cache holds, and each is fetched once a step instead of once
 * for each datagram.
 */
import { charset } from '../../electron/host/charset.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Endpoint, Engine, PeerId } from '../../shared/engine/io.ts'
import { createRandom } from '../../shared/engine/random.ts'

export interface CrowdOptions {
  readonly count: number
  /** They start within so many milliseconds. */
  readonly startWithin: number
  /** Per cent of deliveries that are lost: of a broadcast each hearer misses it for himself. */
  readonly loss: number
}

export interface Crowd {
  /** Whole steps. */
  run(milliseconds: number): void
  /** Pairs of which one does not list the other as being there. */
  strangers(): number
  /** The power of these, counted from 0, is gone: they say nothing more. Returns how many of the others list them still, pair by pair, at any time. */
  crash(indices: readonly number[]): () => number
  /** Datagrams that left since the last call, a broadcast counted once: of each Gezi on average, of the busiest one in its busiest second, of all in the busiest second. */
  takeTraffic(): Traffic
}

export interface Traffic {
  readonly each: number
  readonly peakOfOne: number
  readonly peakOfAll: number
}

const PORT = 2425
/** Of the network; one for everybody, however many that are. */
const BROADCAST: Endpoint = { address: '10.0.0.0', port: PORT }
const START = 1_795_161_600_000
const SECOND = 1_000
/** Milliseconds. */
const STEP = 10
/** On the way. */
const DELAY = [STEP, 3 * STEP] as const

interface Member {
  readonly index: number
  readonly engine: Engine
  readonly endpoint: Endpoint
  readonly online: Set<PeerId>
  state: 'off' | 'on' | 'crashed'
  second: number
  inSecond: number
}

interface Arrival {
  readonly at: number
  readonly from: Member
  readonly bytes: Uint8Array
}

/** What arrives within one step, in order of time. */
interface Step {
  readonly everybody: Arrival[]
  readonly one: Map<Member, Arrival[]>
}

export function createCrowd({ count, startWithin, loss }: CrowdOptions): Crowd {
  const random = createRandom(1)
  const steps = new Map<number, Step>()
  const perSecond = new Map<number, number>()
  let now = START
  let sent = 0
  let peakOfOne = 0

  const members = Array.from({ length: count }, (_, index): Member => {
    const [name, number] = [`user${index}`, index + 1]
    const engine = createEngine({
      identity: {
        ...{ installation: `installation-${index}`, mac: `0247${index.toString(16).toUpperCase().padStart(8, '0')}` },
        ...{ user: name, host: `pc${index}`, name, group: '', absence: undefined },
      },
      ...{ version: '0.1.0', charset, legacyEncoding: 'gb18030', packetNo: 0, peers: [], outbox: [] },
      seed: random.between(0, 0x7fff_ffff),
    })
    const endpoint = { address: `10.0.${number >> 8}.${number & 0xff}`, port: PORT }
    return { index, engine, endpoint, online: new Set(), state: 'off', second: 0, inSecond: 0 }
  })
  const byAddress = new Map(members.map((member) => [member.endpoint.address, member]))
  /** When each has something to do next without hearing anything; at first, to start. */
  const wakesAt = Float64Array.from(members, () => START + random.between(0, startWithin))

  function note(member: Member, at: number): void {
    const second = Math.floor(at / SECOND)
    sent++
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
    member.inSecond = second === member.second ? member.inSecond + 1 : 1
    member.second = second
    peakOfOne = Math.max(peakOfOne, member.inSecond)
  }

  function stepAt(at: number): Step {
    const number = Math.floor(at / STEP)
    const known = steps.get(number)
    if (known !== undefined) return known
    const step: Step = { everybody: [], one: new Map() }
    steps.set(number, step)
    return step
  }

  function carry(from: Member, to: Endpoint, bytes: Uint8Array, sentAt: number): void {
    note(from, sentAt)
    const at = sentAt + random.between(...DELAY)
    const { everybody, one } = stepAt(at)
    const target = byAddress.get(to.address)
    if (to.address === BROADCAST.address) everybody.push({ at, from, bytes })
    else if (target !== undefined) one.set(target, [...(one.get(target) ?? []), { at, from, bytes }])
  }

  function input(member: Member, at: number, given: Input): void {
    const { engine } = member
    engine.handle(at, given)
    for (let output = engine.next(); output !== undefined; output = engine.next()) {
      if (output.type === 'transmit') carry(member, output.to, output.bytes, at)
      else if (output.event.type === 'peer-changed') {
        const { id, presence } = output.event.peer
        if (presence === 'offline') member.online.delete(id)
        else member.online.add(id)
      }
    }
    wakesAt[member.index] = engine.deadline ?? Number.POSITIVE_INFINITY
  }

  function wake(member: Member, before: number): void {
    for (let at = wakesAt[member.index] ?? before; at < before; at = wakesAt[member.index] ?? before) {
      if (member.state === 'on') input(member, at, { type: 'timeout' })
      else {
        member.state = 'on'
        const { address } = BROADCAST
        const reach = {
          own: [member.endpoint],
          broadcasts: [BROADCAST],
          networks: [{ address, bits: 16 }],
          configured: [],
        }
        input(member, at, { type: 'reach', reach })
      }
    }
  }

  /** All of one member's step. */
  function go(member: Member, arrivals: readonly Arrival[], end: number): void {
    for (const { at, from, bytes } of arrivals) {
      if (from === member) continue
      wake(member, at)
      if (member.state !== 'on' || (loss > 0 && random.between(1, 100) <= loss)) continue
      input(member, at, { type: 'datagram', from: from.endpoint, bytes })
    }
    wake(member, end)
  }

  const inOrder = (arrivals: readonly Arrival[]): readonly Arrival[] => arrivals.toSorted((a, b) => a.at - b.at)

  function runStep(number: number): void {
    const end = (number + 1) * STEP
    const step = steps.get(number)
    steps.delete(number)
    const everybody = inOrder(step?.everybody ?? [])
    for (const member of members) {
      const own = step?.one.get(member)
      const arrivals = own === undefined ? everybody : inOrder([...everybody, ...own])
      if (arrivals.length > 0 || (wakesAt[member.index] ?? end) < end) go(member, arrivals, end)
    }
  }

  return {
    run(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const next = Math.min(Math.floor(wakesAt.reduce((a, b) => Math.min(a, b)) / STEP), ...steps.keys())
        if (next * STEP >= end) break
        runStep(next)
      }
      now = end
    },
    strangers: () =>
      members.reduce((sum, { online, state }) => sum + (state === 'crashed' ? 0 : count - 1 - online.size), 0),
    crash(indices) {
      const gone = members.filter(({ index }) => indices.includes(index))
      for (const member of gone) {
        member.state = 'crashed'
        wakesAt[member.index] = Number.POSITIVE_INFINITY
      }
      const ids = gone.map(({ index }) => `g:installation-${index}`)
      const others = members.filter((member) => !gone.includes(member))
      return () => others.reduce((sum, { online }) => sum + ids.filter((id) => online.has(id)).length, 0)
    },
    takeTraffic() {
      const traffic = { each: sent / count, peakOfOne, peakOfAll: Math.max(0, ...perSecond.values()) }
      sent = peakOfOne = 0
      perSecond.clear()
      return traffic
    },
  }
}
