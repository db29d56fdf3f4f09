/**
 * Questions between own peers (shared/protocol/own): `ask` puts one to a person, `answer` says who answers a kind of them. Both halves are
 * signed with the keys that are kept of people; what is signed with no such key is dropped and counted. Who has no key of the other yet
 * asks for it first, by the usual way (shared/engine/keys.ts).
 */
import type { Acquaintances } from '../../shared/core/people.ts'
import { isIpv6, isSameNetwork } from '../../shared/engine/address.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import { createBuckets } from '../../shared/engine/flood.ts'
import type { Input } from '../../shared/engine/inputs.ts'
import type { Millis, PeerId, PeerRecord } from '../../shared/engine/io.ts'
import { pinnedKey } from '../../shared/engine/key-record.ts'
import { LIMITS } from '../../shared/engine/limits.ts'
import { isAskable } from '../../shared/engine/own-questions.ts'
import { ownId } from '../../shared/engine/recognise.ts'
import {
  decodeOwnAnswer,
  decodeOwnRequest,
  encodeOwnAnswer,
  encodeOwnRequest,
  hasFlag,
  MAX_OWN_CONTENT,
  OPT,
  type OwnAsked,
  type OwnFrame,
  type OwnKind,
  type OwnKinds,
  type OwnRefusal,
  ownKinds,
  type PublicKey,
  readOwnRequest,
  signedBytes,
} from '../../shared/protocol/index.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { verifySignature } from './cipher.ts'
import type { HostKeys } from './crypto/own-keys.ts'
import { ANY_ADDRESS } from './net/interfaces.ts'
import { type AskProblem, askOwn, createOwnServer, type Nonces } from './net/own-exchange.ts'

/**
 * `unsupported`: one of both has no keys, or he is no own peer who can be asked. `no-key`: his did not come. `not-believed`: the answer is
 * not signed with it. `malformed`: it is, and says nothing that we understand.
 */
export type OwnFailure = AskProblem | OwnRefusal | 'unsupported' | 'no-key' | 'not-believed' | 'malformed'

/** Who asks, as his signature proves. */
export interface OwnAsker {
  readonly person: PeerRecord
  /** From which address, without proof that he always has it. */
  readonly address: string
}

export type OwnAnswerer<K extends OwnKind> = (
  request: OwnKinds[K]['request'],
  asker: OwnAsker,
) => Result<OwnKinds[K]['answer'], OwnRefusal> | Promise<Result<OwnKinds[K]['answer'], OwnRefusal>>

export interface OwnPeers {
  /** Takes at most some seconds: for his key, the connection, the answer. */
  ask<K extends OwnKind>(
    person: PeerId,
    kind: K,
    request: OwnKinds[K]['request'],
  ): Promise<Result<OwnKinds[K]['answer'], OwnFailure>>
  /** Answers that kind from now on; until then it is refused. */
  answer<K extends OwnKind>(kind: K, answerer: OwnAnswerer<K>): void
  /** For the file server. */
  readonly serve: ReturnType<typeof createOwnServer>
  /** What the engine says; keys are among it. */
  heard(events: readonly EngineEvent[]): void
  close(): void
}

export interface OwnPeersOptions {
  readonly bind: string
  readonly installation: string
  readonly keys: Pick<HostKeys, 'own' | 'fingerprints' | 'sign'>
  /** By his id, or one that he had before he was merged. */
  readonly person: (id: PeerId) => PeerRecord | undefined
  readonly known: Pick<Acquaintances, 'keys' | 'profile'>
  readonly engine: (input: Input) => void
  readonly now: () => Millis
  /** Counts what was not believed. */
  readonly report: (error: unknown) => void
  readonly drop: (event: Extract<EngineEvent, { type: 'dropped' }>) => void
}

/** A key is asked for three times within three seconds. */
const KEY_PATIENCE: Millis = 3_500
/** Of one address: more than an own peer with a doctor and introductions ever asks. */
const ASKS_AT_ONCE = 30
const ASKS_PER_SECOND = 1

export function createOwnPeers(options: OwnPeersOptions): OwnPeers {
  const { bind, installation, keys, person: find, known, engine, now, report } = options
  const drop = (address: string, reason: 'not-believed' | 'flood'): void =>
    options.drop({ type: 'dropped', from: { address, port: 0 }, reason })
  const answerers: { [K in OwnKind]?: OwnAnswerer<K> } = {}
  const sources = createBuckets(LIMITS.sources, ASKS_AT_ONCE, ASKS_PER_SECOND)
  const waiting = new Map<PeerId, Set<() => void>>()
  const ending = new AbortController()

  const ownPrint = (): string | undefined => {
    const key = keys.own(2048)
    return key && keys.fingerprints(key).long
  }
  const kept = (id: PeerId): PublicKey | undefined => {
    const record = known.keys(id)
    return record && pinnedKey(record, 2048)
  }

  /** His key, asked for when there is none. */
  async function keyOf({ id, presence, status }: PeerRecord): Promise<PublicKey | undefined> {
    const key = kept(id)
    // Who is not there, or says that he has none, is not asked (shared/engine/keys.ts).
    const isAsked = presence !== 'offline' && hasFlag(status, OPT.ENCRYPT)
    if (key !== undefined || ending.signal.aborted || !isAsked) return key
    const waiters = waiting.get(id) ?? new Set()
    waiting.set(id, waiters)
    await new Promise<void>((resolve) => {
      const late = setTimeout(end, KEY_PATIENCE)
      // Another key of his than this one changes nothing.
      function done(): void {
        if (kept(id) !== undefined || ending.signal.aborted) end()
      }
      function end(): void {
        clearTimeout(late)
        waiters.delete(done)
        if (waiters.size === 0) waiting.delete(id)
        resolve()
      }
      waiters.add(done)
      engine({ type: 'meet', peer: id })
    })
    return kept(id)
  }

  async function sealed(bytes: Uint8Array, content: Uint8Array): Promise<OwnFrame | undefined> {
    const signature = await keys.sign(bytes)
    return signature && { signature, content }
  }

  async function answerTo<K extends OwnKind>(kind: K, asked: OwnAsked, asker: OwnAsker): Promise<Uint8Array> {
    const request = decodeOwnRequest(kind, asked)
    const answerer: OwnAnswerer<K> | undefined = answerers[kind]
    if (request === undefined || answerer === undefined) return encodeOwnAnswer(kind, err('refused'))
    return encodeOwnAnswer(kind, await answerer(request, asker))
  }

  async function answered(frame: OwnFrame, nonces: Nonces, address: string): Promise<OwnFrame | undefined> {
    const own = ownPrint()
    const asked = readOwnRequest(frame.content)
    if (own === undefined || !asked.ok || !sources.take(address, now())) return undefined
    const person = find(ownId(asked.value.installation))
    if (person === undefined || known.profile(person.id).blockedAt !== undefined) return undefined
    const key = await keyOf(person)
    if (key === undefined) return undefined
    const connection = connectionOf(keys.fingerprints(key).long, own, nonces)
    if (!verifySignature(key, 'sha256', signedBytes('request', connection, frame.content), frame.signature))
      return undefined
    const kind = ownKinds.find((each) => each === asked.value.kind)
    if (kind === undefined) return undefined
    const content = await answerTo(kind, asked.value, { person, address })
    return sealed(signedBytes('answer', connection, content), content)
  }

  return {
    async ask(id, kind, request) {
      const person = find(id)
      const own = ownPrint()
      if (person === undefined || own === undefined || !isAskable(person)) return err('unsupported')
      const key = await keyOf(person)
      if (key === undefined) return err('no-key')
      const his = keys.fingerprints(key).long
      const content = encodeOwnRequest(installation, kind, request)
      if (content.length > MAX_OWN_CONTENT) return err('malformed')
      const from = bind === ANY_ADDRESS ? undefined : bind
      const reply = await askOwn(
        person.endpoint,
        from,
        (nonces) => sealed(signedBytes('request', connectionOf(own, his, nonces), content), content),
        ending.signal,
      )
      if (!reply.ok) return reply
      const { frame, nonces } = reply.value
      const signed = signedBytes('answer', connectionOf(own, his, nonces), frame.content)
      if (!verifySignature(key, 'sha256', signed, frame.signature)) {
        drop(person.endpoint.address, 'not-believed')
        return err('not-believed')
      }
      const answer = decodeOwnAnswer(kind, frame.content)
      return answer.ok ? ok(answer.value) : answer
    },

    answer(kind, answerer) {
      Object.assign(answerers, { [kind]: answerer })
    },

    serve: createOwnServer({
      ...{ answer: answered, drop, report },
      isSameSource: (a, b) => a === b || (isIpv6(a) && isSameNetwork(a, b)),
    }),

    heard(events) {
      for (const event of events) {
        if (event.type !== 'keys-changed') continue
        for (const go of [...(waiting.get(event.keys.peer) ?? [])]) go()
      }
    },

    close() {
      ending.abort()
      for (const waiters of [...waiting.values()]) for (const go of [...waiters]) go()
    },
  }
}

const connectionOf = (asker: string, asked: string, nonces: Nonces) => ({
  ...{ asker, asked },
  ...{ askerNonce: nonces.asker, askedNonce: nonces.asked },
})
