/**
 * Reads what is already stored in another code page, from the datagrams that were kept. A person's whole history goes in slices, newest
 * first: what is on screen changes at once, and between two slices everything else has its turn. What is not done when the program ends
 * goes on at the next start.
 */

import type { ApiError } from '../api/contract.ts'
import type { CodePage, ReadAs } from '../api/reading-contract.ts'
import type { Input } from '../engine/inputs.ts'
import type { PeerId } from '../engine/io.ts'
import { isCovered, type Message } from '../model/message.ts'
import type { Settings } from '../model/settings.ts'
import {
  type Attachment,
  type Charset,
  COMMAND,
  decodePacket,
  decodeShareList,
  decodeText,
  decodeTextAs,
  type Encoding,
  hasFlag,
  type MessageBody,
  OPT,
  type Packet,
} from '../protocol/index.ts'
import { ok, type Result } from '../result.ts'
import type { Feed } from './feed.ts'
import type { Rereading, Store } from './ports.ts'
import type { Disk } from './storage.ts'

/** One transaction: a few milliseconds, index included. */
const SLICE = 48
/** Newer than every message; ids have at most 15 digits. */
const NEWEST = '999999999999999'

export interface Rereader {
  /** In each code page; undefined where there is no datagram that could be read. */
  preview(message: Message, codePages: readonly CodePage[]): readonly { codePage: CodePage; text: string }[] | undefined
  /** Undefined where there is no datagram. */
  message(message: Message, as: ReadAs): Result<Message | undefined, ApiError<'storage-failed'>>
  person(peer: PeerId, as: ReadAs): Result<unknown, ApiError<'storage-failed'>>
  /** Somebody's messages may have to be read anew because he is another person now. */
  run(): void
  chosen(peer: PeerId): ReadAs
}

export interface RereadingParts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  readonly charset: Charset
  readonly engine: (input: Input) => void
  readonly settings: () => Settings
  /** Runs the work when everything else had its turn. */
  readonly later: (work: () => void) => void
}

interface Read {
  readonly text: string
  readonly encoding: Encoding
  readonly attachments: readonly Attachment[]
}

const encodingOf = (as: ReadAs): Encoding | undefined => (as === 'automatic' ? undefined : as)

export function createRereader({ store, disk, feed, charset, engine, settings, later }: RereadingParts): Rereader {
  let running = false

  /** Cipher has no code page. */
  function packetOf(datagram: Uint8Array | undefined): Packet | undefined {
    const packet = datagram === undefined ? undefined : decodePacket(datagram)
    if (packet?.ok !== true) return undefined
    const { command, flags } = packet.value
    return command === COMMAND.SENDMSG && !hasFlag(flags, OPT.ENCRYPT) ? packet.value : undefined
  }

  /** What nobody may see yet is not shown in another code page either. */
  const packetFor = (message: Message): Packet | undefined =>
    message.direction === 'out' || isCovered(message) ? undefined : packetOf(store.messageFacts(message.id)?.datagram)

  const read = ({ text, encoding, shareList }: MessageBody): Read => ({
    text,
    encoding,
    attachments:
      shareList === undefined ? [] : decodeShareList(shareList, (name) => charset.decode(name, encoding)).attachments,
  })

  const byChoice = (packet: Packet, chosen: Encoding | undefined): Read =>
    read(decodeText(packet, { charset, legacy: settings().legacyEncoding, chosen }))

  const show = (message: Message): void => {
    feed.put({ kind: 'message', message })
    const conversation = store.conversation(message.conversation)
    if (conversation?.last?.id === message.id) feed.put({ kind: 'conversation', conversation })
  }

  function slice({ peer, encoding, before }: Rereading): void {
    const batch = store.datagramsBefore(peer, before, SLICE)
    const last = batch.length < SLICE
    const written = disk.write(() => {
      const changed = store.reread(
        batch.flatMap(({ id, datagram }) => {
          const packet = packetOf(datagram)
          return packet === undefined ? [] : { id, ...byChoice(packet, encoding) }
        }),
      )
      store.saveReading({ peer, encoding, before: last ? undefined : batch.at(-1)?.id })
      return changed
    })
    // A disk that is full now is tried again at the next start.
    if (!written.ok) return
    for (const message of written.value) show(message)
    run()
  }

  function run(): void {
    if (running) return
    const [next] = store.rereadings()
    if (next === undefined) return
    running = true
    later(() => {
      running = false
      slice(next)
    })
  }

  run()
  return {
    preview(message, codePages) {
      const packet = packetFor(message)
      if (packet === undefined) return undefined
      return codePages.map((codePage) => {
        const { text, attachments } = read(decodeTextAs(packet, codePage, charset))
        return {
          codePage,
          text: [text, ...attachments.map(({ name }) => name)].filter((part) => part !== '').join('\n'),
        }
      })
    },

    message(message, as) {
      const packet = packetFor(message)
      if (packet === undefined) return ok(undefined)
      const encoding = encodingOf(as)
      const next = encoding === undefined ? byChoice(packet, undefined) : read(decodeTextAs(packet, encoding, charset))
      const written = disk.write(() => store.reread([{ id: message.id, ...next }])[0] ?? message)
      if (written.ok) show(written.value)
      return written
    },

    person(peer, as) {
      const encoding = encodingOf(as)
      const written = disk.write(() => store.saveReading({ peer, encoding, before: NEWEST }))
      if (!written.ok) return written
      engine({ type: 'read-as', peer, encoding })
      run()
      return written
    },

    run,
    chosen: (peer) => store.readings().get(peer) ?? 'automatic',
  }
}
