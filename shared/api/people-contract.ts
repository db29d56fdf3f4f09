/** The methods about people: what the user keeps about them, whom he wants to hear, who is whom, and whether he is there himself. */
import { z } from 'zod'
import { Dialect } from '../model/dialect.ts'
import { MAX_NOTE, Peer } from '../model/peer.ts'
import { PictureChoice } from '../model/picture-choice.ts'
import { Id, method, Nothing } from './method.ts'

/** All people of a large network at once. */
const MAX_FORGOTTEN = 20_000

const errors = ['peer-not-found', 'storage-failed'] as const

/** What is asked for only when somebody looks at a person. Counts stop at `COUNTED`. */
export const PersonFacts = z.object({
  firstSeen: z.number(),
  messages: z.number().int(),
  files: z.number().int(),
  /** The code page in which he reads and writes. */
  encoding: z.string(),
  dialect: Dialect,
  /** The version field of his packets. */
  version: z.string(),
  /** Newest first; the first one is where he is now, or was last. */
  sightings: z.array(
    z.object({ address: z.string(), client: z.string(), firstSeen: z.number(), lastSeen: z.number() }),
  ),
  /** Whom the user merged into him, the last one first, as they were then. */
  joined: z.array(
    z.object({
      former: Id,
      name: z.string(),
      user: z.string(),
      host: z.string(),
      address: z.string(),
      client: z.string(),
      at: z.number(),
    }),
  ),
  /** Who might be the same person, the most likely first. */
  alike: z.array(z.object({ peer: Id, by: z.enum(['key', 'card', 'computer', 'user', 'address']) })),
  /** Others who are easily taken for him: a computer of the same names (`twin`), another user at the same address (`beside`). */
  confusable: z.array(z.object({ peer: Id, by: z.enum(['twin', 'beside']) })),
})
export type PersonFacts = z.infer<typeof PersonFacts>

/** Messages and files of a person are counted up to this: more is "more than". */
export const COUNTED = 100_000

export const peopleContract = {
  setAlias: method(z.object({ peer: Id, alias: z.string().max(60) }), Peer, errors),
  /** A private note; an empty one removes it. */
  setNote: method(z.object({ peer: Id, note: z.string().max(MAX_NOTE) }), Peer, errors),
  /** A local picture or colour; an empty one is his own again. */
  setPicture: method(z.object({ peer: Id, picture: PictureChoice }), Peer, errors),
  /** What he sends is acknowledged and dropped, and what is being fetched of him stops; or he is heard again. */
  setBlocked: method(z.object({ peer: Id, blocked: z.boolean() }), Peer, errors),
  /** Two records become one person: the answer is who is left. Their chats are one until `separatePerson` takes them apart. */
  mergePeople: method(z.object({ one: Id, other: Id }), Peer, [...errors, 'same-person']),
  /** He who was merged into another is somebody else again, with all that was his: the answer is he. `former`: the id that he had. */
  separatePerson: method(z.object({ former: Id }), Peer, errors),
  /**
   * Offline people are no longer listed until they are heard again; those who are online stay. `history`: their chats go too, so many
   * messages a call: call again while `remaining`.
   */
  forgetPeople: method(
    z.object({ peers: z.array(Id).min(1).max(MAX_FORGOTTEN), history: z.boolean() }),
    z.object({ forgotten: z.number().int(), remaining: z.boolean() }),
    ['storage-failed'],
  ),
  personFacts: method(z.object({ peer: Id }), PersonFacts, ['peer-not-found']),
  /** Nobody has touched the computer for as long as the settings say, or somebody does again. Never changes what the user set himself. */
  setIdle: method(z.object({ idle: z.boolean() }), Nothing, []),
}
