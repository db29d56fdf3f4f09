/**
 * A thousand Gezis on one switch, in virtual time, for counting: what each sends, what all of them send in a second, who knows whom. Unlike
 * network.ts it keeps no datagrams and no disks, and a broadcast reaches everybody at the same moment.
 */
import { charset } from '../../electron/host/charset.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Endpoint, Engine, PeerId } from '../../shared/engine/io.ts'
import { createRandom } from '../../shared/engine/random.ts'
import { createVirtualClock } from './clock.ts'

export interface CrowdOptions {
  readonly count: number
  /** They start within so many milliseconds. */
  readonly startWithin: number
}

export interface Crowd {
  run(milliseconds: number): void
  /** Pairs of which one does not list the other as being there. */
  strangers(): number
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

interface Member {
  readonly engine: Engine
  readonly endpoint: Endpoint
  readonly online: Set<PeerId>
  wake: () => void
  second: number
  inSecond: number
}

export function createCrowd({ count, startWithin }: CrowdOptions): Crowd {
  const clock = createVirtualClock(START)
  const random = createRandom(1)
  const members: Member[] = []
  const byAddress = new Map<string, Member>()
  let sent = 0
  let peakOfOne = 0
  let peakOfAll = 0
  let second = 0
  let inSecond = 0

  function note(member: Member): void {
    const now = Math.floor(clock.now / SECOND)
    sent++
    inSecond = now === second ? inSecond + 1 : 1
    second = now
    member.inSecond = now === member.second ? member.inSecond + 1 : 1
    member.second = now
    peakOfAll = Math.max(peakOfAll, inSecond)
    peakOfOne = Math.max(peakOfOne, member.inSecond)
  }

  const deliver = (to: Member, from: Endpoint, bytes: Uint8Array): void => input(to, { type: 'datagram', from, bytes })

  function carry(from: Member, to: Endpoint, bytes: Uint8Array): void {
    note(from)
    clock.after(random.between(1, 5), () => {
      if (to.address === BROADCAST.address) {
        for (const member of members) if (member !== from) deliver(member, from.endpoint, bytes)
        return
      }
      const target = byAddress.get(to.address)
      if (target !== undefined) deliver(target, from.endpoint, bytes)
    })
  }

  function input(member: Member, given: Input): void {
    const { engine } = member
    engine.handle(clock.now, given)
    for (let output = engine.next(); output !== undefined; output = engine.next()) {
      if (output.type === 'transmit') carry(member, output.to, output.bytes)
      else if (output.event.type === 'peer-changed') {
        const { id, presence } = output.event.peer
        if (presence === 'offline') member.online.delete(id)
        else member.online.add(id)
      }
    }
    member.wake()
    const { deadline } = engine
    if (deadline !== undefined)
      member.wake = clock.after(deadline - clock.now, () => input(member, { type: 'timeout' }))
  }

  function join(index: number): void {
    const name = `user${index}`
    const endpoint = { address: `10.0.0.${index}`, port: PORT }
    const engine = createEngine({
      identity: {
        ...{ installation: `installation-${index}`, mac: `0247${index.toString(16).toUpperCase().padStart(8, '0')}` },
        ...{ user: name, host: `pc${index}`, name, group: '', absence: undefined },
      },
      ...{ version: '0.1.0', charset, legacyEncoding: 'gb18030', packetNo: 0, peers: [], outbox: [] },
      seed: random.between(0, 0x7fff_ffff),
    })
    const member: Member = { engine, endpoint, online: new Set(), wake: () => undefined, second: 0, inSecond: 0 }
    members.push(member)
    byAddress.set(endpoint.address, member)
    input(member, { type: 'reach', reach: { own: [endpoint], broadcasts: [BROADCAST], configured: [] } })
  }

  for (let index = 1; index <= count; index++) clock.after(random.between(0, startWithin), () => join(index))

  return {
    run: (milliseconds) => clock.runUntil(clock.now + milliseconds),
    strangers: () => members.reduce((sum, { online }) => sum + count - 1 - online.size, 0),
    takeTraffic() {
      const traffic = { each: sent / count, peakOfOne, peakOfAll }
      sent = peakOfOne = peakOfAll = 0
      return traffic
    },
  }
}
