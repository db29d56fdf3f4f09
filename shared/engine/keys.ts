/**
 * Public keys (protocol.md 5.1): ours are told to whoever asks, others' are asked for and kept on first use. An answer counts only if it was
 * asked for and comes from where the person is; one with another key than the kept one changes nothing but that the user hears of it.
 */
import {
  answeringKey,
  COMMAND,
  canSign,
  cardIn,
  decodeKeyAnswer,
  decodeKeyRequest,
  encodeKeyAnswer,
  encodeKeyRequest,
  hasFlag,
  type KeySize,
  OPT,
  OWN_CAPABILITY,
  type PublicKey,
  SMALL_KEY_CAPABILITY,
  splitFingerprintName,
} from '../protocol/index.ts'
import { isAt } from './address.ts'
import type { Answers } from './answers.ts'
import type { Composer } from './compose.ts'
import type { Context } from './context.ts'
import type { Directory, Peer } from './directory.ts'
import type { PeerId } from './io.ts'
import type { KeyRecord, TrustChange } from './key-record.ts'
import { changed, isMet, lockFor, pinnedKey, withClaims, withKey } from './key-record.ts'
import type { Keys } from './keys-port.ts'
import type { OwnKeys } from './options.ts'

/** The real programs ask five times, 1.5 s apart; a message waits for it, so we are quicker and give up sooner. */
const ASK_AGAIN = 1_000
const ASKS = 3
/** Whether somebody still has the key that we keep is not asked with every packet. */
const CHECK_AGAIN = 10_000
/** Nothing waits for the answer of whose key is kept already: a computer that is busy may take its time. */
const PATIENCE = 10_000

interface Ask {
  readonly size: KeySize
  readonly asks: number
}

/** `settled`: what is known of his keys may be other than before. */
export function createKeys(
  context: Context,
  composer: Composer,
  directory: Directory,
  answers: Answers,
  own: OwnKeys | undefined,
  settled: (peer: PeerId) => void,
): Keys {
  const { timers } = context
  const records = new Map<PeerId, KeyRecord>(own?.records.map((record) => [record.peer, record]))
  const asks = new Map<PeerId, Ask>()
  const silent = new Set<PeerId>()
  const checked = new Map<PeerId, number>()

  const timerKey = (peer: PeerId): string => `key ${peer}`

  function put(record: KeyRecord): void {
    if (records.get(record.peer) === record) return
    records.set(record.peer, record)
    context.emit({ type: 'keys-changed', keys: record })
  }

  function request(id: PeerId, size: KeySize, count: number, flags: number): void {
    const peer = directory.byId(id)
    if (peer === undefined || context.reach === undefined) {
      end(id)
      return
    }
    asks.set(id, { size, asks: count })
    const capability = size === 2048 ? OWN_CAPABILITY : SMALL_KEY_CAPABILITY
    const number = context.numbers.next(context.now)
    const body = encodeKeyRequest(capability)
    context.transmit(peer.record.endpoint, composer.numbered(peer.record, number, COMMAND.GETPUBKEY, flags, body))
    const last = count >= ASKS && isPinned(id, size)
    timers.after(timerKey(id), last ? PATIENCE : ASK_AGAIN, () => {
      if (count < ASKS) return request(id, size, count + 1, flags)
      // Who was only asked whether he still has the key that we keep may be slow. A Gezi has keys if it says so: losing our questions, or
      // keeping them from it, makes nobody write to it in plain text.
      if (!isPinned(id, size) && peer.record.dialect !== 'gezi') silent.add(id)
      end(id)
    })
  }

  const isPinned = (id: PeerId, size: KeySize): boolean => {
    const record = records.get(id)
    return record !== undefined && pinnedKey(record, size) !== undefined
  }

  function end(id: PeerId): void {
    asks.delete(id)
    timers.cancel(timerKey(id))
    settled(id)
  }

  function forget(id: PeerId): void {
    for (const known of [records, asks, silent, checked]) known.delete(id)
    timers.cancel(timerKey(id))
  }

  function check(id: PeerId): void {
    const record = records.get(id)
    const last = checked.get(id)
    if (own === undefined || record === undefined || asks.has(id)) return
    if (last !== undefined && context.now - last < CHECK_AGAIN) return
    checked.set(id, context.now)
    const size = record.pinned.some((key) => key.modulus.length === 256) ? 2048 : 1024
    request(id, size, ASKS - 1, 0)
  }

  /** A name with a fingerprint belongs to the key that has it, which is a large one: a small one of his could be anybody's. */
  function isHis(peer: Peer, key: PublicKey): boolean {
    const named = splitFingerprintName(peer.record.user)
    if (named === undefined || own === undefined) return true
    return key.modulus.length === 256 && own.fingerprint(key) === named.fingerprint
  }

  function meet(id: PeerId): void {
    const peer = directory.byId(id)
    if (own === undefined || peer === undefined || isMet(records.get(id)) || silent.has(id) || asks.has(id)) return
    if (peer.record.presence !== 'offline' && hasFlag(peer.record.status, OPT.ENCRYPT)) request(id, 2048, 1, 0)
  }

  function decide(id: PeerId, change: TrustChange): void {
    const record = records.get(id)
    const next = record === undefined ? undefined : changed(record, change, context.now)
    if (next === undefined) return
    put(withClaims(next, directory.byId(id)?.record))
    // What can be done with the new key, its owner has to say again: what was said beside a key that was not his counted for nothing.
    if (change === 'accept') {
      checked.delete(id)
      check(id)
    }
    settled(id)
  }

  return {
    own,
    record: (id) => records.get(id),
    isSilent: (id) => silent.has(id),
    check,

    ask(peer, size) {
      const { id } = peer.record
      if (own === undefined || silent.has(id) || asks.has(id)) return
      request(id, size, 1, 0)
    },

    askBack(id) {
      const peer = directory.byId(id)
      if (own === undefined || peer === undefined || silent.has(id)) return false
      if (!hasFlag(peer.record.status, OPT.ENCRYPT)) return false
      if (!asks.has(id)) request(id, 2048, 1, OPT.AUTORET)
      return asks.has(id)
    },

    asked(from, packet, peer) {
      const theirs = decodeKeyRequest(packet.body)
      const size = own === undefined || theirs === undefined ? undefined : answeringKey(theirs & OWN_CAPABILITY)
      if (own === undefined || theirs === undefined || size === undefined) return false
      // A name with a fingerprint belongs to a large key that signs (protocol.md 5.1).
      if (peer !== undefined && splitFingerprintName(peer.record.user) !== undefined && !canSign(theirs)) return false
      if (!answers.allow(from.address)) return true
      const body = encodeKeyAnswer({ capability: OWN_CAPABILITY, key: own.keys[size] })
      context.transmit(from, composer.reply(peer?.record, COMMAND.ANSPUBKEY, body))
      // His message comes next: what he signs can be verified then.
      const automatic = hasFlag(packet.flags, OPT.AUTORET)
      if (peer === undefined || automatic || records.has(peer.record.id) || asks.has(peer.record.id)) return true
      if (hasFlag(peer.record.status, OPT.ENCRYPT)) request(peer.record.id, 2048, ASKS, OPT.AUTORET)
      return true
    },

    answered(from, packet, peer) {
      const { id } = peer.record
      const answer = decodeKeyAnswer(packet.body)
      if (own === undefined || !asks.has(id) || !isAt(peer.record, from.address) || !answer.ok) return false
      const { key, capability } = answer.value
      if (!isHis(peer, key)) return false
      const before = records.get(id)
      const shown = withKey(before, { peer: id, key, capability, mac: cardIn(peer.record.version) }, context.now)
      const after = withClaims(shown, peer.record)
      // Somebody with whom we have no cipher in common is somebody without; and of strangers no more are kept than people are.
      const refused = before === undefined && (lockFor(after).type === 'none' || records.size >= context.limits.peers)
      if (refused) silent.add(id)
      else {
        silent.delete(id)
        put(after)
      }
      // A forged answer may be faster than his own, so after one that differs his own may still come.
      if (after.offered === undefined) end(id)
      else settled(id)
      return true
    },

    heard(id, entered) {
      if (entered) silent.delete(id)
      const record = records.get(id)
      const peer = record === undefined ? undefined : directory.byId(id)
      if (record === undefined || peer === undefined) return
      // What he was asked before he started anew he may not have heard. Forged hellos make us ask no more often than we answer.
      if (entered && answers.allow(peer.record.endpoint.address)) {
        asks.delete(id)
        checked.delete(id)
        check(id)
      }
      const mac = cardIn(peer.record.version)
      const otherMac = mac === '' || record.mac === '' || mac === record.mac ? '' : mac
      put(withClaims(otherMac !== record.otherMac && mac !== '' ? { ...record, otherMac } : record, peer.record))
    },

    act(input) {
      const id = directory.current(input.peer)
      if (input.type === 'meet') meet(id)
      else decide(id, input.change)
    },

    merged(from, into) {
      const record = records.get(from)
      forget(from)
      if (record !== undefined && !records.has(into)) put({ ...record, peer: into })
    },

    known(peers, stored) {
      for (const id of peers) forget(id)
      for (const record of stored) records.set(record.peer, record)
    },
  }
}
