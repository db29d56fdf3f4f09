/**
 * The network as the host sees it: one UDP socket that is opened, watched and opened again, and the addresses it reaches. Node has no
 * event for a cable that is pulled or a port that becomes free, so one tick every few seconds compares what is with what was.
 */
import { networkInterfaces } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import type { Endpoint, Reach } from '../../../shared/engine/io.ts'
import type { Network } from '../../../shared/model/state.ts'
import { GROUP_ADDRESS } from '../../../shared/protocol/index.ts'
import type { Datagram } from '../inbox.ts'
import type { Log } from '../log.ts'
import { ANY_ADDRESS, type Interface, ipv4Interfaces, isLoopback, reachOf, usedInterfaces } from './interfaces.ts'
import { type Multicast, openMulticast } from './multicast.ts'
import { type BindProblem, openUdp, type Udp } from './udp.ts'

export interface LanSettings {
  readonly port: number
  readonly configured: readonly Endpoint[]
}

export interface LanOptions extends LanSettings {
  /** IPv4 address to bind to, `0.0.0.0` for all. */
  readonly bind: string
  readonly log: Log
  readonly onDatagram: (datagram: Datagram) => void
  /** After each change; `reach` is undefined while nobody can be reached. */
  readonly onChange: (network: Network, reach: Reach | undefined) => void
  /** The computer's interfaces; a test can pull a cable here. */
  readonly interfaces?: () => readonly Interface[]
}

export interface Lan {
  readonly port: number
  readonly network: Network
  /** Packets that did not leave or did not arrive, by the system's code. */
  readonly errors: ReadonlyMap<string, number>
  /** Resolves after the first attempt, whatever came of it. */
  open(): Promise<void>
  /** Tries now; with a socket open, closes it first when the port changed. */
  reopen(): Promise<void>
  configure(settings: LanSettings): Promise<void>
  send(to: Endpoint, bytes: Uint8Array): void
  close(): Promise<void>
}

/** How soon a pulled cable, a new Wi-Fi or a freed port is noticed. */
const TICK = 3_000
/** A socket that fails again and again is opened less and less often: after 1, 2, 4 … ticks, at most this many (30 s). */
const MAX_TICKS_BETWEEN = 10
/** A socket that lived this many ticks (a minute) is taken as sound again. */
const SOUND_AFTER_TICKS = 20

const systemInterfaces = (): readonly Interface[] => ipv4Interfaces(networkInterfaces())

export function createLan(options: LanOptions): Lan {
  const { bind, log, onChange, onDatagram, interfaces = systemInterfaces } = options
  const errors = new Map<string, number>()
  let { port, configured } = options
  let network: Network = { state: 'starting' }
  let reach: Reach | undefined
  let socket: Udp | undefined
  let multicast: Multicast | undefined
  /** Sockets that only hear broadcasts, see `listenForBroadcasts`. */
  let ears: readonly Udp[] = []
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let failures = 0
  let ticksToWait = 0
  let ticksAlive = 0
  // Opening and closing take time; one after another, so that two never overlap.
  let work: Promise<void> = Promise.resolve()
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    work = work.then(step)
    return work
  }

  const publish = (next: Network, nextReach: Reach | undefined): void => {
    if (isDeepStrictEqual(network, next) && isDeepStrictEqual(reach, nextReach)) return
    if (network.state !== next.state) log.write('info', `network: ${describe(next)}`)
    network = next
    reach = nextReach
    onChange(network, reach)
  }

  const fail = (problem: BindProblem): void =>
    publish({ state: 'failed', reason: problem.reason, address: bind, port, detail: problem.detail }, undefined)

  const shut = async (): Promise<void> => {
    const open = [multicast, socket, ...ears]
    socket = undefined
    multicast = undefined
    ears = []
    await Promise.all(open.map((each) => each?.close()))
  }

  const onPacketError = (code: string): void => {
    errors.set(code, (errors.get(code) ?? 0) + 1)
    log.repeated(`packet ${code}`, 'info', `a packet was lost: ${code}`)
  }

  const onFailure = (detail: string): void => {
    log.write('error', `the UDP socket failed: ${detail}`)
    failures += 1
    ticksToWait = Math.min(2 ** failures, MAX_TICKS_BETWEEN)
    ticksAlive = 0
    fail({ reason: 'other', detail })
    void inTurn(shut)
  }

  const tryToOpen = async (): Promise<void> => {
    if (closed || socket !== undefined) return
    const opened = await openUdp(bind, port, { onDatagram, onPacketError, onFailure })
    if (!opened.ok) {
      fail(opened.error)
      return
    }
    socket = opened.value
    ears = await listenForBroadcasts(bind, port, interfaces(), onDatagram)
    multicast = await openMulticast(opened.value, bind, port, log, onDatagram)
    ticksAlive = 0
    look()
  }

  /** Compares the interfaces with the last look. */
  const look = (): void => {
    if (socket === undefined) return
    const found = interfaces()
    const used = usedInterfaces(bind, found)
    multicast?.follow(used.map(({ address }) => address))
    if (used.length > 0) {
      const shown = used.map(({ name, address, broadcast }) => ({
        name,
        address,
        ...(broadcast === undefined ? {} : { broadcast }),
      }))
      publish({ state: 'online', address: bind, port, interfaces: shown }, reachOf(bind, port, found, configured))
    } else if (bind === ANY_ADDRESS) {
      publish({ state: 'no-interface', port }, undefined)
    } else {
      // The socket of an address that went away hears nothing when the address comes back.
      fail({ reason: 'address-missing', detail: `${bind} is no longer an address of this computer` })
      void inTurn(shut)
    }
  }

  const tick = (): void => {
    if (socket !== undefined) {
      ticksAlive += 1
      if (ticksAlive >= SOUND_AFTER_TICKS) failures = 0
      look()
    } else if (ticksToWait > 0) {
      ticksToWait -= 1
    } else {
      void inTurn(tryToOpen)
    }
  }

  const openNow = (): Promise<void> => {
    ticksToWait = 0
    return inTurn(tryToOpen)
  }

  return {
    get network() {
      return network
    },
    get port() {
      return port
    },
    errors,
    open() {
      timer ??= setInterval(tick, TICK)
      return openNow()
    },
    reopen: openNow,
    async configure(settings) {
      configured = settings.configured
      if (settings.port === port) {
        look()
        return
      }
      port = settings.port
      void inTurn(shut)
      await openNow()
    },
    send(to, bytes) {
      if (to.address === GROUP_ADDRESS) multicast?.send(to, bytes)
      else socket?.send(to, bytes)
    },
    close() {
      closed = true
      clearInterval(timer)
      return inTurn(shut)
    },
  }
}

/**
 * Linux gives broadcasts only to sockets that are bound to all addresses or to the broadcast address itself: bound to one interface's
 * address, hellos of newcomers would be missed. Each of these sockets is shared, because another program may listen in the same way.
 */
async function listenForBroadcasts(
  bind: string,
  port: number,
  interfaces: readonly Interface[],
  onDatagram: (datagram: Datagram) => void,
): Promise<readonly Udp[]> {
  if (process.platform !== 'linux' || bind === ANY_ADDRESS || isLoopback(bind)) return []
  const targets = reachOf(bind, port, interfaces, [])?.broadcasts ?? []
  const handlers = { onDatagram, onPacketError: () => {}, onFailure: () => {} }
  const opened = await Promise.all(targets.map(({ address }) => openUdp(address, port, handlers, { shared: true })))
  return opened.flatMap((each) => (each.ok ? [each.value] : []))
}

function describe(network: Network): string {
  switch (network.state) {
    case 'online':
      return `online on ${network.address}:${network.port}`
    case 'failed':
      return `failed on ${network.address}:${network.port}, ${network.reason}: ${network.detail}`
    default:
      return network.state
  }
}
