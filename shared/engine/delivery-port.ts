/** What the rest of the engine asks of the delivery of our messages. */
import type { Acknowledge } from './acknowledgements.ts'
import type { CipherDone } from './cipher-work.ts'
import type { Peer } from './directory.ts'
import type { Endpoint, MessageId, OutgoingMessage, PeerId } from './io.ts'

export interface Delivery {
  /** Messages of an earlier run, in order; they begin when there is a network. */
  resume(outbox: readonly OutgoingMessage[]): void
  send(message: OutgoingMessage): void
  retry(id: MessageId): void
  cancel(id: MessageId): void
  readonly acknowledged: Acknowledge
  /** Something came from the peer. `entered`: its program started. */
  heard(peer: PeerId, entered: boolean): void
  gone(peer: PeerId): void
  /** What is known of his keys may be other than before. */
  keysSettled(peer: PeerId): void
  locked(answer: Extract<CipherDone, { type: 'encrypted' }>): void
  /** All that waits for the first waits for the second; of `only` some, what was encrypted for the first is encrypted anew. */
  moved(from: PeerId, into: PeerId, only?: ReadonlySet<MessageId>): void
  networkChanged(): void
  /** A word of our program itself, as protected as messages are. */
  automatic(peer: Peer, to: Endpoint, text: string): void
  /** Whether messages wait for this peer. */
  waitsFor(peer: PeerId): boolean
  /** Whether a message with a number waits for this peer's answer: a higher number must not overtake it. */
  isUnderWay(peer: PeerId): boolean
}
