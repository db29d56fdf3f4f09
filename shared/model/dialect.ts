/**
 * What the programs of the LAN know and take, in one table (protocol.md 1.3, 3, 4, 5.5, 9, appendix F). Which of them somebody runs is found out
 * by what he sends (shared/protocol/client-name.ts); what depends on the flags of his hello besides stands with its user.
 */
import { z } from 'zod'

export const Dialect = z.enum([
  'gezi',
  'feiq',
  'ipmsg-2',
  'ipmsg-3',
  'ipmsg-4',
  'ipmsg-5',
  'ipmsg-mac',
  'iptux',
  'shiyeline',
  /** A script, or a program that says nothing of itself: the least that all of them know. */
  'script',
])
export type Dialect = z.infer<typeof Dialect>

export interface Traits {
  /** Bytes of a datagram that it takes whole. */
  readonly datagram: number
  /** Without UTF8OPT it reads this, whatever the LAN's code page is. */
  readonly reads?: 'gb18030'
  /** Sealed messages, and the notice of their opening. */
  readonly sealed: boolean
  /** Asks its own user for a password before it shows a locked message. */
  readonly locked: boolean
  /** Says on being asked why its user is away. */
  readonly absence: boolean
  /** Typing and shakes. */
  readonly signals: boolean
  /** How faces stand in a text: FeiQ's codes, or emoji. */
  readonly faces: 'codes' | 'emoji'
  /** What it shows within a message; to all others a picture is a file. */
  readonly pictures: 'any' | 'png' | 'feiq' | 'none'
  /** Whose names of files it can keep. */
  readonly names: 'any' | 'windows'
  /** How a download of it goes on: after a look at the overlap, or from the start. Between own peers by agreement. */
  readonly resume: 'overlap' | 'restart'
  /** Tells the readers of a message to several people of each other, so that they can answer all of them. */
  readonly recipients: boolean
  /** Whether its host list is worth asking for: it has one, and keeps the form. */
  readonly hostList: boolean
}

/** IPMsg's buffers, and the shorter ones of programs that cut or cannot split long texts (protocol.md 1.3). */
const LONG = 32_768
const SHORT = 8_192

const plain: Traits = {
  datagram: LONG,
  sealed: false,
  locked: false,
  absence: false,
  signals: false,
  faces: 'emoji',
  pictures: 'none',
  names: 'windows',
  resume: 'restart',
  recipients: false,
  hostList: false,
}
const ipmsg: Traits = { ...plain, sealed: true, locked: true, absence: true, hostList: true }
const ipmsg3: Traits = { ...ipmsg, pictures: 'png' }
const ipmsg4: Traits = { ...ipmsg3, recipients: true }

export const traits: Readonly<Record<Dialect, Traits>> = {
  gezi: { ...ipmsg4, signals: true, faces: 'codes', pictures: 'any', names: 'any' },
  feiq: {
    ...plain,
    datagram: SHORT,
    reads: 'gb18030',
    sealed: true,
    signals: true,
    faces: 'codes',
    pictures: 'feiq',
    resume: 'overlap',
  },
  'ipmsg-2': { ...ipmsg, resume: 'overlap' },
  'ipmsg-3': ipmsg3,
  'ipmsg-4': ipmsg4,
  'ipmsg-5': ipmsg4,
  'ipmsg-mac': { ...ipmsg3, names: 'any', hostList: false },
  iptux: { ...plain, datagram: SHORT, names: 'any' },
  shiyeline: { ...plain, reads: 'gb18030' },
  script: plain,
}
