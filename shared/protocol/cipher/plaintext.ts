/** What is encrypted: the text, and with ENCEXTMSGOPT the lists behind it (protocol.md 5.3, 5.5). */
import { concatBytes, latin1, latin1Bytes } from '../text.ts'

export interface Plaintext {
  readonly text: Uint8Array
  /** Entries as `encodeShareList` writes them. */
  readonly shareList?: Uint8Array | undefined
  /** As `encodeToList` writes it, `TO:` included. */
  readonly toList?: Uint8Array | undefined
}

const NUL = new Uint8Array(1)
const TO = latin1Bytes('TO:')

/** `text NUL [share list NUL] [TO list NUL]`; a TO list without files stands behind an empty section. */
export function joinPlaintext({ text, shareList, toList }: Plaintext): Uint8Array {
  if (shareList === undefined && toList === undefined) return concatBytes([text, NUL])
  const list = concatBytes([text, NUL, shareList ?? new Uint8Array(0), NUL])
  return toList === undefined ? list : concatBytes([list, toList, NUL])
}

/** Text and two lists, and one empty section more than anybody writes. */
const MAX_SECTIONS = 4

/** Empty lists are absent. Without ENCEXTMSGOPT the caller takes the text alone: the list stands in clear behind the cipher. */
export function splitPlaintext(plaintext: Uint8Array): Plaintext {
  const parts: Uint8Array[] = []
  for (let start = 0; start < plaintext.length && parts.length < MAX_SECTIONS; ) {
    const nul = plaintext.indexOf(0, start)
    const end = nul < 0 ? plaintext.length : nul
    parts.push(plaintext.subarray(start, end))
    start = end + 1
  }
  const [text = new Uint8Array(0), ...lists] = parts
  const isToList = (part: Uint8Array) => TO.every((byte, index) => part[index] === byte)
  const toList = lists.find(isToList)
  const [first] = lists
  const shareList = first === undefined || first.length === 0 || isToList(first) ? undefined : first
  return { text, ...(shareList !== undefined && { shareList }), ...(toList !== undefined && { toList }) }
}

export interface Recipient {
  readonly user: string
  readonly host: string
}

/** Both are IPMsg's (protocol.md 1.3); what is beyond them it does not read. */
export const MAX_RECIPIENTS = 30
const MAX_TO_LIST_BYTES = 3072

const BEL = 0x07

/** A name with one of these would end its element, and what follows would be somebody else. */
const CONTROLS = /[\x00-\x1f\x7f]/

/** Recipients that no longer fit are left out, and those whose names cannot stand in a list. */
export function encodeToList(recipients: readonly Recipient[], encode: (text: string) => Uint8Array): Uint8Array {
  const parts = [TO]
  let length = TO.length
  for (const { user, host } of recipients.slice(0, MAX_RECIPIENTS)) {
    if (CONTROLS.test(user + host)) continue
    const element = encode(`${user}:${host}\x07`)
    length += element.length
    if (length >= MAX_TO_LIST_BYTES) break
    parts.push(element)
  }
  return concatBytes(parts)
}

/** Our own and the sender's names are in it too, if the sender put them there. BEL at the end or not. */
export function decodeToList(toList: Uint8Array, decode: (bytes: Uint8Array) => string): Recipient[] {
  const bytes = toList.subarray(TO.length, MAX_TO_LIST_BYTES)
  const recipients: Recipient[] = []
  for (let start = 0; start < bytes.length && recipients.length < MAX_RECIPIENTS; ) {
    const bel = bytes.indexOf(BEL, start)
    const end = bel < 0 ? bytes.length : bel
    const element = bytes.subarray(start, end)
    const colon = element.indexOf(0x3a)
    if (colon > 0 && colon < element.length - 1) {
      recipients.push({ user: decode(element.subarray(0, colon)), host: decode(element.subarray(colon + 1)) })
    }
    start = end + 1
  }
  return latin1(toList.subarray(0, TO.length)) === 'TO:' ? recipients : []
}
