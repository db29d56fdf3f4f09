/**
 * The connection doctor's judgement, without I/O: from what was tried to findings, and from the findings to the one cause that explains them.
 * The first rule that holds wins: what keeps everything from working comes before what concerns one person, and what was seen before what
 * was only not seen.
 *
 * The sixty-second rule: a firewall that lets answers in does so for about a minute after what they answer. So what comes from an address to
 * which nothing was sent by unicast for a minute was let in by itself; where only answers ever come, newcomers are kept out.
 */
import type { Millis } from '../../engine/io.ts'
import type { DoctorReport, Finding, Remedy } from '../../model/doctor.ts'
import type { Network, Storage } from '../../model/state.ts'

export type Contact = 'open' | 'refused' | 'silent' | 'not-tried'

export interface PersonEvidence {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly udp: 'answered' | 'silent' | 'not-tried'
  readonly tcp: Contact
  /** In a network of one of our interfaces. */
  readonly isNear: boolean
  /** Of the system's table of neighbours. */
  readonly neighbour: 'answers' | 'failed' | 'unknown'
}

export interface Evidence {
  readonly network: Network
  readonly storage: Storage
  /** What holds the port, or that the system keeps it for itself. */
  readonly holder: { readonly program: string } | 'reserved' | undefined
  readonly adapters: DoctorReport['adapters']
  /** Whether our own broadcast came back. */
  readonly loop: 'heard' | 'silent' | 'not-tried'
  /** Anybody else was heard while the doctor looked. */
  readonly heardNow: boolean
  /** Anybody answered what we said meanwhile. */
  readonly answeredNow: boolean
  /** Those online who were heard since the start, and never answered a greeting of ours; the name of one. */
  readonly deaf: { readonly name: string; readonly count: number } | undefined
  /** Packets since the start, of near computers that are not greeted by unicast anyway. */
  readonly traffic: { readonly answers: number; readonly unasked: number }
  readonly online: number
  /** Addresses in other networks that are greeted because the user gave them; how many of them were heard since the start. */
  readonly range: { readonly first: string; readonly heard: number } | undefined
  /** Near computers in the system's table, without the gateway: it answers whatever else is wrong. */
  readonly neighbours: { readonly answering: number; readonly failed: number }
  readonly person: PersonEvidence | undefined
  readonly took: Millis
}

type Verdict = Pick<DoctorReport, 'cause' | 'remedy'> & { readonly facts?: Partial<DoctorReport['facts']> }

export function judge(evidence: Evidence): DoctorReport {
  const { network, person, adapters, took } = evidence
  const { cause, remedy, facts } = verdictOf(evidence)
  const port = 'port' in network ? network.port : 0
  const general = { name: '', address: '', port, program: '', adapter: '', count: 0 }
  const his = person === undefined ? {} : { name: person.name, address: person.address, port: person.port }
  return { cause, remedy, facts: { ...general, ...his, ...facts }, findings: findingsOf(evidence), adapters, took }
}

function verdictOf(evidence: Evidence): Verdict {
  return (
    ofSocket(evidence) ??
    ofDisk(evidence) ??
    ofInbound(evidence) ??
    ofPerson(evidence.person) ??
    ofNewcomers(evidence) ??
    ofSilence(evidence) ??
    ofFiles(evidence) ??
    ofRange(evidence) ?? { cause: 'ok', remedy: 'none', facts: { count: evidence.online } }
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

function ofPerson(person: PersonEvidence | undefined): Verdict | undefined {
  if (person === undefined || person.udp === 'not-tried') return undefined
  const { udp, tcp, isNear, neighbour } = person
  if (udp === 'answered') {
    if (tcp === 'open') return plain('person-ok')
    // A refusal is an answer of his own system: no firewall is in the way.
    return tcp === 'refused' ? plain('person-closed') : plain('person-tcp')
  }
  if (tcp === 'open') return plain('person-udp')
  if (tcp === 'refused') return plain('person-no-program')
  if (!isNear) return plain('person-elsewhere')
  return neighbour === 'answers' ? plain('person-udp') : plain('person-off')
}

const plain = (cause: DoctorReport['cause'], remedy: Remedy = 'none'): Verdict => ({ cause, remedy })

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

const ofRange = ({ range }: Evidence): Verdict | undefined =>
  range?.heard === 0 ? { ...plain('range-silent', 'network-settings'), facts: { address: range.first } } : undefined

const ofFiles = ({ network }: Evidence): Verdict | undefined =>
  network.state === 'online' && network.noFiles !== undefined ? plain('files-port', 'network-settings') : undefined

function findingsOf(evidence: Evidence): Finding[] {
  const { network, storage, adapters, loop, traffic, online, neighbours, person } = evidence
  const finding = (check: Finding['check'], state: Finding['state'], detail = ''): Finding => ({ check, state, detail })
  const isOnline = network.state === 'online'
  const list = adapters.map(({ name, address }) => `${name} ${address}`).join(', ')
  return [
    network.state === 'failed'
      ? finding('socket', 'bad', `${network.address}:${network.port} ${network.reason}`)
      : finding('socket', network.state === 'starting' ? 'unclear' : 'good', isOnline ? `UDP ${network.port}` : ''),
    finding('interfaces', adapters.length === 0 ? 'bad' : 'good', list),
    finding('loop', loop === 'heard' ? 'good' : loop === 'silent' ? 'bad' : 'skipped'),
    traffic.unasked > 0
      ? finding('inbound', 'good', String(traffic.unasked))
      : finding('inbound', ofNewcomers(evidence) === undefined ? 'unclear' : 'bad', '0'),
    finding('people', online > 0 ? 'good' : 'unclear', String(online)),
    finding('neighbours', neighbours.answering > 0 ? 'good' : 'unclear', String(neighbours.answering)),
    isOnline && network.noFiles === undefined
      ? finding('files', 'good', `TCP ${network.port}`)
      : finding('files', isOnline ? 'bad' : 'skipped', isOnline ? network.noFiles : ''),
    ...(person === undefined
      ? []
      : [
          finding('person-udp', stateOf(person.udp), `${person.address}:${person.port}`),
          finding('person-tcp', stateOf(person.tcp), person.tcp),
        ]),
    finding(
      'database',
      storage.state === 'failing' ? 'bad' : 'good',
      storage.state === 'failing' ? storage.reason : '',
    ),
  ]
}

function stateOf(outcome: Contact | PersonEvidence['udp']): Finding['state'] {
  if (outcome === 'open' || outcome === 'answered') return 'good'
  return outcome === 'not-tried' ? 'skipped' : 'bad'
}
