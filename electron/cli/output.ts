/** What the command line prints: JSON as it is, lines for people with everything made visible that a terminal would obey. */
import type { Snapshot } from '../../shared/model/change.ts'
import { chatName } from '../../shared/model/chat-name.ts'
import type { Message, SystemEvent } from '../../shared/model/message.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { assertNever } from '../../shared/result.ts'

export interface Output {
  /** A value with `--json`, else lines for people. Texts of peers in the lines have to go through `visible`. */
  print(json: unknown, lines: () => readonly string[]): void
}

/** C0, DEL, C1, and the marks that turn the direction of text or hide it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu
const CONTROL_PICTURES = 0x2400
const DELETE = 0x7f

/** One line without anything that a terminal obeys: a line end is shown as `↵`, ESC as `␛`, others by their number. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|\n/g, '↵')
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, (character) => {
      const code = character.codePointAt(0) ?? 0
      // Joins emoji and shapes Arabic and Indic letters; harmless between letters.
      if (code === 0x200d || code === 0x200c) return character
      if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code)
      return code === DELETE ? '␡' : `\\u{${code.toString(16)}}`
    })
}

/** A person as `peers` shows him. */
export interface PeerJson {
  readonly id: string
  readonly name: string
  readonly group: string
  readonly user: string
  readonly host: string
  readonly address: string
  readonly client: string
  readonly online: boolean
}

export const peerJson = ({ id, name, group, user, host, address, client, presence }: Peer): PeerJson => ({
  id,
  name,
  group,
  user,
  host,
  address,
  client,
  online: presence !== 'offline',
})

/** A message as `history` shows it. `from` and `to` are names; a group is named by its number until it has one. */
export interface MessageJson {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly direction: Message['direction']
  readonly state: Message['state']
  /** `sealed` and `locked`: its text is empty until it was opened. `image`: nothing but pictures. `system`: said by no person. */
  readonly kind: 'text' | 'sealed' | 'locked' | 'image' | 'shake' | 'system'
  /** Of `system` alone; `text` is the new name or notice. */
  readonly event?: SystemEvent
  readonly opened: boolean
  /** Incoming: nobody else could read it on its way; outgoing: so it left. */
  readonly encrypted: boolean
  /** Of an encrypted one that came; else `none`. */
  readonly signature: 'good' | 'bad' | 'none'
}

function kindOf({ sealed, locked, shake, system, text, attachments }: Message): MessageJson['kind'] {
  if (system !== undefined) return 'system'
  if (shake) return 'shake'
  if (locked) return 'locked'
  if (sealed) return 'sealed'
  const isImage = text.trim() === '' && attachments.length > 0 && attachments.every(({ kind }) => kind === 'image')
  return isImage ? 'image' : 'text'
}

export function messageJson(message: Message, state: Snapshot): MessageJson {
  const me = state.self.name
  const other = chatName(message.conversation, state)
  const { sender } = message
  const [from, to] =
    sender !== undefined
      ? [state.peers.find(({ id: known }) => known === sender.peer)?.name ?? sender.name, other]
      : message.direction === 'in'
        ? [other, me]
        : [me, other]
  const { id, text, at, direction, state: delivery } = message
  const opened = message.openedAt !== undefined
  return {
    id,
    from,
    to,
    text,
    at: new Date(at).toISOString(),
    direction,
    state: delivery,
    kind: kindOf(message),
    ...(message.system !== undefined && { event: message.system }),
    opened,
    encrypted: message.encrypted === true,
    signature: message.signature ?? 'none',
  }
}

/** `2026-11-20 19:15 Alice → Bob: text (queued)`, in local time. */
export function messageLine(message: MessageJson): string {
  const { from, to, text, at, state, direction, kind, event, opened, signature } = message
  if (event !== undefined) return `${localTime(at)} ${visible(to)}: ${systemWords(event, visible(from), visible(text))}`
  const cover =
    direction === 'in' && (kind === 'sealed' || kind === 'locked') && !opened ? ` [${kind}, not opened]` : ''
  const forged = signature === 'bad' ? ' [wrong signature]' : ''
  const note = state === 'received' ? `${cover}${forged}` : ` (${state})`
  return `${localTime(at)} ${visible(from)} → ${visible(to)}: ${visible(text)}${note}`
}

function systemWords(event: SystemEvent, by: string, text: string): string {
  switch (event) {
    case 'invited':
      return `${by} invites you`
    case 'joined':
      return 'you joined'
    case 'left':
      return 'you left'
    case 'renamed':
      return `is now called ${text}`
    case 'notice':
      return `notice: ${text}`
    default:
      return assertNever(event)
  }
}

export const peerLine = ({ name, group, address, client, online }: PeerJson): string =>
  [visible(name), visible(group), address, visible(client), online ? 'online' : 'offline'].join('\t')

/** The Swedish form of a date is ISO 8601 without the `T`. */
const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
const localTime = (at: string): string => clock.format(new Date(at))
