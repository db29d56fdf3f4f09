/** Files for a browser, each to be fetched once by its ticket: whoever holds that has asked for the file as the user. */
import { randomBytes } from 'node:crypto'

export interface Download {
  readonly path: string
  /** Safe as a name of a file. */
  readonly name: string
  readonly bytes: number
  /** Made for this one time, and removed afterwards; a file that was received stays. */
  readonly made: boolean
}

export interface Downloads {
  offer(file: Download): string
  take(ticket: string): Download | undefined
}

/** Nobody waits for more at once; older ones are forgotten with their files at the end of the program. */
const MAX_TICKETS = 16

export function createDownloads(): Downloads {
  const files = new Map<string, Download>()
  return {
    offer(file) {
      const ticket = randomBytes(24).toString('hex')
      files.set(ticket, file)
      const [oldest] = files.keys()
      if (files.size > MAX_TICKETS && oldest !== undefined) files.delete(oldest)
      return ticket
    },
    take(ticket) {
      const file = files.get(ticket)
      files.delete(ticket)
      return file
    },
  }
}
