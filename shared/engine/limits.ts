/** Everything that a stranger, a flood or a broken program could make the engine grow or repeat, with the reason for each bound. */
import type { Millis } from './io.ts'

export interface Limits {
  readonly peers: number
  readonly sources: number
  readonly datagramsPerSecond: number
  readonly datagramBurst: number
  readonly answersPerSource: number
  readonly answersPerSourcePerSecond: number
  readonly answers: number
  readonly answersPerSecond: number
  readonly pendingReceipts: number
  readonly receiptPatience: Millis
  readonly rememberedMessages: number
  readonly rememberFor: Millis
  readonly waitingMessages: number
  readonly waitingOfOne: number
  readonly waitForHello: Millis
  readonly silence: Millis
  readonly outgoingAge: Millis
  readonly settledNumbers: number
  readonly relabelled: number
  readonly pacedGreetings: number
  readonly contacts: number
  readonly writtenBurst: number
  readonly writtenPerSecond: number
  readonly writtenBurstOfAll: number
  readonly writtenPerSecondOfAll: number
  readonly decryptions: number
  readonly decryptionBurst: number
  readonly decryptionsPerSecond: number
  readonly unreadable: number
  readonly unreadablePerSecond: number
}

export const LIMITS: Limits = {
  /** Ten times the largest flat network that we know of; 20,000 records are about 10 MB. */
  peers: 20_000,
  /** Source addresses whose rate is counted; the one unheard for longest is forgotten, and its bucket would be full again anyway. */
  sources: 4_096,
  /** A colleague's Gezi that empties a long queue sends 2,000 datagrams a second; nothing honest sends more than twice that. */
  datagramsPerSecond: 5_000,
  datagramBurst: 10_000,
  /** A forged hello makes us answer its victim: 50 answers at once, then two a second, are harmless, and enough for people behind one NAT. */
  answersPerSource: 50,
  answersPerSourcePerSecond: 2,
  /** After a power cut everybody says hello twice within seconds; beyond this our answers would be the flood. */
  answers: 5_000,
  answersPerSecond: 500,
  /** Messages handed to the store and not yet committed; the store is synchronous, so more than a batch of them means that the disk fails. */
  pendingReceipts: 4_096,
  /** The store answers within the same turn. A receipt older than this failed: a repeat gets another chance. */
  receiptPatience: 1_000,
  /** protocol.md 11.2 asks for 4,096 entries and an hour; what is older is recognised by the store. */
  rememberedMessages: 4_096,
  rememberFor: 3_600_000,
  /** Messages of unknown Gezis that wait for their hello; the sender repeats what does not fit. */
  waitingMessages: 256,
  /** Of one address: several Gezis on one computer, or behind a router, each with the one message that is under way. */
  waitingOfOne: 32,
  /** An answer to our BR_ENTRY takes at most 1 s on one network (protocol.md 3.1); 2 s leave room for one loss. */
  waitForHello: 2_000,
  /** The protocol has no keep-alive. Five minutes keep 2,000 idle peers at seven probes a second, and nobody is shown online for an hour after a crash. */
  silence: 300_000,
  /** After two weeks an undelivered message is history, not news. */
  outgoingAge: 14 * 86_400_000,
  /** Numbers of messages that are done with, kept for a late acknowledgement or the note that the reader opened it. */
  settledNumbers: 4_096,
  /** How many waiting messages of one peer tell why they wait when the reason changes: more than a person sees on a screen. */
  relabelled: 100,
  /** One greeting for each address of a class B range. */
  pacedGreetings: 65_536,
  /** Addresses typed by the user in one run, remembered for saying goodbye. */
  contacts: 256,
  /**
   * Bytes of messages and pictures that go to the disk: of one address ten thousand long ones at once, then more than anybody types; of all, a Monday after
   * which everybody's queue is emptied. What is over is not acknowledged, and its sender repeats it: only a flood notices.
   */
  writtenBurst: 33_554_432,
  writtenPerSecond: 262_144,
  writtenBurstOfAll: 268_435_456,
  writtenPerSecondOfAll: 1_048_576,
  /** Ciphers that wait for the host: half a second of its thread. What is over is not acknowledged, and its sender repeats it. */
  decryptions: 256,
  /** An RSA operation costs us a millisecond and a forger nothing: of one source as many as a colleague's Gezi sends from a long queue. */
  decryptionBurst: 256,
  decryptionsPerSecond: 200,
  /** Lines "could not be decrypted" in one chat at once; a colleague who set up his computer anew repeats one message, forgers would fill the disk. */
  unreadable: 10,
  unreadablePerSecond: 1 / 30,
}
