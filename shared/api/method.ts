/** What methods are made of: their shape, and the inputs that many of them share. The contract itself is in contract.ts. */
import { z } from 'zod'
import { err, ok, type Result } from '../result.ts'

/** Longest text of one message that is accepted from a view: the datagram's limit (protocol.md 1.3) in UTF-16 units, generously. */
export const MAX_TEXT = 32_000
/** People who get one message or offer: more is an announcement, and each of them fetches the files from us. */
export const MAX_PEERS = 200
/** Files and folders dropped at once; a folder counts once, whatever is in it. */
export const MAX_ITEMS = 1_000
/** Longest page of history or search results. */
export const MAX_PAGE = 200

export const Id = z.string().min(1).max(200)
export const MessageId = z.string().regex(/^\d{1,15}$/)
export const Text = z.string().min(1).max(MAX_TEXT)
export const Limit = z.number().int().min(1).max(MAX_PAGE)
export const Token = z.string().min(1).max(64)
/** How a message is shown: in its envelope, or under a lock, which includes the envelope since IPMsg locks only what is sealed. */
export const MessageOptions = z.object({
  sealed: z.boolean().default(false),
  locked: z.boolean().default(false),
  /** To several people: each sees who else got it, where his program shows it, and can answer all. */
  shared: z.boolean().optional(),
})
export type MessageOptions = z.infer<typeof MessageOptions>
export const Nothing = z.object({})

export interface Shape {
  readonly input: z.ZodType
  readonly output: z.ZodType
  readonly errors: readonly string[]
}

/** One method: its input, its output, its error codes. */
export const method = <const I extends z.ZodType, const O extends z.ZodType, const E extends readonly string[]>(
  input: I,
  output: O,
  errors: E,
): { readonly input: I; readonly output: O; readonly errors: E } => ({ input, output, errors })

/** What a caller gave, as the method's own code gets it; the detail names the first thing that is wrong. */
export function parseInput<T>(
  input: z.ZodType<T>,
  given: unknown,
): Result<T, { readonly code: 'invalid-input'; readonly detail: string }> {
  const parsed = input.safeParse(given)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  return err({ code: 'invalid-input', detail: `${issue?.path.join('.')}: ${issue?.message}` })
}
