/** What one window or command line has going in the console: the exchange that it began, and its echo listeners. */
import { createEchoGuard, isReservedForEcho } from '../../../shared/core/console/echo-guard.ts'
import type { Endpoint } from '../../../shared/engine/io.ts'
import { inertText } from '../../../shared/model/inert.ts'
import type { EchoListener, RawEncoding, RawExchange, Transport } from '../../../shared/model/packet-console.ts'
import { type Charset, toHex } from '../../../shared/protocol/index.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { type Echo, type EchoProblem, listenAndEcho } from '../net/echo-listener.ts'
import { exchange } from '../net/raw-exchange.ts'

export interface SessionParts {
  readonly bind: string
  readonly now: () => number
  readonly charset: Charset
  /** The port of the messenger, now. */
  readonly port: () => number
}

export interface Session {
  readonly raw: RawExchange | undefined
  readonly echoes: readonly EchoListener[]
  send(message: {
    readonly transport: Transport
    readonly to: Endpoint
    readonly bytes: Uint8Array
    readonly encoding: RawEncoding
  }): void
  startEcho(transport: Transport, port: number): Promise<Result<void, EchoProblem | 'port-reserved'>>
  stopEcho(transport: Transport): void
  close(): void
}

export function createSession({ bind, now, charset, port: messenger }: SessionParts): Session {
  let raw: RawExchange | undefined
  let stopExchange = (): unknown => undefined
  const echoes = new Map<Transport, Echo>()
  /** The latest wish: a port that opened for an earlier one is closed again. */
  const wishes: Record<Transport, number> = { udp: 0, tcp: 0 }

  const stopEcho = (transport: Transport): void => {
    wishes[transport] += 1
    echoes.get(transport)?.close()
    echoes.delete(transport)
  }

  return {
    get raw() {
      return raw
    },
    get echoes() {
      return [...echoes.values()].map(({ state }) => state)
    },
    send({ transport, to, bytes, encoding }) {
      stopExchange()
      const begun: RawExchange = {
        ...{ transport, address: to.address, port: to.port, sentAt: now(), sent: bytes.length },
        ...{ answers: [], state: { state: 'waiting' } },
      }
      raw = begun
      let latest = begun
      const change = (next: RawExchange): void => {
        latest = next
        raw = next
      }
      stopExchange = exchange({
        ...{ transport, to, bind, bytes },
        onAnswer(answer) {
          const text = encoding === 'hex' ? '' : inertText(charset.decode(answer, encoding))
          const said = { at: now(), text, hex: toHex(answer), size: answer.length }
          change({ ...latest, answers: [...latest.answers, said] })
        },
        onEnd: (code) =>
          change({ ...latest, state: code === undefined ? { state: 'over' } : { state: 'failed', code } }),
      })
    },
    async startEcho(transport, port) {
      if (isReservedForEcho(port, messenger())) return err('port-reserved')
      stopEcho(transport)
      const wish = wishes[transport]
      // The messenger's port changes when it is a guest, and when it comes home.
      const guard = createEchoGuard(() => [port, messenger()])
      const allows = (from: Endpoint, bytes: Uint8Array): boolean => guard.judge(now(), from, bytes) === 'echo'
      const opened = await listenAndEcho({ transport, bind, port, allows })
      if (!opened.ok) return opened
      // Stopped, or started once more, while the port was opening.
      if (wish !== wishes[transport]) opened.value.close()
      else echoes.set(transport, opened.value)
      return ok(undefined)
    },
    stopEcho,
    close() {
      stopExchange()
      stopEcho('udp')
      stopEcho('tcp')
    },
  }
}
