/** Methods about public keys: what is known of somebody's, and what the user thinks of it. */
import { z } from 'zod'
import { Id, method, Nothing } from './method.ts'

/** A key as two people can compare it. */
export const ShownKey = z.object({
  /** 40 hex digits in blocks of four, to be read aloud. */
  fingerprint: z.string(),
  /** 16 hex digits, as IPMsg shows them and puts them into user names. */
  short: z.string(),
  bits: z.number().int(),
})
export type ShownKey = z.infer<typeof ShownKey>

export const PersonKeys = z.object({
  /** Ours, of the same size as his; absent while there are none. */
  own: ShownKey.optional(),
  /** The one that is kept; absent for who never showed any. */
  pinned: ShownKey.optional(),
  /** Another one that he shows now. */
  offered: ShownKey.optional(),
  /** Milliseconds since 1970. */
  pinnedAt: z.number().optional(),
  comparedAt: z.number().optional(),
  /** What he writes can be signed; messages of old programs cannot. */
  signs: z.boolean(),
  /** MACs of FeiQ's version field, where the one of now is another. */
  cards: z.object({ before: z.string(), now: z.string() }).optional(),
})
export type PersonKeys = z.infer<typeof PersonKeys>

export const trustContract = {
  personKeys: method(z.object({ peer: Id }), PersonKeys, ['peer-not-found']),
  /**
   * `accept`: the key and the MAC that he shows now are his. `compared`: the fingerprints were compared. `fingerprint` is that of the key the
   * user saw when he decided: another one since then is `key-changed`. Plain text is allowed, or refused, for this person only.
   */
  setTrust: method(
    z.object({
      peer: Id,
      change: z.enum(['accept', 'compared', 'not-compared', 'allow-plain', 'require-cipher']),
      fingerprint: z.string().max(80).optional(),
    }),
    Nothing,
    ['peer-not-found', 'key-changed'],
  ),
  /** The user looks at his chat: where he has keys they are asked for, so that the first message need not wait. */
  meet: method(z.object({ peer: Id }), Nothing, []),
}
