/** What travels over a Channel, both ways. Each side parses what it gets and drops what it does not understand. */
import { z } from 'zod'
import { FeedItem } from '../model/change.ts'

/** From a view: a call, or the wish for the feed (again: a new snapshot). */
export const ClientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: z.number().int(), method: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('subscribe') }),
])
export type ClientFrame = z.infer<typeof ClientFrame>

/** From the host: the answer to the call of that id, or the next item of the feed. */
export const HostFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('result'),
    id: z.number().int(),
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), error: z.object({ code: z.string(), detail: z.string().optional() }) }),
    ]),
  }),
  z.object({ type: z.literal('feed'), item: FeedItem }),
])
export type HostFrame = z.infer<typeof HostFrame>
