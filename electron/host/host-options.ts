/** What a host is opened with, and what it is to the program around it. */
import type { Readable } from 'node:stream'
import type { Channel } from '../../shared/api/channel.ts'
import type { Policy } from '../../shared/model/policy.ts'
import type { Language } from '../../shared/model/settings.ts'
import type { StartProblem } from '../../shared/model/start-problem.ts'
import type { Network } from '../../shared/model/state.ts'
import type { StagedItem } from '../../shared/model/transfer.ts'
import type { Result } from '../../shared/result.ts'
import type { Vault } from './crypto/key-file.ts'
import type { Download } from './downloads.ts'
import type { Desktop } from './file-methods.ts'
import type { Log } from './log.ts'
import type { PictureFile } from './pictures.ts'
import type { SpoolProblem } from './spool.ts'
import type { Staging } from './staging.ts'
import type { UpdatePort } from './update/updater.ts'

export interface HostOptions {
  /** The data folder; made when it does not exist. */
  readonly data: string
  readonly version: string
  /** Shown to views, e.g. `linux`. */
  readonly platform: string
  /** What this host can do for a view beyond the contract's core. */
  readonly capabilities?: readonly string[]
  /** Kept in the settings, like group and language. */
  readonly name?: string
  readonly group?: string
  readonly language?: Language
  /** IPv4 address to bind to, all by default. */
  readonly bind?: string
  /** Stands instead of the settings' port until that is changed. */
  readonly port?: number
  /** To be a guest on another port while that one is taken, whatever the settings say. */
  readonly guest?: boolean
  /** Addresses and ranges greeted besides those of the settings. */
  readonly peers?: readonly string[]
  /** Where received files go; the user's own choice in the settings comes first. */
  readonly downloads?: string
  /** Opens files and shows them in their folder; absent where there is no desktop. */
  readonly desktop?: Desktop
  readonly vault?: Vault | undefined
  /** Absent where the program is updated by others. */
  readonly updates?: UpdatePort | undefined
  /** A policy file that is tried out where the computer has none of its own. */
  readonly policyFile?: string | undefined
  readonly log: Log
}

/** What is known once the program runs. */
export interface RunOptions extends HostOptions {
  readonly policy: Policy | undefined
}

/** Sentences for people come from the caller; `detail` has the path or the system's words. */
export interface HostProblem {
  readonly code: StartProblem
  readonly detail: string
}

export interface Host {
  /** `owner`: the computer's user himself is at the other end (command line), and may name files by their paths. */
  serve(channel: Channel, as?: { readonly owner: boolean }): void
  /** Tokens for files that the user gave to the program itself: dropped, pasted or picked. */
  readonly stage: Staging['stage']
  /** Takes a file that a page uploads; the token under which it can be offered. */
  upload(name: string, size: number, bytes: Readable): Promise<Result<StagedItem, SpoolProblem>>
  /** A picture that a message shows. Undefined for what is none, is not here, or is too large for a page. */
  picture(message: string, index: number): Promise<PictureFile | undefined>
  /** A file that was made for a browser, once; undefined when the ticket is none of ours or was used. */
  download(ticket: string): Download | undefined
  /** `starting` only while the history is exchanged: after `openHost` the first attempt to open the sockets is over. */
  network(): Network
  /** `IP:PORT` of the UDP socket. */
  readonly udp: string
  /** What whoever manages this computer decided. */
  readonly policy: Policy | undefined
  /** Says goodbye to the LAN, ends the sockets and the views, closes the store. */
  close(): Promise<void>
}
