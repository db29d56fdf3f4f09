/** What a message is besides its text: bits of one number. */
import type { IncomingMessage } from '../../../shared/engine/io.ts'
import type { Message, SystemEvent } from '../../../shared/model/message.ts'

/** Bits of `message.flags`. */
export const FLAG = {
  sealed: 0x1,
  locked: 0x2,
  broadcast: 0x4,
  multicast: 0x8,
  automatic: 0x10,
  attachments: 0x20,
  /** It went, or came, encrypted. */
  encrypted: 0x80,
  signatureGood: 0x100,
  signatureBad: 0x200,
  /** Nobody could decrypt it: it has no text. */
  unreadable: 0x400,
  /** In clear, or unsigned, from somebody whose key is kept. */
  unprotected: 0x800,
  /** Its sender wants the notice of its opening to be confirmed. */
  confirmOpening: 0x1_00_00,
  /** Not a text: a shake of the window. */
  shake: 0x4_00_00,
  /** Its sender does not know yet that it was opened. */
  openingUntold: 0x2_00_00,
  starred: 0x40,
  /** In the chat of a group: it has a sender, and nobody acknowledges it. */
  group: 0x10_00_00,
  /** It tells its readers who else got it (table `recipients`). */
  addressed: 0x8_00_00,
  /** Its sender wants no window or sound of it. */
  quiet: 0x80_00_00,
  /** Its sender wants it in no log: it goes when it was read, at the next start. */
  fleeting: 0x20_00_00,
  /** Its reader threw it away unopened. */
  discarded: 0x40_00_00,
  /** Not a text: something happened in the chat; what, is in the three bits above. */
  system: 0x1_00_00_00,
  /** Taken over from another history (column `import`). */
  imported: 0x1000,
} as const

/** How it came. */
export const cipherFlags = (cipher: IncomingMessage['cipher']): number =>
  cipher === undefined
    ? 0
    : FLAG.encrypted |
      (cipher.readable ? 0 : FLAG.unreadable) |
      (cipher.signature === 'good' ? FLAG.signatureGood : cipher.signature === 'bad' ? FLAG.signatureBad : 0)

/** Most messages have none of it, and a page carries two hundred. */
export const protectionOf = ({
  flags,
  direction,
}: {
  readonly flags: number
  readonly direction: Message['direction']
}) => ({
  ...((flags & FLAG.encrypted) !== 0 && { encrypted: true as const }),
  ...((flags & FLAG.encrypted) !== 0 && direction === 'in' && { signature: signatureOf(flags) }),
  ...((flags & FLAG.unreadable) !== 0 && { unreadable: true as const }),
  ...((flags & FLAG.unprotected) !== 0 && { unprotected: true as const }),
})

const signatureOf = (flags: number): NonNullable<Message['signature']> =>
  (flags & FLAG.signatureGood) !== 0 ? 'good' : (flags & FLAG.signatureBad) !== 0 ? 'bad' : 'none'

/** Their places are kept in databases: new ones come at the end, of at most eight. */
const EVENTS = ['invited', 'joined', 'left', 'renamed', 'notice'] as const satisfies readonly SystemEvent[]
const EVENT_BITS = 25
const EVENT_MASK = 7

export const systemFlags = (event: SystemEvent): number => FLAG.system | (EVENTS.indexOf(event) << EVENT_BITS)
/** Undefined for a message that somebody said. */
export const systemOf = (flags: number): SystemEvent | undefined =>
  (flags & FLAG.system) === 0 ? undefined : EVENTS[(flags >> EVENT_BITS) & EVENT_MASK]
