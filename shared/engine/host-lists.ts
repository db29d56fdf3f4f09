/**
 * Host lists (protocol.md 2.4): asked for where broadcasts do not reach everybody, and served to colleagues who ask.
 *
 * Whatever a list says is hearsay. Each address in it is greeted, paced, once; who answers has spoken for himself, and who does not is not
 * there. So no entry can make, rename, move or remove anybody (11.2), and a list about thousands of strangers ends at the bounds below.
 */
import {
  COMMAND,
  decodeHostList,
  decodeNumberBody,
  emptyBody,
  encodeNumberBody,
  hasFlag,
  type ListedHost,
  OPT,
  type Packet,
} from '../protocol/index.ts'
import { isAt } from './address.ts'
import type { Announcements } from './announcements.ts'
import type { Answers } from './answers.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import { createBuckets } from './flood.ts'
import { isPlausible } from './hearsay.ts'
import type { Endpoint, PeerId } from './io.ts'

/** IPMsg asks once more after 3 s, then those too who themselves ask for lists. */
const SECOND_ROUND = 3_000
/** An offer or a page that takes longer is not the answer to our question. */
const PATIENCE = 10_000
/** A large office; a longer list is no list of colleagues. */
const MAX_GREETED = 2_000
const MAX_PAGES = 64
/** Hosts on a page of ours: some 100 bytes each, so that a page stays below what every program takes (protocol.md 1.3). */
const PAGE = 60
/** A page is a hundred times as long as the request for it: a forged sender must not make us a cannon. Pages at once, and a second. */
const PAGES_AT_ONCE = 40
const PAGES_PER_SECOND = 1

export interface ListRules {
  /** Ask the LAN for a list at the start. */
  readonly ask: boolean
  /** Give ours to colleagues who ask. */
  readonly serve: boolean
}

export const NO_LISTS: ListRules = { ask: false, serve: false }

export interface HostLists {
  rule(rules: ListRules): void
  /** A network appeared. */
  start(): void
  /** One of the commands of host lists; false when it means nothing here. */
  receive(from: Endpoint, packet: Packet, peer: Peer | undefined): boolean
}

type Search =
  | { readonly state: 'idle' }
  | { readonly state: 'seeking' }
  /** One of those who have a list is asked for its pages. */
  | { readonly state: 'reading'; readonly of: PeerId; readonly pages: number; readonly next: number }

export function createHostLists(
  context: Context,
  composer: Composer,
  directory: Directory,
  announcements: Announcements,
  answers: Answers,
  first: ListRules,
): HostLists {
  const { timers, limits } = context
  let rules = first
  let search: Search = { state: 'idle' }
  let greeted = 0
  const requesters = createBuckets(limits.sources, PAGES_AT_ONCE, PAGES_PER_SECOND)

  function become(next: Search): void {
    search = next
    timers.cancel('host list')
    if (next.state !== 'idle') timers.after('host list', PATIENCE, () => become({ state: 'idle' }))
  }

  function seek(flags: number): void {
    if (context.reach === undefined) return
    const bytes = composer.numbered(
      { status: 0, encoding: context.legacyEncoding },
      context.numbers.next(context.now),
      COMMAND.BR_ISGETLIST2,
      flags,
      emptyBody(),
    )
    for (const endpoint of [...context.reach.broadcasts, ...context.reach.configured]) context.transmit(endpoint, bytes)
  }

  function start(): void {
    if (!rules.ask || context.reach === undefined) return
    greeted = 0
    become({ state: 'seeking' })
    seek(0)
    timers.after('host list again', SECOND_ROUND, () => {
      if (search.state === 'seeking') seek(OPT.RETRY)
    })
  }

  const request = ({ record }: Peer, from: number): void =>
    context.transmit(record.endpoint, composer.reply(record, COMMAND.GETLIST, encodeNumberBody(from)))

  function greet(hosts: readonly ListedHost[]): void {
    for (const endpoint of hosts) {
      if (greeted >= MAX_GREETED) return
      const isThere = directory.fewAt(endpoint).some(({ record }) => record.presence !== 'offline')
      if (isThere || !isPlausible(context, endpoint)) continue
      greeted++
      announcements.greetSoon({ address: endpoint.address, port: endpoint.port })
    }
  }

  function page(packet: Packet, peer: Peer): boolean {
    if (search.state !== 'reading' || search.of !== peer.record.id) return false
    const { charset } = context
    const encoding = hasFlag(packet.flags, OPT.UTF8) ? 'utf-8' : peer.record.encoding
    const list = decodeHostList(packet.body, (bytes) => charset.decode(bytes, encoding))
    if (!list.ok) return false
    greet(list.value.hosts)
    const { next, hosts } = list.value
    const pages = search.pages + 1
    // It has to go forward, or two programs would turn in a circle.
    if (next <= search.next || next < hosts.length || pages >= MAX_PAGES) become({ state: 'idle' })
    else {
      become({ state: 'reading', of: peer.record.id, pages, next })
      request(peer, next)
    }
    return true
  }

  /** Who is there, in the order in which he was first heard; ourselves first. */
  function listed(): readonly ListedHost[] {
    const { identity, reach } = context
    const { user, host, name, group } = identity
    const own = (reach?.own ?? []).slice(0, 1).map(({ address, port }) => ({ user, host, name, group, address, port }))
    const others = [...directory.all()].filter(({ record }) => record.presence !== 'offline')
    return [
      ...own.map((self) => ({ ...self, status: composer.status })),
      ...others.map(({ record: { user, host, name, group, status, endpoint } }) => ({
        ...{ user, host, name, group, ...endpoint },
        // 0 would remove him at the reader's (2.4).
        status: status === 0 ? COMMAND.BR_ENTRY : status,
      })),
    ]
  }

  function serve(from: Endpoint, packet: Packet, peer: Peer): boolean {
    if (!answers.allow(from.address) || !requesters.take(from.address, context.now)) return false
    const start = Number(decodeNumberBody(packet.body) ?? 0)
    const everybody = listed()
    const hosts = everybody.slice(start, start + PAGE)
    const end = start + hosts.length
    context.transmit(from, composer.hostList(peer.record, { next: end < everybody.length ? end : 0, hosts }))
    return true
  }

  return {
    rule(next) {
      const begins = next.ask && !rules.ask
      rules = next
      if (begins) start()
    },
    start,
    receive(from, packet, peer) {
      // Only who said hello from there is a colleague.
      if (peer === undefined || !peer.greeted || !isAt(peer.record, from.address)) return false
      switch (packet.command) {
        case COMMAND.BR_ISGETLIST:
        case COMMAND.BR_ISGETLIST2:
          if (!rules.serve || (rules.ask && !hasFlag(packet.flags, OPT.RETRY))) return true
          if (answers.allow(from.address))
            context.transmit(from, composer.reply(peer.record, COMMAND.OKGETLIST, emptyBody()))
          return true
        case COMMAND.OKGETLIST:
          if (search.state !== 'seeking') return true
          become({ state: 'reading', of: peer.record.id, pages: 0, next: 0 })
          request(peer, 0)
          return true
        case COMMAND.GETLIST:
          return rules.serve ? serve(from, packet, peer) : true
        case COMMAND.ANSLIST:
          return page(packet, peer)
        default:
          return false
      }
    },
  }
}
