/**
 * The two-ended look, from the end that is asked: greets the asker back by the ways that he names, connects to his port, and says what came of
 * him. All of it goes to the address from which he asks over TCP, so nobody can send it to somebody else.
 */
import { createBucket } from '../../../shared/engine/flood.ts'
import type { Input } from '../../../shared/engine/inputs.ts'
import type { Millis } from '../../../shared/engine/io.ts'
import { err, ok } from '../../../shared/result.ts'
import { ANY_ADDRESS } from '../net/interfaces.ts'
import type { Traffic } from '../net/traffic.ts'
import { tryTcp } from '../net/try-tcp.ts'
import type { OwnAnswerer } from '../own-peers.ts'

export interface ProbedParts {
  readonly bind: string
  readonly traffic: Traffic
  readonly now: () => Millis
  readonly engine: (input: Input) => void
}

/** A lost packet is sent again after one second; the asker waits longer. */
const TCP_PATIENCE: Millis = 3_000
/** Everybody answers a broadcast: whoever asks for one costs the network what a colleague who starts does, now and then. */
const BROADCASTS_AT_ONCE = 4
const BROADCASTS_PER_SECOND = 0.1

export function createProbed({ bind, traffic, now, engine }: ProbedParts): {
  readonly answer: OwnAnswerer<'probe'>
  close(): void
} {
  const ending = new AbortController()
  const broadcasts = createBucket(BROADCASTS_AT_ONCE, BROADCASTS_PER_SECOND)
  return {
    async answer({ greet, connect }, { person, address }) {
      if (greet.includes('broadcast')) {
        if (!broadcasts.take(now())) return err('busy')
        engine({ type: 'announce', only: 'broadcast' })
      }
      if (greet.includes('unicast'))
        engine({ type: 'contact', endpoint: { address, port: person.endpoint.port }, once: true })
      const from = bind === ANY_ADDRESS ? undefined : bind
      const tcp =
        connect === undefined
          ? 'not-tried'
          : await tryTcp({ address, port: connect }, from, TCP_PATIENCE, ending.signal)
      const heard = traffic.of(address)
      return ok({
        clock: Math.round(now()),
        seen: address,
        heard: heard && { at: Math.round(heard.lastHeard), packets: heard.answers + heard.unasked },
        tcp,
      })
    },
    close: () => ending.abort(),
  }
}
