/**
 * Open notices (protocol.md 3.3): the user opened a sealed message, and its sender is told by READMSG; with READCHECKOPT until ANSREADMSG quotes
 * the number of that READMSG. A notice belongs to the person: it goes to where he is when it leaves, and waits while he is away. The store
 * keeps those that are not told yet, so that a restart tells them all the same.
 */
import { COMMAND, decodeNumberBody, encodeNumberBody, OPT, type Packet } from '../protocol/index.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory } from './directory.ts'
import type { MessageId, PeerId } from './io.ts'
import { reachable } from './lane.ts'
import type { Notice } from './records.ts'

/** IPMsg repeats every 750 ms, twelve times; half as often is as good, and a round of six ends within five seconds. */
const REPEAT_AFTER = 800
const ROUND = 6
/** After a round without an answer, when he is heard: old programs know no ANSREADMSG, and a notice more does no harm. */
const PAUSE = 60_000
/** Rounds after which somebody who is there, and never confirms, counts as told. */
const ROUNDS = 3

export interface Notices {
  /** Those of an earlier run, and what the user opens now. */
  add(notice: Notice): void
  /** ANSREADMSG from this peer. */
  answered(peer: PeerId, packet: Packet): void
  heard(peer: PeerId): void
  /** DELMSG, once: nobody repeats it, and nobody confirms it. */
  discard(peer: PeerId, packetNo: string): void
  /** Those to the first go to the second: all, or only these. */
  moved(from: PeerId, into: PeerId, only?: readonly Notice[]): void
  networkChanged(): void
}

interface Entry {
  readonly notice: Notice
  /** Number of its READMSG: the same for every repeat. */
  number: number | undefined
  sent: number
  rounds: number
  state: 'waiting' | 'flying' | 'resting'
}

export function createNotices(context: Context, composer: Composer, directory: Directory): Notices {
  const { timers } = context
  const byPeer = new Map<PeerId, Map<MessageId, Entry>>()

  const keyOf = ({ notice }: Entry): string => `notice ${notice.id}`
  const entriesOf = (peer: PeerId): readonly Entry[] => [...(byPeer.get(peer)?.values() ?? [])]

  function take(notice: Notice): void {
    const entries = byPeer.get(notice.peer)
    entries?.delete(notice.id)
    if (entries?.size === 0) byPeer.delete(notice.peer)
    timers.cancel(`notice ${notice.id}`)
  }

  function finish({ notice }: Entry): void {
    take(notice)
    context.emit({ type: 'opening-told', id: notice.id })
  }

  function send(entry: Entry): void {
    const { notice } = entry
    const record = reachable(context, directory.byId(notice.peer))
    if (record === undefined) {
      entry.state = 'waiting'
      return
    }
    entry.number ??= context.numbers.next(context.now)
    entry.state = 'flying'
    entry.sent++
    const flags = notice.confirmed ? OPT.READCHECK : 0
    const body = encodeNumberBody(notice.packetNo)
    context.transmit(record.endpoint, composer.numbered(record, entry.number, COMMAND.READMSG, flags, body))
    if (notice.confirmed) timers.after(keyOf(entry), REPEAT_AFTER, () => repeat(entry))
    else finish(entry)
  }

  function repeat(entry: Entry): void {
    if (entry.sent < ROUND) {
      send(entry)
      return
    }
    entry.sent = 0
    entry.rounds++
    if (entry.rounds >= ROUNDS) {
      finish(entry)
      return
    }
    entry.state = 'resting'
    timers.after(keyOf(entry), PAUSE, () => {
      entry.state = 'waiting'
    })
  }

  function restart(peer: PeerId): void {
    for (const entry of entriesOf(peer)) if (entry.state === 'waiting') send(entry)
  }

  function add(notice: Notice): void {
    const entries = byPeer.get(notice.peer) ?? new Map<MessageId, Entry>()
    if (entries.has(notice.id)) return
    const entry: Entry = { notice, number: undefined, sent: 0, rounds: 0, state: 'waiting' }
    byPeer.set(notice.peer, entries.set(notice.id, entry))
    send(entry)
  }

  return {
    add,
    answered(peer, packet) {
      const quoted = decodeNumberBody(packet.body)
      const entry = entriesOf(peer).find(({ number }) => number !== undefined && String(number) === quoted)
      if (entry !== undefined) finish(entry)
    },
    heard: restart,
    discard(peer, packetNo) {
      const record = reachable(context, directory.byId(peer))
      if (record === undefined) return
      context.transmit(record.endpoint, composer.reply(record, COMMAND.DELMSG, encodeNumberBody(packetNo)))
    },
    moved(from, into, only) {
      for (const { notice } of entriesOf(from)) {
        if (only?.every(({ id }) => id !== notice.id) === true) continue
        take(notice)
        add({ ...notice, peer: into })
      }
    },
    networkChanged() {
      for (const peer of [...byPeer.keys()]) restart(peer)
    },
  }
}
