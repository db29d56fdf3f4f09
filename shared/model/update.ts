import { z } from 'zod'

/** Why there is no newer program to be had. `unsigned`: not by the key of this program; `tampered`: not what was signed. */
export const updateProblems = [
  'unreachable',
  'malformed',
  'unsigned',
  'not-for-this',
  'truncated',
  'tampered',
  'disk',
  'not-started',
] as const
export type UpdateProblem = (typeof updateProblems)[number]

/** Where the program is on its way to a newer one. Each step that costs something waits for the user. */
export const Update = z.discriminatedUnion('state', [
  /** Nothing newer is known. `offered`: what the place has, which is the same or older; `checkedAt` undefined: nobody looked yet. */
  z.object({ state: z.literal('none'), checkedAt: z.number().optional(), offered: z.string().optional() }),
  z.object({ state: z.literal('checking') }),
  z.object({ state: z.literal('available'), version: z.string(), size: z.number().int(), released: z.string() }),
  z.object({ state: z.literal('downloading'), version: z.string(), size: z.number().int(), done: z.number().int() }),
  /** Here, and what was signed. */
  z.object({ state: z.literal('ready'), version: z.string() }),
  /** The system shows it in its folder: the user puts it in the place of the old one. */
  z.object({ state: z.literal('shown'), version: z.string() }),
  /** Its installer was started; the program ends for it. */
  z.object({ state: z.literal('installing'), version: z.string() }),
  /** `version`: which one was on its way; absent when it did not come so far. */
  z.object({
    state: z.literal('failed'),
    problem: z.enum(updateProblems),
    detail: z.string(),
    version: z.string().optional(),
  }),
])
export type Update = z.infer<typeof Update>
