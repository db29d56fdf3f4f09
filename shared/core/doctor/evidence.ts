/** What the connection doctor has to judge by: what was tried, and what came of it. */
import type { Millis } from '../../engine/io.ts'
import type { DoctorReport } from '../../model/doctor.ts'
import type { Network, PortHolder, Storage } from '../../model/state.ts'
import type { ProbeAnswer } from '../../protocol/index.ts'

export type Contact = ProbeAnswer['tcp']

/** What the Gezi of a colleague says of us, who asked it over TCP (shared/protocol/own/probe.ts), and what we had of it by then. */
export interface OtherEnd {
  /** He got UDP packets of ours. */
  readonly hears: boolean
  /** What came of his connection to our port for files. */
  readonly back: Contact
  /** A broadcast of his, for which we asked: no firewall takes it for an answer. */
  readonly broadcast: 'heard' | 'silent' | 'not-tried'
  /** Of small packets to him; undefined where they were not counted. */
  readonly small: { readonly sent: number; readonly lost: number } | undefined
  /** Packets of a whole Ethernet frame. */
  readonly large: 'arrive' | 'lost' | 'not-tried'
  /** By how much his clock is ahead of ours. */
  readonly skew: Millis
}

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
  /** Undefined for programs that can't be asked, and where no answer came. */
  readonly other: OtherEnd | undefined
}

export interface Evidence {
  readonly network: Network
  readonly storage: Storage
  /** What holds the port, or that the system keeps it for itself. */
  readonly holder: PortHolder | undefined
  readonly adapters: DoctorReport['adapters']
  /** Whether our own broadcast came back. */
  readonly loop: 'heard' | 'silent' | 'not-tried'
  /** Anybody else was heard while the doctor looked. */
  readonly heardNow: boolean
  /** Anybody answered what we said meanwhile. */
  readonly answeredNow: boolean
  /** Those whose computers are there, who were heard since the start and never answered a greeting of ours; the name of one. */
  readonly deaf: { readonly name: string; readonly count: number } | undefined
  /** Packets since the start, of near computers that are not greeted by unicast anyway. */
  readonly traffic: { readonly answers: number; readonly unasked: number }
  readonly online: number
  /** Addresses in other networks that are greeted because the user gave them; how many of them were heard since the start. */
  readonly range: { readonly first: string; readonly count: number; readonly heard: number } | undefined
  /** Near computers in the system's table, without the gateway: it answers whatever else is wrong. */
  readonly neighbours: { readonly answering: number; readonly failed: number }
  /** Near colleagues who were asked what they have of us, where the look is at nobody in particular. */
  readonly helpers: readonly { readonly name: string; readonly other: OtherEnd }[]
  readonly person: PersonEvidence | undefined
  readonly took: Millis
}
