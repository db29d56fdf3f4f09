/**
 * The network as the host sees it: one UDP socket that is opened, watched and opened again, and the addresses it reaches. Node has no
 * event for a cable that is pulled or a port that becomes free, so one tick every few seconds compares what is with what was.
 */
import { networkInterfaces } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import type { Endpoint, Reach } from '../../../shared/engine/io.ts'
import type { Network, PortHolder } from '../../../shared/model/state.ts'
import type { Datagram } from '../inbox.ts'
import type { Log } from '../log.ts'
import { createGate, type Gate } from './gate.ts'
import { createHolderWatch, type FindHolder } from './holder-watch.ts'
import { ANY_ADDRESS, allInterfaces, type Interface, reachOf, shownInterfaces, usedInterfaces } from './interfaces.ts'
import { type Claimed, claimPort, isTaken } from './port-claim.ts'
import { openSockets, type Sockets } from './sockets.ts'
import type { System } from './subnets.ts'
import type { BindProblem, UdpHandlers } from './udp.ts'

export interface LanSettings {
  /** Where everybody listens. */
  readonly port: number
  /** The other port on which to be a guest while that one is taken, 0 for the first free one; undefined: wait for it. */
  readonly guest?: number | undefined
  /** Names of interfaces over which nothing is sent and nothing taken. */
  readonly denied?: readonly string[]
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
  readonly interfaces?: (system: System) => readonly Interface[]
  readonly findHolder?: FindHolder
}

export interface Lan {
  /** Ours at the moment: not the usual one while we are a guest. */
  readonly port: number
  readonly network: Network
  /** Packets that did not leave or did not arrive, by the system's code. */
  readonly errors: ReadonlyMap<string, number>
  /** Resolves after the first attempt, whatever came of it, and when it is known who holds the port. */
  open(): Promise<void>
  /** Tries now; with a socket open, closes it first when the port changed. */
  reopen(): Promise<void>
  configure(settings: LanSettings): Promise<void>
  send(to: Endpoint, bytes: Uint8Array): void
  /** What the user allowed. */
  readonly gate: Gate
  close(): Promise<void>
}

/** How soon a pulled cable, a new Wi-Fi or a freed port is noticed. */
const TICK = 3_000
/** A socket that fails again and again is opened less and less often: after 1, 2, 4 … ticks, at most this many (30 s). */
const MAX_TICKS_BETWEEN = 10
/** A socket that lived this many ticks (a minute) is taken as sound again. */
const SOUND_AFTER_TICKS = 20

export function createLan(options: LanOptions): Lan {
  const { bind, log, onChange, interfaces = allInterfaces } = options
  const gate = createGate()
  const errors = new Map<string, number>()
  let { port: usual, guest, configured, denied = [] } = options
  let network: Network = { state: 'starting' }
  let reach: Reach | undefined
  let sockets: Sockets | undefined
  /** Why the usual port is not ours. */
  let problem: BindProblem | undefined
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

  const watch = createHolderWatch(
    bind,
    () => {
      if (sockets !== undefined) look()
      else if (problem !== undefined) fail(problem)
    },
    options.findHolder,
  )
  const held = (): { readonly holder?: PortHolder } => (watch.holder === undefined ? {} : { holder: watch.holder })

  const fail = (failure: BindProblem): void => {
    if (closed) return
    problem = failure
    const { reason, detail } = failure
    if (isTaken(failure)) watch.look(usual)
    publish({ state: 'failed', reason, address: bind, port: usual, detail, ...(isTaken(failure) && held()) }, undefined)
  }

  const shut = async (): Promise<void> => {
    const open = sockets
    sockets = undefined
    await open?.close()
  }

  const handlers: UdpHandlers = {
    onDatagram: (datagram) => gate.through(datagram.from.address, () => options.onDatagram(datagram)),
    onPacketError(code) {
      errors.set(code, (errors.get(code) ?? 0) + 1)
      log.repeated(`packet ${code}`, 'info', `a packet was lost: ${code}`)
    },
    onFailure(detail) {
      log.write('error', `the UDP socket failed: ${detail}`)
      failures += 1
      ticksToWait = Math.min(2 ** failures, MAX_TICKS_BETWEEN)
      ticksAlive = 0
      fail({ reason: 'other', detail })
      void inTurn(shut)
    },
  }

  const tryToOpen = async (): Promise<void> => {
    if (closed || sockets !== undefined) return
    const claimed = await claimPort(bind, { usual, guest }, handlers)
    if (claimed.ok) await use(claimed.value)
    else fail(claimed.error)
  }

  /** A guest goes home as soon as the usual port is free; until then nothing changes. */
  const tryToGoHome = async (): Promise<void> => {
    if (closed || sockets === undefined || sockets.port === usual) return
    const home = await claimPort(bind, { usual, guest: undefined }, handlers)
    if (!home.ok) return
    await shut()
    await use(home.value)
  }

  const use = async (claimed: Claimed): Promise<void> => {
    sockets = await openSockets(claimed, bind, interfaces(networkInterfaces()), log, handlers)
    ticksAlive = 0
    problem = claimed.problem
    if (claimed.problem === undefined) watch.forget()
    look()
  }

  /** Compares the interfaces with the last look. */
  const look = (): void => {
    if (sockets === undefined || closed) return
    const { port } = sockets
    const system = networkInterfaces()
    const found = interfaces(system)
    gate.rule(denied, system)
    const there = usedInterfaces(bind, found)
    const used = there.filter(({ name }) => gate.allows(name))
    sockets.follow(used)
    if (used.length > 0) {
      const shown = shownInterfaces(used)
      if (port !== usual) watch.look(usual)
      const elsewhere = port === usual ? {} : { guest: { usualPort: usual, ...held() } }
      publish(
        { state: 'online', address: bind, port, interfaces: shown, ...elsewhere },
        reachOf(bind, { port, usual }, found, configured, used),
      )
    } else if (bind === ANY_ADDRESS || there.length > 0) {
      publish({ state: 'no-interface', port, ...(there.length > 0 && { denied: true as const }) }, undefined)
    } else {
      // The socket of an address that went away hears nothing when the address comes back.
      fail({ reason: 'address-missing', detail: `${bind} is no longer an address of this computer` })
      void inTurn(shut)
    }
  }

  const tick = (): void => {
    watch.tick()
    if (sockets !== undefined) {
      ticksAlive += 1
      if (ticksAlive >= SOUND_AFTER_TICKS) failures = 0
      look()
      if (sockets.port !== usual) void inTurn(tryToGoHome)
    } else if (ticksToWait > 0) {
      ticksToWait -= 1
    } else {
      void inTurn(tryToOpen)
    }
  }

  const openNow = async (): Promise<void> => {
    ticksToWait = 0
    await inTurn(tryToGoHome)
    await inTurn(tryToOpen)
  }

  return {
    get network() {
      return network
    },
    get port() {
      return sockets?.port ?? usual
    },
    errors,
    async open() {
      timer ??= setInterval(tick, TICK)
      await openNow()
      await watch.settled()
    },
    reopen: openNow,
    async configure(settings) {
      ;({ configured, denied = [] } = settings)
      const isSame = settings.port === usual && settings.guest === guest
      const staysHome = settings.port === usual && sockets?.port === usual
      guest = settings.guest
      if (isSame || staysHome) {
        look()
        return
      }
      void inTurn(async () => {
        await shut()
        usual = settings.port
        watch.forget()
      })
      await openNow()
    },
    send: (to, bytes) => gate.through(to.address, () => sockets?.send(to, bytes)),
    gate,
    close() {
      closed = true
      clearInterval(timer)
      return inTurn(shut)
    },
  }
}

function describe(network: Network): string {
  switch (network.state) {
    case 'online':
      return `online on ${network.address}:${network.port}${network.guest === undefined ? '' : `, a guest: ${network.guest.usualPort} is taken`}`
    case 'failed':
      return `failed on ${network.address}:${network.port}, ${network.reason}: ${network.detail}`
    default:
      return network.state
  }
}
