/** What the core needs from outside for files: electron/host/files.ts implements it, tests script it. Paths are opaque text here. */
import type { Endpoint, Millis, PeerId } from '../engine/io.ts'
import type { Dialect } from '../model/dialect.ts'
import type { Picture } from '../model/picture.ts'
import type { Settings } from '../model/settings.ts'
import type { TransferReason } from '../model/transfer.ts'
import type { Encoding, PublicKey } from '../protocol/index.ts'

/** One run of one download. */
export interface FetchOrder {
  readonly id: string
  readonly peer: Endpoint
  readonly kind: 'file' | 'folder'
  readonly packetNo: string
  readonly fileId: number
  /** As its sender, or the user, calls it: not safe yet. */
  readonly name: string
  readonly size: number
  /** Unix seconds, 0 unknown. */
  readonly modified: number
  readonly directory: string
  readonly conflict: Settings['conflict']
  /** What an earlier run left. */
  readonly part: string | undefined
  readonly resume: 'own' | 'overlap' | 'restart'
  readonly verify: boolean
  /** How the request, and the answer to it, are encrypted (protocol.md 4.6); absent: in clear. */
  readonly lock?: FetchLock
  /** How the peer reads our request, and writes the names in a folder. */
  readonly reader: { readonly utf8: boolean; readonly encoding: Encoding; readonly offered: Encoding }
}

export interface FetchLock {
  readonly key: PublicKey
  /** Of `chooseScheme`. */
  readonly scheme: number
  /** Higher than that of every request before it. */
  readonly requestNo: number
  /** A single file comes as a record of a folder, which is how IPMsg serves it then. */
  readonly asRecord: boolean
}

export type FetchOutcome =
  | { readonly type: 'finished'; readonly path: string; readonly size: number; readonly picture?: Picture }
  | {
      readonly type: 'failed'
      readonly reason: TransferReason
      readonly detail: string
      readonly retry: 'auto' | 'manual'
      /** What came so far is of no use. */
      readonly worthless?: true
    }
  | { readonly type: 'stopped' }

/** What happens to downloads; each order ends with exactly one `outcome`. */
export type FetchEvent =
  | { readonly type: 'part'; readonly id: string; readonly path: string }
  | { readonly type: 'progress'; readonly id: string; readonly done: number; readonly files: number }
  | { readonly type: 'outcome'; readonly id: string; readonly outcome: FetchOutcome }

/** What happens to uploads: several may run for one offer. Only one that `started` is `sent` or `interrupted`; any may have `failed`. */
export type ServeEvent =
  | { readonly id: string; readonly type: 'started'; readonly from: number; readonly encrypted?: true }
  | { readonly id: string; readonly type: 'progress'; readonly done: number }
  /** The receiver has all of it. */
  | { readonly id: string; readonly type: 'sent' }
  | { readonly id: string; readonly type: 'interrupted'; readonly detail: string }
  | { readonly id: string; readonly type: 'failed'; readonly reason: 'changed' | 'other'; readonly detail: string }

/** Who asks for what, as his request says it. */
export interface FileAsk {
  readonly kind: 'file' | 'folder'
  readonly readings: readonly { readonly packetNo: string; readonly fileId: number }[]
  readonly user: Uint8Array
  readonly host: Uint8Array
  /** Of an encrypted request: its number, whose signature it carries, and whether the answer is to be encrypted, too. */
  readonly lock?:
    | { readonly requestNo: string; readonly encrypts: boolean; isSignedWith(key: PublicKey): boolean }
    | undefined
}

/** What he may have. */
export interface Grant {
  readonly id: string
  readonly kind: 'file' | 'folder'
  readonly path: string
  readonly name: string
  readonly size: number
  /** Milliseconds since 1970, with fractions. */
  readonly modified: number
  /** How the receiver's program wants names written. */
  readonly dialect: Dialect
  readonly encoding: Encoding
}
/** `busy`: the offer stands, but not now. */
export type Refusal = 'denied' | 'withdrawn' | 'busy'

/** A file or folder that a token stands for. */
export interface Staged {
  readonly token: string
  readonly name: string
  readonly kind: 'file' | 'folder'
  readonly size: number
  readonly path: string
  /** Milliseconds since 1970, with fractions. */
  readonly modified: number
  readonly files: number | undefined
  /** Our own copy: it goes when no offer needs it any more. */
  readonly spooled: boolean
  /** One that can go with a message; then it is our own copy, which stays as long as the message. */
  readonly picture?: Picture
}

/** What became of FeiQ's pictures that were to be kept or read. */
export type ImageEvent =
  /** It is durable. */
  | {
      readonly type: 'kept'
      readonly order: ImageOrder
      readonly path: string
      readonly size: number
      readonly picture: Picture
    }
  /** `other`, `disk-full`: nobody's fault, so its sender gets another chance. */
  | {
      readonly type: 'unusable'
      readonly order: ImageOrder
      readonly reason: 'too-large' | 'protocol' | 'disk-full' | 'other'
    }
  | { readonly type: 'read'; readonly transfer: string; readonly bytes: Uint8Array }
  | { readonly type: 'unreadable'; readonly transfer: string }

/** A picture as FeiQ's chunks brought it, unchecked. */
export interface ImageOrder {
  readonly receipt: number
  readonly peer: PeerId
  readonly imageId: string
  readonly bytes: Uint8Array
}

export interface FilePort {
  /** Checks it, makes a PNG of a bitmap, and puts it into the data folder; an `ImageEvent` follows. */
  keepImage(order: ImageOrder): void
  /** Reads an own picture to be sent; an `ImageEvent` follows. */
  readImage(transfer: string, path: string): void
  /** Begins a download. The one before of the same id is over. */
  fetch(order: FetchOrder): void
  /** Ends a download soon; its outcome still comes. */
  stop(id: string): void
  /** Breaks off what is being sent of an offer; no event follows. */
  stopServing(id: string): void
  /** Removes what an interrupted download left. */
  discard(part: string): void
  staged(token: string): Staged | undefined
  /** The offers that needed this copy are over. */
  dropSpooled(path: string): void
  /** Where received files go: the folder of the settings (empty: the system's), and in it that of a person. */
  downloads(folder: string, person: string | undefined): string
  /** Where a picture of that message goes that comes by itself; undefined when there is no more room for such. */
  pictureFolder(message: string, size: number): string | undefined
  /** No message shows this picture any more. */
  dropPicture(path: string): void
  setRate(bytesPerSecond: number): void
  /** Call `advance` no later than this; replaces the time asked for before. */
  alarm(at: Millis | undefined): void
}
