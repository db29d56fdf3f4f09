/** The contract's methods about public keys. */
import type { PersonKeys, ShownKey } from '../api/trust-contract.ts'
import type { Input } from '../engine/inputs.ts'
import { type KeyRecord, mainKey } from '../engine/key-record.ts'
import { CAPABILITY, type KeySize, keySize, type PublicKey } from '../protocol/index.ts'
import { err, ok } from '../result.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'

export type TrustMethodName = 'personKeys' | 'setTrust' | 'meet'

/** Our keys, and how keys are shown. */
export interface KeyPort {
  own(size: KeySize): PublicKey | undefined
  /** Hex digits, 40 and 16 of them. */
  fingerprints(key: PublicKey): { readonly long: string; readonly short: string }
}

export interface TrustMethodParts {
  readonly people: People
  readonly engine: (input: Input) => void
  readonly keys: KeyPort
}

const BLOCK = 4

export function trustMethods({ people, engine, keys }: TrustMethodParts): MethodsNamed<TrustMethodName> {
  const shown = (key: PublicKey): ShownKey => {
    const { long, short } = keys.fingerprints(key)
    const blocks = Array.from({ length: Math.ceil(long.length / BLOCK) }, (_, i) =>
      long.slice(BLOCK * i, BLOCK * (i + 1)),
    )
    return { fingerprint: blocks.join(' '), short, bits: keySize(key) }
  }

  /** The key that the user decides about. */
  const shownKey = (record: KeyRecord): PublicKey | undefined => record.offered ?? mainKey(record)

  const keysOf = (record: KeyRecord | undefined): PersonKeys => {
    const pinned = record === undefined ? undefined : mainKey(record)
    const own = keys.own(pinned !== undefined && keySize(pinned) === 1024 ? 1024 : 2048)
    if (record === undefined) return { ...(own !== undefined && { own: shown(own) }), signs: false }
    const { offered, pinnedAt, comparedAt, mac, otherMac, capability } = record
    return {
      ...(own !== undefined && { own: shown(own) }),
      ...(pinned !== undefined && { pinned: shown(pinned) }),
      ...(offered !== undefined && { offered: shown(offered) }),
      pinnedAt,
      ...(comparedAt !== undefined && { comparedAt }),
      signs: pinned !== undefined && keySize(pinned) === 2048 && (capability & SIGNATURES) !== 0,
      ...(otherMac !== '' && { cards: { before: mac, now: otherMac } }),
    }
  }

  return {
    personKeys({ peer }) {
      return people.has(peer) ? ok(keysOf(people.keys(peer))) : err({ code: 'peer-not-found' })
    },

    setTrust({ peer, change, fingerprint }) {
      const record = people.keys(peer)
      if (record === undefined) return err({ code: 'peer-not-found' })
      const key = shownKey(record)
      const isSeen = fingerprint === undefined || (key !== undefined && shown(key).fingerprint === fingerprint)
      if ((change === 'accept' || change === 'compared') && !isSeen) return err({ code: 'key-changed' })
      engine({ type: 'trust', peer, change })
      return ok({})
    },

    meet({ peer }) {
      engine({ type: 'meet', peer })
      engine({ type: 'look', peer })
      return ok({})
    },
  }
}

const SIGNATURES = CAPABILITY.SIGN_SHA1 | CAPABILITY.SIGN_SHA256
