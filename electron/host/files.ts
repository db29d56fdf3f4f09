/**
 * The core's FilePort: runs downloads and the file server, each connection at its own pace, and tells the core what happens. What may be
 * fetched and served, and when, is decided there.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  FetchEvent,
  FetchOrder,
  FetchOutcome,
  FilePort,
  ImageEvent,
  ImageOrder,
  ServeEvent,
} from '../../shared/core/file-port.ts'
import type { TransferDesk } from '../../shared/core/transfers/transfers.ts'
import type { Millis } from '../../shared/engine/io.ts'
import { encodeFileName } from '../../shared/engine/offers.ts'
import { bodyCounter, detectEncoding, encodeFeiqVersion, encodeName, OPT } from '../../shared/protocol/index.ts'
import { charset } from './charset.ts'
import { counterStream } from './cipher.ts'
import type { HostKeys } from './crypto/own-keys.ts'
import { discardPart } from './fs/save.ts'
import { createImageReader } from './image-thread.ts'
import { createRequestLocks } from './locked-requests.ts'
import type { Log } from './log.ts'
import { download } from './net/download.ts'
import type { FetchJob } from './net/fetch-job.ts'
import { createFileServer, type FileServer, type FileServerOptions } from './net/file-server.ts'
import type { Gate } from './net/gate.ts'
import { ANY_ADDRESS } from './net/interfaces.ts'
import { createPacer } from './net/pacer.ts'
import { type Pictures, readPicture } from './pictures.ts'
import type { Spool } from './spool.ts'
import type { Staging } from './staging.ts'

export interface Files extends FilePort {
  /** Before anything happens: who hears of it. */
  connect(desk: TransferDesk): void
  /** Serves on that port from now on; the system's code when the port cannot be had. */
  listen(port: number): Promise<string | undefined>
  /** Ends all transfers; what came so far stays. */
  close(): Promise<void>
}

export interface FilesOptions {
  readonly bind: string
  /** Of our version field (protocol.md 7.1). */
  readonly mac: string
  readonly user: string
  readonly host: string
  /** Where received files go when the user chose no place. */
  readonly downloads: string
  readonly staging: Staging
  readonly spool: Spool
  readonly pictures: Pictures
  readonly keys: Pick<HostKeys, 'lock' | 'open'>
  readonly own: NonNullable<FileServerOptions['own']>
  readonly heard: NonNullable<FileServerOptions['heard']>
  /** Interfaces that the user switched off carry no files either. */
  readonly gate: Pick<Gate, 'admits' | 'reaches'>
  readonly now: () => Millis
  readonly log: Log
}

/** Of each transfer: a person sees no difference, and thousands of small files would be thousands of events. */
const PROGRESS_INTERVAL: Millis = 100
/** Time jumps (sleep, a user): the alarm is looked at again at least this often. */
const LONGEST_WAIT: Millis = 10_000

const SWITCHED_OFF: FetchOutcome = {
  ...{ type: 'failed', reason: 'no-answer', retry: 'auto' },
  detail: 'the network interface is switched off',
}

const NO_ROOM: FetchOutcome = {
  ...{ type: 'failed', reason: 'disk-full', retry: 'manual' },
  detail: 'pictures have no more room in the data folder',
}

export function createFiles(options: FilesOptions): Files {
  const { bind, staging, spool, pictures, keys, now, log } = options
  const pacer = createPacer(() => performance.now())
  const running = new Map<string, AbortController>()
  const keeping = new Set<number>()
  const readImage = createImageReader()
  const toldAt = new Map<string, Millis>()
  let desk: TransferDesk | undefined
  let server: { readonly port: number; readonly serving: FileServer } | undefined
  /** Those of ports that are no longer ours, while they still serve somebody. */
  const retired = new Set<FileServer>()
  let timer: NodeJS.Timeout | undefined
  let alarmAt: Millis | undefined
  let closed = false

  /** After the end nobody listens: the store is closed. */
  const fetched = (event: FetchEvent): void => {
    if (!closed) desk?.fetched(now(), event)
  }
  const served = (event: ServeEvent): void => {
    if (!closed && (event.type !== 'progress' || isDue(`out ${event.id}`))) desk?.served(now(), event)
  }
  const isDue = (key: string): boolean => {
    const at = now()
    if (at - (toldAt.get(key) ?? 0) < PROGRESS_INTERVAL) return false
    toldAt.set(key, at)
    return true
  }

  async function run(order: FetchOrder, signal: AbortSignal): Promise<FetchOutcome> {
    const { id } = order
    try {
      if (!(await options.gate.reaches(order.peer.address))) return SWITCHED_OFF
      if (!pictures.admits(order.directory, order.size)) return NO_ROOM
      const outcome = await download(jobOf(order, options, now()), {
        signal,
        pace: pacer.pace,
        onPart: (path) => fetched({ type: 'part', id, path }),
        onProgress: (done, files) => {
          if (isDue(`in ${id}`)) fetched({ type: 'progress', id, done, files })
        },
        localAddress: bind === ANY_ADDRESS ? undefined : bind,
      })
      if (outcome.type !== 'finished') return outcome
      if (!outcome.identical) pictures.came(outcome.path, outcome.size)
      if (order.kind === 'folder') return outcome
      const picture = await readPicture(outcome.path)
      return picture === undefined ? outcome : { ...outcome, picture }
    } catch (error) {
      // Nothing of this should throw; the transfer must end all the same.
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
      log.repeated('bug in a download', 'error', detail)
      return { type: 'failed', reason: 'other', detail, retry: 'manual' }
    }
  }

  const told = (event: ImageEvent | undefined): void => {
    if (!closed && event !== undefined) desk?.image(now(), event)
  }

  /** Undefined where the same is being done: its sender repeats what is not acknowledged yet. */
  async function keepImage(order: ImageOrder): Promise<ImageEvent | undefined> {
    const { receipt, imageId, bytes } = order
    if (keeping.has(receipt)) return undefined
    keeping.add(receipt)
    try {
      const image = await readImage(bytes)
      if (!image.ok) return { type: 'unusable', order, reason: image.error === 'too-large' ? 'too-large' : 'protocol' }
      const { type, width, height } = image.value
      const path = await pictures.keep(`${imageId}.${type === 'jpeg' ? 'jpg' : type}`, image.value.bytes)
      if (path === undefined) return { type: 'unusable', order, reason: 'disk-full' }
      return { type: 'kept', order, path, size: image.value.bytes.length, picture: { type, width, height } }
    } catch (error) {
      log.repeated('a picture is not kept', 'warning', error instanceof Error ? error.message : String(error))
      return { type: 'unusable', order, reason: 'other' }
    } finally {
      keeping.delete(receipt)
    }
  }

  const authorize: FileServerOptions['authorize'] = ({ kind, readings, header }, address, lock) => {
    const { user, host } = header
    const ask = { kind, readings, user, host, lock: lock && { ...lock, encrypts: lock.body !== undefined } }
    const grant = desk?.authorize(now(), ask, address) ?? 'denied'
    if (typeof grant === 'string') return grant
    const { dialect, encoding } = grant
    return { ...grant, encodeName: (name) => encodeFileName(dialect, name, (text) => charset.encode(text, encoding)) }
  }

  const newServer = (): FileServer =>
    createFileServer({
      authorize,
      unlock: createRequestLocks(keys, now),
      own: options.own,
      heard: options.heard,
      admits: options.gate.admits,
      report: served,
      pace: pacer.pace,
      drop: (address) => log.repeated(`request ${address}`, 'info', `a request for a file from ${address} was refused`),
    })

  const ring = (): void => {
    const left = alarmAt === undefined || closed ? undefined : alarmAt - now()
    clearTimeout(timer)
    if (left === undefined) return
    if (left > 0) timer = setTimeout(ring, Math.min(left, LONGEST_WAIT))
    else {
      alarmAt = undefined
      desk?.advance(now())
    }
  }

  return {
    connect(transfers) {
      desk = transfers
    },

    async listen(port) {
      if (closed || server?.port === port) return undefined
      const serving = newServer()
      const problem = await serving.listen(bind, port)
      if (problem !== undefined) return problem
      const before = server?.serving
      server = { port, serving }
      if (before !== undefined) {
        retired.add(before)
        void before.retire().then(() => retired.delete(before))
      }
      return undefined
    },

    async close() {
      closed = true
      clearTimeout(timer)
      for (const abort of running.values()) abort.abort()
      await Promise.all([server?.serving, ...retired].map((each) => each?.close()))
    },

    fetch(order) {
      if (closed) return
      const abort = new AbortController()
      running.set(order.id, abort)
      void run(order, abort.signal).then((outcome) => {
        running.delete(order.id)
        toldAt.delete(`in ${order.id}`)
        if (outcome.type === 'failed')
          log.repeated(`download ${outcome.reason}`, 'info', `a download failed: ${outcome.detail}`)
        fetched({ type: 'outcome', id: order.id, outcome })
      })
    },
    stop: (id) => running.get(id)?.abort(),
    stopServing(id) {
      for (const each of [server?.serving, ...retired]) each?.stop(id)
      toldAt.delete(`out ${id}`)
    },
    discard(part) {
      discardPart(part).catch((error: unknown) => log.write('warning', `a part file stays: ${String(error)}`))
    },
    staged: staging.find,
    dropSpooled: (path) => void spool.drop(path),
    downloads: (folder, person) => join(folder || options.downloads, ...(person === undefined ? [] : [person])),
    keepImage: (order) => void keepImage(order).then((event) => told(event)),
    readImage: (transfer, path) =>
      void readFile(path).then(
        (bytes) => told({ type: 'read', transfer, bytes }),
        () => told({ type: 'unreadable', transfer }),
      ),
    pictureFolder: pictures.folderFor,
    dropPicture: pictures.drop,
    setRate: pacer.setRate,
    alarm(at) {
      if (at === alarmAt) return
      alarmAt = at
      ring()
    },
  }
}

/** AES-256. */
const BODY_KEY_BYTES = 32

/** Our own number of a request in clear over TCP means nothing to anybody; a time is unlike every other. */
const requestNo = (now: Millis): number => Math.floor(now / 1_000) % 2 ** 31

function jobOf(order: FetchOrder, { user, host, mac, keys }: FilesOptions, now: Millis): FetchJob {
  const { reader, lock, ...job } = order
  const bodyKey = randomBytes(BODY_KEY_BYTES)
  const encoding = reader.utf8 ? 'utf-8' : reader.encoding
  return {
    ...job,
    ...(lock !== undefined && {
      lock: {
        bodyKey,
        open: counterStream(bodyKey, bodyCounter(String(lock.requestNo))),
        asRecord: lock.asRecord,
        seal: (plaintext) =>
          keys.lock({ plaintext, packetNo: String(lock.requestNo), scheme: lock.scheme, key: lock.key }),
      },
    }),
    request: {
      version: encodeFeiqVersion(mac),
      requestNo: lock?.requestNo ?? requestNo(now),
      user: encodeName(user, 'header', encoding, charset),
      host: encodeName(host, 'header', encoding, charset),
      flags: reader.utf8 ? OPT.UTF8 : 0,
    },
    decodeName: (bytes) =>
      charset.decode(
        bytes,
        detectEncoding({
          bytes,
          utf8Flag: reader.utf8,
          version: '',
          remembered: reader.offered,
          legacy: reader.encoding,
        }),
      ),
  }
}
