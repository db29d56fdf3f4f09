import { z } from 'zod'
import { Dialect } from './dialect.ts'
import { PictureChoice } from './picture-choice.ts'
import { Trust } from './trust.ts'

/** Characters of what somebody says of himself in one line: what fits beside a name, and in UTF-8 far below a frame of the network. */
export const MAX_SIGNATURE = 40
/** Characters of what somebody says of his absence: IPMsg's field holds as many. */
export const MAX_ABSENCE = 200
/** Characters of a private note. */
export const MAX_NOTE = 1_000

/** A person in the list, as views show him. The engine's PeerRecord holds what the wire needs. */
export const Peer = z.object({
  id: z.string(),
  /** What to call him: the local alias, else his nickname, else his user name. Never empty, free of control and bidi characters. */
  name: z.string(),
  /** Local alias, empty when none was given. */
  alias: z.string(),
  /** Department as he announces it; may be empty. */
  group: z.string(),
  user: z.string(),
  host: z.string(),
  address: z.string(),
  port: z.number().int(),
  /** Program and version, e.g. `FeiQ 2013`; empty while unknown. */
  client: z.string(),
  /** Which of the known programs it is: `traits` tells what it knows. */
  dialect: Dialect,
  presence: z.enum(['online', 'away', 'offline']),
  /** Milliseconds since 1970; 0 when he was never heard. */
  lastHeard: z.number(),
  // What few people have is absent for the others: there may be thousands of them.
  /** How he calls himself, where `name` is an alias. */
  nickname: z.string().optional(),
  /** What he says of himself in one line. */
  signature: z.string().optional(),
  /** What his program said of itself when it was asked. */
  info: z.string().optional(),
  /** Why he is away, as he said on being asked. */
  absence: z.string().optional(),
  /** The picture that the user gave him, else his own. */
  picture: PictureChoice.optional(),
  /** The user's private note about him. */
  note: z.string().optional(),
  /** Absent: plain text, readable for everybody on the network. */
  trust: Trust.optional(),
  /** His texts are encrypted, but his program can't do that with files, their names, and pictures. */
  clearFiles: z.literal(true).optional(),
  /** Where else he is heard at the moment, the last heard first; what is written to him goes to `address`. */
  routes: z.array(z.object({ address: z.string(), lastHeard: z.number() })).optional(),
  /** His program has another MAC than when his key was kept. */
  otherCard: z.literal(true).optional(),
  blocked: z.literal(true).optional(),
  /** Not listed until he is heard again. */
  forgotten: z.literal(true).optional(),
})
export type Peer = z.infer<typeof Peer>

/** Two people, in whichever order (Settings.differentPeople). */
export const pairOf = (one: string, other: string): string => [one, other].sort().join(' ')
