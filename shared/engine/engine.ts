/**
 * The engine: composes the machines, routes each input to them, and is the only one that knows the time. Order within one input: first the
 * timers that are due, then the input itself, so that the outputs depend on nothing but the inputs and their times.
 */

import { assertNever } from '../result.ts'
import { createAnnouncements } from './announcements.ts'
import { createAnswers } from './answers.ts'
import { createChoices } from './choices.ts'
import { createComposer } from './compose.ts'
import { ASLEEP, createContext, createOutputQueue } from './context.ts'
import { createCourtesy } from './courtesy.ts'
import { createDelivery } from './delivery.ts'
import { createDirectory, type Peer } from './directory.ts'
import { createGroups, type Groups } from './groups.ts'
import { createHostLists, NO_LISTS } from './host-lists.ts'
import { createIdentify } from './identify.ts'
import { createIdentities } from './identities.ts'
import { createImages } from './images.ts'
import { createInbox } from './inbox.ts'
import type { Input } from './inputs.ts'
import { createInquiries } from './inquiries.ts'
import { createIntroductions } from './introductions.ts'
import type { Engine, Identity, PeerId, Reach } from './io.ts'
import { createKeys } from './keys.ts'
import { createLiveness } from './liveness.ts'
import { createNotices } from './notices.ts'
import { createOffers } from './offers.ts'
import type { EngineOptions } from './options.ts'
import { createPresence } from './presence.ts'
import { createReception } from './reception.ts'
import { createRecipients } from './recipients.ts'
import { createSignals } from './signals.ts'
import { createSigns } from './signs.ts'

export function createEngine(options: EngineOptions): Engine {
  const outputs = createOutputQueue()
  const context = createContext(options, outputs)
  const { timers } = context

  const composer = createComposer(context)
  const awaited = new Set(options.outbox.map(({ peer }) => peer))
  const isNeeded = (id: PeerId): boolean => awaited.has(id) || delivery.waitsFor(id)
  const directory = createDirectory(context, isNeeded, options.chosenEncodings, options.formerIds)
  const identities = createIdentities(directory, options.joined ?? [])
  const answers = createAnswers(context)
  const keys = createKeys(context, composer, directory, answers, options.keys, keysSettled)
  const identify = createIdentify(directory, identities, (id) => keys.record(id) !== undefined)
  const recipients = createRecipients(context, composer, directory)
  const delivery = createDelivery(context, composer, recipients, directory, keys, ask)
  const announcements = createAnnouncements(context, composer, directory)
  const signs = createSigns(context, directory, announcements)
  const liveness = createLiveness(context, directory, announcements, (peer) => presence.lose(peer), delivery.waitsFor)
  const presence = createPresence(context, composer, directory, identify, announcements, answers, liveness, {
    heard(id, entered) {
      keys.heard(id, entered)
      delivery.heard(id, entered)
      notices.heard(id)
    },
    gone: delivery.gone,
    isAwaited: delivery.isUnderWay,
    greeted: (from) => reception.greeted(from),
    arrived: (peer) => introductions.arrived(peer),
    merged,
  })
  const isBlocked = (peer: Peer): boolean => choices.isBlocked(peer)
  const inbox = createInbox(context, composer, directory, identities, presence, keys, recipients, isBlocked)
  const courtesy = createCourtesy(context, composer, answers, delivery)
  const notices = createNotices(context, composer, directory)
  const offers = createOffers(context, composer, directory)
  const signals = createSignals(context, composer, directory, answers)
  const images = createImages(context, composer, directory)
  const { blocked, groupCipher, groups: joined = [] } = options
  const groups: Groups | undefined = groupCipher && createGroups(context, composer, directory, joined, groupCipher)
  const inquiries = createInquiries(context, composer, directory)
  const hostLists = createHostLists(context, composer, directory, announcements, answers, options.lists ?? NO_LISTS)
  const people = { directory, presence, announcements, answers, inquiries, hostLists }
  const talk = { inbox, delivery, notices, offers, signals, images, groups, courtesy, keys }
  const choices = createChoices(directory, identities, { ...talk, liveness, announcements, remove, merged }, blocked)
  const introduces = options.introductions === true
  const introductions = createIntroductions(context, composer, directory, announcements, isBlocked, introduces)
  const reception = createReception(context, { ...people, ...talk, isBlocked })

  let [left, isFirst] = [false, true]

  for (const record of [...options.peers].sort((a, b) => a.lastHeard - b.lastHeard)) {
    directory.add({ ...record, presence: 'offline' }, 'disk')
  }
  delivery.resume(options.outbox)
  for (const notice of options.notices ?? []) notices.add(notice)

  function merged(from: PeerId, into: PeerId): void {
    directory.inherit(from, into)
    for (const machine of [keys, inbox]) machine.merged(from, into)
    for (const machine of [delivery, notices]) machine.moved(from, into)
  }

  function keysSettled(peer: PeerId): void {
    for (const machine of [inbox, delivery]) machine.keysSettled(peer)
  }

  function remove(peer: Peer): void {
    liveness.forget(peer)
    directory.remove(peer)
  }

  function ask(id: PeerId, how: 'doubt' | 'seek' | 'look'): void {
    const peer = directory.byId(id)
    if (peer !== undefined) liveness[how](peer)
  }

  function reached(reach: Reach | undefined): void {
    const before = context.reach
    if (JSON.stringify(before) === JSON.stringify(reach)) return
    context.reach = reach
    announcements.silence()
    if (reach !== undefined) {
      // A switch that comes back gives its network to everybody at once: only the first hello of a run waits for nothing.
      announcements[isFirst ? 'start' : 'startSoon']()
      if (before === undefined) for (const each of [groups, hostLists, signs]) each?.start()
      isFirst = false
    }
    delivery.networkChanged()
    notices.networkChanged()
  }

  function renamed(identity: Identity): void {
    const before = context.identity
    context.identity = identity
    if (JSON.stringify(before) !== JSON.stringify(identity)) announcements.tell()
  }

  function stored(number: number): void {
    const receipt = inbox.stored(number)
    if (receipt !== undefined) courtesy.answerForUs(receipt, directory.byId(receipt.peer))
  }

  function act(input: Input): void {
    switch (input.type) {
      case 'datagram':
        reception.datagram(input.from, input.bytes)
        break
      case 'stored':
        stored(input.receipt)
        break
      case 'reach':
        reached(input.reach)
        break
      case 'identity':
        renamed(input.identity)
        break
      case 'legacy-encoding':
        context.legacyEncoding = input.encoding
        announcements.tell()
        break
      case 'announce':
        announcements[input.only ?? 'announce']()
        break
      case 'contact':
        announcements[input.once ? 'greet' : 'contact'](input.endpoint)
        break
      case 'send':
        delivery.send(input.message)
        break
      case 'retry':
      case 'cancel':
        delivery[input.type](input.message)
        break
      case 'opened':
        notices.add(input.notice)
        break
      case 'discarded':
        notices.discard(input.peer, input.packetNo)
        break
      case 'ask':
        inquiries.ask(input.peer)
        break
      case 'lists':
        hostLists.rule(input.rules)
        break
      case 'introductions':
      case 'introduced':
      case 'introduction-offered':
        introductions.act(input)
        break
      case 'signal':
        signals.send(input.peer, input.signal)
        break
      case 'image':
      case 'cancel-image':
      case 'image-stored':
        images.act(input)
        break
      case 'group-join':
      case 'group-leave':
      case 'group-say':
      case 'group-invite':
        groups?.act(input)
        break
      case 'release':
        offers.release(input)
        break
      case 'read-as':
      case 'block':
      case 'merge':
      case 'separate':
      case 'forget':
        choices.act(input)
        break
      case 'cipher-done':
        if (input.done.type === 'encrypted') delivery.locked(input.done)
        else inbox.unlocked(input.done)
        break
      case 'look':
        ask(input.peer, 'look')
        break
      case 'trust':
      case 'meet':
        keys.act(input)
        break
      case 'leave':
        announcements.leave()
        left = true
        break
      case 'timeout':
        break
      default:
        assertNever(input)
    }
  }

  return {
    handle(now, input) {
      if (left) return
      context.now = now
      const late = now - (timers.deadline ?? now)
      if (late > ASLEEP) context.wokeAt = now
      timers.advance(now)
      if (late > ASLEEP && context.reach !== undefined) announcements.startSoon()
      act(input)
    },
    next: outputs.next,
    get deadline() {
      return left ? undefined : timers.deadline
    },
  }
}
