/** Each check of the doctor with what came of it, in the order in which they are shown. */

import type { Finding } from '../../model/doctor.ts'
import type { Network } from '../../model/state.ts'
import type { Contact, Evidence, OtherEnd, PersonEvidence } from './evidence.ts'

/** `onlyAnswers`: what came so far proves that nothing else is let in. */
export function findingsOf(evidence: Evidence, onlyAnswers: boolean): Finding[] {
  const { network, storage, adapters, loop, traffic, online, neighbours, range, person, helpers } = evidence
  const isOnline = network.state === 'online'
  const list = adapters.map(({ name, address }) => `${name} ${address}`).join(', ')
  const [helper] = helpers
  const asked = person?.other ? { name: person.name, other: person.other } : helper
  return [
    socketOf(network),
    finding('interfaces', adapters.length === 0 ? 'bad' : 'good', list),
    finding('loop', stateOf(loop)),
    traffic.unasked > 0
      ? finding('inbound', 'good', String(traffic.unasked))
      : finding('inbound', onlyAnswers ? 'bad' : 'unclear', '0'),
    ...(asked === undefined ? [] : [broadcastOf(asked, traffic.unasked > 0)]),
    finding('people', online > 0 ? 'good' : 'unclear', String(online)),
    ...(range === undefined
      ? []
      : [finding('range', range.heard > 0 ? 'good' : 'unclear', `${range.heard}/${range.count}`)]),
    finding('neighbours', neighbours.answering > 0 ? 'good' : 'unclear', String(neighbours.answering)),
    isOnline && network.noFiles === undefined
      ? finding('files', 'good', `TCP ${network.port}`)
      : finding('files', isOnline ? 'bad' : 'skipped', isOnline ? network.noFiles : ''),
    ...(asked === undefined ? [] : [finding('tcp-in', stateOf(asked.other.back), asked.other.back)]),
    ...(person === undefined ? [] : ofPerson(person)),
    ...(asked === undefined ? [] : [clockOf(asked.other)]),
    storage.state === 'failing'
      ? finding('database', 'bad', storage.reason)
      : finding('database', storage.state === 'ok' ? 'good' : 'unclear', storage.state === 'ok' ? '' : storage.keptAs),
    // The desktop knows; a page puts in what its browser says.
    finding('notifications', 'skipped'),
  ]
}

function socketOf(network: Network): Finding {
  switch (network.state) {
    case 'failed':
      return finding('socket', 'bad', `${network.address}:${network.port} ${network.reason}`)
    case 'starting':
      return finding('socket', 'unclear')
    case 'no-interface':
      return finding('socket', 'good')
    case 'online': {
      const { port, guest } = network
      if (guest === undefined) return finding('socket', 'good', `UDP ${port}`)
      const holder = typeof guest.holder === 'object' ? ` ${guest.holder.program}` : ''
      return finding('socket', 'bad', `UDP ${port} (${guest.usualPort}:${holder || ' ?'})`)
    }
  }
}

const finding = (check: Finding['check'], state: Finding['state'], detail = ''): Finding => ({ check, state, detail })

function ofPerson({ address, port, udp, tcp, other }: PersonEvidence): Finding[] {
  return [
    finding('person-udp', stateOf(udp), `${address}:${port}`),
    finding('person-tcp', stateOf(tcp), tcp),
    ...(other === undefined ? [] : ofOther(other)),
  ]
}

const ofOther = ({ hears, small, large }: OtherEnd): Finding[] => [
  finding('person-hears', hears ? 'good' : 'bad'),
  ...(small === undefined
    ? []
    : [finding('person-loss', small.lost === 0 ? 'good' : 'bad', `${small.lost}/${small.sent}`)]),
  finding('person-large', stateOf(large)),
]

/** One may be lost where others arrive. */
function broadcastOf({ name, other }: { readonly name: string; readonly other: OtherEnd }, isOpen: boolean): Finding {
  const state = stateOf(other.broadcast)
  return state === 'bad' && isOpen ? finding('broadcast', 'unclear', name) : finding('broadcast', state)
}

/** A clock that is set by the network is right to the second, and the question itself takes some. */
const RIGHT = 10_000

function clockOf({ skew }: OtherEnd): Finding {
  const seconds = Math.round(skew / 1_000)
  return finding('clock', Math.abs(skew) < RIGHT ? 'good' : 'bad', `${seconds > 0 ? '+' : ''}${seconds} s`)
}

type Outcome = Contact | PersonEvidence['udp'] | OtherEnd['broadcast'] | OtherEnd['large']

function stateOf(outcome: Outcome): Finding['state'] {
  switch (outcome) {
    case 'open':
    case 'answered':
    case 'heard':
    case 'arrive':
      return 'good'
    case 'refused':
    case 'silent':
    case 'lost':
      return 'bad'
    case 'not-tried':
      return 'skipped'
  }
}
