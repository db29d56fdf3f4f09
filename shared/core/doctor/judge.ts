/**
 * The connection doctor's judgement, without I/O: from what was tried (evidence.ts) to the one cause that explains it. The first rule that holds
 * wins: what keeps everything from working comes before what concerns one person, and what was seen before what was only not seen.
 *
 * The sixty-second rule: a firewall that lets answers in does so for about a minute after what they answer. So what comes from an address to
 * which nothing was sent by unicast for a minute was let in by itself; where only answers ever come, newcomers are kept out. Another Gezi
 * can simply be asked for what nobody takes for an answer: a broadcast of its own, and a connection.
 */
import type { Millis } from '../../engine/io.ts'
import type { DoctorReport, Remedy } from '../../model/doctor.ts'
import type { Evidence, OtherEnd, PersonEvidence } from './evidence.ts'
import { findingsOf } from './findings.ts'

type Verdict = Pick<DoctorReport, 'cause' | 'remedy'> & { readonly facts?: Partial<DoctorReport['facts']> }

export function judge(evidence: Evidence): DoctorReport {
  const { network, person, adapters, took } = evidence
  const { cause, remedy, facts } = verdictOf(evidence)
  const port = 'port' in network ? network.port : 0
  const general = { name: '', address: '', port, program: '', adapter: '', count: 0 }
  const his = person === undefined ? {} : { name: person.name, address: person.address, port: person.port }
  const findings = findingsOf(evidence, ofNewcomers(evidence) !== undefined)
  return { cause, remedy, facts: { ...general, ...his, ...facts }, findings, adapters, took }
}

function verdictOf(evidence: Evidence): Verdict {
  return (
    ofSocket(evidence) ??
    ofDisk(evidence) ??
    ofInbound(evidence) ??
    ofPerson(evidence) ??
    ofHelpers(evidence) ??
    ofNewcomers(evidence) ??
    ofGuest(evidence) ??
    ofSilence(evidence) ??
    ofFiles(evidence) ??
    ofManySilent(evidence) ??
    ofClocks(evidence) ?? { cause: 'ok', remedy: 'none', facts: { count: evidence.online } }
  )
}

function ofSocket({ network, holder }: Evidence): Verdict | undefined {
  switch (network.state) {
    case 'online':
      return undefined
    case 'no-interface':
      return { cause: 'no-interface', remedy: 'reopen' }
    case 'starting':
      return { cause: 'socket-failed', remedy: 'reopen' }
    case 'failed': {
      const { address, port } = network
      if (network.reason === 'address-missing')
        return { cause: 'address-missing', remedy: 'reopen', facts: { address } }
      if (network.reason === 'other')
        return { cause: 'socket-failed', remedy: 'reopen', facts: { program: network.detail } }
      if (holder === 'reserved') return { cause: 'port-reserved', remedy: 'network-settings', facts: { port } }
      if (network.reason === 'port-denied') return { cause: 'port-denied', remedy: 'network-settings', facts: { port } }
      return { cause: 'port-taken', remedy: 'reopen', facts: { port, program: holder?.program ?? '' } }
    }
  }
}

const ofDisk = ({ storage }: Evidence): Verdict | undefined =>
  storage.state === 'failing' ? { cause: 'disk', remedy: 'none' } : undefined

/** Our own broadcast crosses our own firewall on its way back; and nothing of anybody else gets through either. */
const ofInbound = ({ loop, heardNow }: Evidence): Verdict | undefined =>
  loop === 'silent' && !heardNow ? { cause: 'inbound-udp', remedy: 'look-again' } : undefined

function ofPerson(evidence: Evidence): Verdict | undefined {
  const { person, neighbours } = evidence
  if (person === undefined || person.udp === 'not-tried') return undefined
  if (person.other !== undefined) return ofBothEnds(evidence, person, person.other)
  const { udp, tcp, isNear, neighbour } = person
  if (udp === 'answered') {
    if (tcp === 'open') return plain('person-ok')
    // A refusal is an answer of his own system: no firewall is in the way.
    return tcp === 'refused' ? plain('person-closed') : plain('person-tcp')
  }
  if (tcp === 'open') return plain('person-udp')
  if (tcp === 'refused') return plain('person-no-program')
  if (!isNear) return plain('person-elsewhere')
  if (neighbour === 'answers') return plain('person-udp')
  // Not only he: nobody who was here can be found any more.
  const isAlone = neighbours.answering === 0 && neighbours.failed > 1
  return isAlone ? plain('isolated', 'look-again') : plain('person-off')
}

/** Of a hundred, from which on people notice. */
const LOSS = 10
/** Messages of both would stand in an order that nobody believes. */
const SKEW: Millis = 120_000

function ofBothEnds({ network, traffic }: Evidence, { udp }: PersonEvidence, other: OtherEnd): Verdict {
  const { hears, back, small, large } = other
  if (!hears && udp === 'silent') return plain('person-udp')
  const port = 'port' in network ? network.port : 0
  // Where others are let in unasked, his answers only come by another way.
  const isOpen = traffic.unasked > 0
  if (udp === 'silent' && !isOpen) return { ...plain('here-udp', 'look-again'), facts: { port } }
  const here = fromOutside([other], isOpen)
  if (here !== undefined) return { ...plain(here, 'look-again'), facts: { port } }
  if (back === 'refused') return { ...plain('files-port', 'network-settings'), facts: { port } }
  const loss = small === undefined ? 0 : Math.round((100 * small.lost) / small.sent)
  if (loss >= LOSS) return { ...plain('person-loss', 'look-again'), facts: { count: loss } }
  if (large === 'lost') return plain('person-large')
  if (other.broadcast === 'silent' && !isOpen) return plain('broadcast-lost', 'look-again')
  if (Math.abs(other.skew) >= SKEW) return { ...plain('clock'), facts: { count: minutes(other.skew) } }
  return plain('person-ok')
}

/** What all of them were kept from is the work of this computer's own firewall. `isOpen`: it lets in what nobody asked for. */
function fromOutside(others: readonly OtherEnd[], isOpen: boolean): 'one-way' | 'here-tcp' | undefined {
  if (others.length === 0 || others.some(({ back }) => back !== 'silent')) return undefined
  return !isOpen && others.every(({ broadcast }) => broadcast === 'silent') ? 'one-way' : 'here-tcp'
}

const minutes = (skew: Millis): number => Math.round(Math.abs(skew) / 60_000)

const plain = (cause: DoctorReport['cause'], remedy: Remedy = 'none'): Verdict => ({ cause, remedy })

function ofHelpers({ helpers, traffic }: Evidence): Verdict | undefined {
  const isOpen = traffic.unasked > 0
  const here = fromOutside(
    helpers.map(({ other }) => other),
    isOpen,
  )
  const [first] = helpers
  if (first === undefined) return undefined
  const facts = { name: first.name }
  if (here !== undefined) return { ...plain(here, 'look-again'), facts }
  // A single broadcast may be lost; of many something was heard.
  const isKept = !isOpen && helpers.every(({ other }) => other.broadcast === 'silent')
  return isKept ? { ...plain('broadcast-lost', 'look-again'), facts } : undefined
}

/** Of a single chat all packets may be answers. */
const ENOUGH_ANSWERS = 3

/** Whoever hears our broadcast answers it, unasked as far as a firewall can tell. */
const ofNewcomers = ({ loop, traffic }: Evidence): Verdict | undefined =>
  loop === 'heard' && traffic.answers >= ENOUGH_ANSWERS && traffic.unasked === 0
    ? plain('one-way', 'look-again')
    : undefined

/** `online` is what was: whoever is cut off at this moment still has all of them in his list. */
function ofSilence(evidence: Evidence): Verdict | undefined {
  const { answeredNow, deaf, adapters, neighbours } = evidence
  if (answeredNow) return undefined
  if (deaf !== undefined) return { ...plain('unanswered', 'look-again'), facts: deaf }
  const tunnel = adapters.find(({ kind, isDefault }) => isDefault && kind !== 'lan')
  if (tunnel !== undefined) return { ...plain('vpn-route', 'network-settings'), facts: { adapter: tunnel.name } }
  const range = ofRange(evidence)
  if (range !== undefined) return range
  if (neighbours.answering === 0) return plain('isolated', 'look-again')
  return { ...plain('no-messenger', 'add-address'), facts: { count: neighbours.answering } }
}

/** One or two of them may be off today; of whole networks somebody is there. */
const MANY = 8

const ofManySilent = (evidence: Evidence): Verdict | undefined =>
  (evidence.range?.count ?? 0) >= MANY ? ofRange(evidence) : undefined

const ofRange = ({ range }: Evidence): Verdict | undefined =>
  range?.heard === 0 ? { ...plain('range-silent', 'network-settings'), facts: { address: range.first } } : undefined

const ofFiles = ({ network }: Evidence): Verdict | undefined =>
  network.state === 'online' && network.noFiles !== undefined ? plain('files-port', 'network-settings') : undefined

/** FeiQ's and IPMsg's answers go to the usual port, so silence proves nothing. */
function ofGuest({ network }: Evidence): Verdict | undefined {
  if (network.state !== 'online' || network.guest === undefined) return undefined
  const { usualPort, holder } = network.guest
  const program = typeof holder === 'object' ? holder.program : ''
  return { ...plain('guest', 'network-settings'), facts: { program, port: usualPort } }
}

/** Where all of them agree it is this computer's; of a single one nobody knows whose. */
function ofClocks({ helpers }: Evidence): Verdict | undefined {
  const [first] = helpers
  if (first === undefined || helpers.some(({ other }) => Math.abs(other.skew) < SKEW)) return undefined
  return { ...plain('clock'), facts: { name: first.name, count: minutes(first.other.skew) } }
}
