/** Our keys in one run: their public halves for the engine and the views, and the thread that works with the private ones. */
import type { KeyPort } from '../../../shared/core/trust-methods.ts'
import type { CipherDone, CipherWork } from '../../../shared/engine/cipher-work.ts'
import type { EngineEvent } from '../../../shared/engine/events.ts'
import type { KeyRecord } from '../../../shared/engine/key-record.ts'
import type { OwnKeys } from '../../../shared/engine/options.ts'
import {
  fingerprint,
  fingerprintName,
  type KeySize,
  type PublicKey,
  verifyBody,
} from '../../../shared/protocol/index.ts'
import { digest, type PrivateKeys, publicKeyOf, verifySignature } from '../cipher.ts'
import type { Log } from '../log.ts'
import { loadKeys, type Vault } from './key-file.ts'
import { createCipherThread } from './thread.ts'
import type { ThreadDone, ThreadWork } from './work.ts'

export interface HostKeys extends KeyPort {
  /** What the engine gets; undefined without keys. */
  engineKeys(records: readonly KeyRecord[]): OwnKeys | undefined
  /** Does what is in the events to be done. */
  work(events: readonly EngineEvent[]): void
  /** The name of our user as it goes out: with the fingerprint of his key, where he has one (protocol.md 5.4). */
  named(user: string): string
  /** A body for somebody, signed; undefined where the key is none. */
  lock(message: Omit<Locked, 'type' | 'ticket'>): Promise<Uint8Array | undefined>
  /** What somebody encrypted for us; undefined whatever was wrong with it. */
  open(body: Uint8Array, packetNo: string): Promise<Opened | undefined>
  /** With the key by which own peers know us; undefined without keys. */
  sign(bytes: Uint8Array): Promise<Uint8Array | undefined>
  /** What is asked for then comes to nothing, at once. */
  close(): Promise<void>
}

type Locked = Extract<CipherWork, { type: 'encrypt' }>

export interface Opened {
  readonly plaintext: Uint8Array
  isSignedWith(key: PublicKey): boolean
}

interface KeyPlace {
  /** The data folder. */
  readonly data: string
  readonly vault?: Vault | undefined
  readonly log: Pick<Log, 'write'>
}

/** Without a place for them there are none, and then nothing is claimed that needs them. */
export async function openKeys(
  { data, vault, log }: KeyPlace,
  onDone: (done: CipherDone) => void,
  onBug: (error: unknown) => void,
): Promise<HostKeys> {
  const keys = await loadKeys(data, vault, (text) => log.write('warning', text)).catch((error: unknown) => {
    log.write('warning', `no keys, so no encryption: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  })
  return createOwnKeys(keys, onDone, onBug)
}

function createOwnKeys(
  keys: PrivateKeys | undefined,
  onDone: (done: CipherDone) => void,
  onBug: (error: unknown) => void,
): HostKeys {
  /** Tickets of the engine count up from 1, these count down from -1. */
  const asked = new Map<number, (done: ThreadDone | undefined) => void>()
  let last = 0
  let closed = false
  const thread =
    keys === undefined
      ? undefined
      : createCipherThread(
          keys,
          (done) => {
            const settle = asked.get(done.ticket)
            asked.delete(done.ticket)
            if (settle !== undefined) settle(done)
            else if (done.type !== 'signed') onDone(done)
          },
          onBug,
        )
  const publicKeys = keys === undefined ? undefined : { 1024: publicKeyOf(keys[1024]), 2048: publicKeyOf(keys[2048]) }
  const short = (key: PublicKey): string => fingerprint(key, { digest })
  const ask = (work: (ticket: number) => ThreadWork): Promise<ThreadDone | undefined> =>
    new Promise((resolve) => {
      if (thread === undefined || closed) return resolve(undefined)
      asked.set(--last, resolve)
      thread.run(work(last))
    })

  return {
    own: (size: KeySize) => publicKeys?.[size],
    fingerprints: (key) => ({ long: longFingerprint(key), short: short(key) }),
    engineKeys: (records) => (publicKeys === undefined ? undefined : { keys: publicKeys, records, fingerprint: short }),
    work(events) {
      for (const event of events) if (event.type === 'cipher-work') thread?.run(event.work)
    },
    named: (user) => (publicKeys === undefined ? user : fingerprintName(user, short(publicKeys[2048]))),
    async lock(message) {
      const done = await ask((ticket) => ({ type: 'encrypt', ticket, ...message }))
      return done?.type === 'encrypted' ? done.body : undefined
    },
    async open(body, packetNo) {
      const done = await ask((ticket) => ({ type: 'decrypt', ticket, body, packetNo, sender: undefined }))
      if (done?.type !== 'decrypted' || done.plain === undefined) return undefined
      const { plaintext, clear, proof: signature } = done.plain
      return {
        plaintext,
        isSignedWith: (key) => verifyBody({ plaintext, clear, signature }, key, { verify: verifySignature }) === 'good',
      }
    },
    async sign(bytes) {
      const done = await ask((ticket) => ({ type: 'sign', ticket, bytes }))
      return done?.type === 'signed' ? done.signature : undefined
    },
    async close() {
      closed = true
      // Whoever waits has files open.
      for (const settle of asked.values()) settle(undefined)
      asked.clear()
      await thread?.close()
    },
  }
}

/** 160 bits of SHA-256: nobody finds another key with them, and two people can still read them to each other. */
const LONG_DIGITS = 40

const longFingerprint = ({ modulus, exponent }: PublicKey): string =>
  Buffer.from(digest('sha256', Buffer.concat([modulus, Buffer.from(exponent.toString(16))])))
    .toString('hex')
    .slice(0, LONG_DIGITS)
