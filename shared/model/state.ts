import { z } from 'zod'

/** The user himself, as the LAN sees him. */
export const Self = z.object({
  name: z.string(),
  group: z.string(),
  user: z.string(),
  host: z.string(),
  /** Absence text while away; undefined while present. */
  absence: z.string().optional(),
  /** Why he is away: he said so, or nobody touched the computer for a while. */
  absenceCause: z.enum(['manual', 'idle']).optional(),
  /** Locked messages ask for his password. */
  asksPassword: z.boolean(),
})
export type Self = z.infer<typeof Self>

/** What keeps us from a port: a program, or the system, which keeps the range for itself (Hyper-V and WSL make Windows do so). */
export const PortHolder = z.union([z.object({ program: z.string() }), z.literal('reserved')])
export type PortHolder = z.infer<typeof PortHolder>

/** State of the sockets. `failed` is shown with a way out and tried again by itself; it never ends the program. */
export const Network = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting') }),
  z.object({
    state: z.literal('online'),
    address: z.string(),
    port: z.number().int(),
    interfaces: z.array(z.object({ name: z.string(), address: z.string(), broadcast: z.string().optional() })),
    /** Messages work, but nobody can fetch files from us: the system's code why not (`EADDRINUSE`). Tried again by itself. */
    noFiles: z.string().optional(),
    /**
     * We are on another port, because what should be ours is held by others: absent where we are at home. FeiQ and IPMsg send to the usual
     * port whatever ours is: they can be written to, but their own messages go to the program that holds it.
     */
    guest: z.object({ usualPort: z.number().int(), holder: PortHolder.optional() }).optional(),
  }),
  /** The sockets work, but no interface has an address. */
  z.object({
    state: z.literal('no-interface'),
    port: z.number().int(),
    /** There are some, and the user switched off all of them. */
    denied: z.literal(true).optional(),
  }),
  z.object({
    state: z.literal('failed'),
    reason: z.enum(['port-in-use', 'port-denied', 'address-missing', 'other']),
    address: z.string(),
    port: z.number().int(),
    /** The system's own words, for the details. */
    detail: z.string(),
    /** Known a moment after the failure; absent where it can't be told. */
    holder: PortHolder.optional(),
  }),
])
export type Network = z.infer<typeof Network>

/** State of the data folder. Anything but `ok` is a banner. */
export const Storage = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ok') }),
  /** The database was damaged; what could be read was saved into a new one and the old file kept under that name. */
  z.object({ state: z.literal('salvaged'), keptAs: z.string(), messages: z.number().int(), lost: z.boolean() }),
  /** Writing fails: nothing is acknowledged until it works again. */
  z.object({ state: z.literal('failing'), reason: z.enum(['disk-full', 'read-only', 'other']), detail: z.string() }),
])
export type Storage = z.infer<typeof Storage>
