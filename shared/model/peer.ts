import { z } from 'zod'

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
  presence: z.enum(['online', 'away', 'offline']),
  /** Milliseconds since 1970; 0 when he was never heard. */
  lastHeard: z.number(),
})
export type Peer = z.infer<typeof Peer>
