import { z } from 'zod'

/**
 * Who else can read what is written to somebody now. Absent (of a peer): everybody, it is plain text.
 * `changed`: messages wait, because he shows another key. `downgraded`: they wait, because he says that he can encrypt no more.
 */
export const Trust = z.enum(['encrypted', 'compared', 'changed', 'downgraded', 'plain-chosen'])
export type Trust = z.infer<typeof Trust>

/** What is written to him now, he alone can read. */
export const isPrivate = (trust: Trust | undefined): boolean => trust === 'encrypted' || trust === 'compared'
