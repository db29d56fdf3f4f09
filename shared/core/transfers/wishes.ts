/** What the user, or the policy that he set, wants of transfers: the contract's methods about files. */
import type { ApiError } from '../../api/contract.ts'
import type { Input } from '../../engine/inputs.ts'
import type { Millis, PeerId, PeerRecord } from '../../engine/io.ts'
import { speaksOwnTransfers } from '../../engine/offers.ts'
import { safeName } from '../../model/safe-name.ts'
import type { Settings } from '../../model/settings.ts'
import { err, ok, type Result } from '../../result.ts'
import type { FilePort } from '../file-port.ts'
import type { Store, TransferRecord } from '../ports.ts'
import type { Disk } from '../storage.ts'
import type { Downloads } from './downloads.ts'
import type { Images } from './images.ts'
import type { Ledger, Wish } from './ledger.ts'
import type { Uploads } from './uploads.ts'

type Outcome = Result<{ changed: string[] }, ApiError<'transfer-not-found' | 'storage-failed'>>
type Acceptance = {
  readonly ids: readonly string[]
  readonly to?: string | undefined
  readonly saveAs?: string | undefined
}

export interface Wishes {
  accept(wish: Acceptance): Outcome | Result<never, ApiError<'token-unknown' | 'not-a-folder'>>
  decline(ids: readonly string[]): Outcome
  cancel(ids: readonly string[]): Outcome
  pause(ids: readonly string[]): Outcome
  resume(ids: readonly string[]): Outcome
  /** Without ids everything that failed on its way to us. */
  retry(ids: readonly string[] | undefined): Outcome
  /** Without ids everything that is over. */
  clear(ids: readonly string[] | undefined): Outcome
  /** A new offer of somebody else: taken at once where the policy says so. */
  autoAccept(record: TransferRecord): void
  /** The message of these is deleted. */
  messageGone(records: readonly TransferRecord[]): void
}

export interface WishParts {
  readonly store: Store
  readonly disk: Disk
  readonly ledger: Ledger
  readonly downloads: Downloads
  readonly uploads: Uploads
  readonly images: Pick<Images, 'withdrawn' | 'delivered'>
  readonly files: Pick<FilePort, 'downloads' | 'staged' | 'discard' | 'pictureFolder' | 'dropPicture'>
  readonly engine: (input: Input) => void
  readonly peer: (id: PeerId) => PeerRecord | undefined
  readonly nameOf: (id: PeerId) => string
  readonly settings: () => Settings
  readonly now: () => Millis
}

/** As many as one call may name. */
const MAX_AT_ONCE = 2_000
const OVER = ['done', 'failed', 'declined', 'cancelled'] as const
const isOver = ({ state }: TransferRecord): boolean => OVER.some((over) => over === state)
/** Its sender pushes it: nobody can ask for it again. */
const isPushed = ({ direction, imageId }: TransferRecord): boolean => direction === 'in' && imageId !== undefined
/** Nothing more will be fetched unless the user thinks again. */
const isRefused = ({ state }: TransferRecord): boolean => state === 'declined' || state === 'cancelled'

export function createWishes(parts: WishParts): Wishes {
  const { store, disk, ledger, downloads, uploads, images, files, engine, settings, now } = parts

  /** Writes the wish for each of them at once; `follow` is what comes of those that changed. Nothing starts before all are on the disk. */
  function each(
    ids: readonly string[],
    wishOf: (record: TransferRecord) => Omit<Wish, 'record'> | undefined,
    follow: (after: TransferRecord, before: TransferRecord | undefined) => void = () => {},
  ): Outcome {
    const records = new Map(ids.flatMap((id) => ledger.find(id) ?? []).map((record) => [record.id, record]))
    if (records.size === 0 && ids.length > 0) return err({ code: 'transfer-not-found' })
    const wishes = [...records.values()].flatMap((record) => {
      const wish = wishOf(record)
      return wish === undefined ? [] : { record, ...wish }
    })
    const changed = ledger.wish(now(), wishes)
    if (!changed.ok) return err({ code: 'storage-failed' })
    for (const record of changed.value) follow(record, records.get(record.id))
    downloads.pump()
    return ok({ changed: changed.value.map(({ id }) => id) })
  }

  const placeOf = (peer: PeerId): string =>
    files.downloads(
      settings().downloads,
      settings().perPersonFolders ? safeName(parts.nameOf(peer), 'person') : undefined,
    )

  /** What came is in the folder that was chosen first; another folder may be on another disk. */
  const moveTo = (record: TransferRecord, directory: string): Partial<TransferRecord> =>
    record.part === undefined || record.directory === directory
      ? { directory }
      : { directory, part: undefined, done: 0, filesDone: 0 }

  /** The sender learns that nothing more will be fetched; others than own peers only once that is so for the whole message. */
  function tellSender(record: TransferRecord, siblings: readonly TransferRecord[]): void {
    const { peer, packetNo, fileId } = record
    if (packetNo === undefined || record.imageId !== undefined) return
    const person = parts.peer(peer)
    const own = person !== undefined && speaksOwnTransfers(person)
    if (!own && !siblings.every((sibling) => isRefused(sibling) || sibling.state === 'done')) return
    engine({ type: 'release', peer, packetNo, files: own ? [fileId] : [], as: 'declined' })
  }

  const siblingsOf = ({ message }: TransferRecord): readonly TransferRecord[] =>
    store.transfersOf([message]).map((record) => ledger.find(record.id) ?? record)

  function refused(record: TransferRecord): void {
    downloads.halt(record)
    tellSender(record, siblingsOf(record))
  }

  function giveUp(record: TransferRecord): void {
    if (record.imageId === undefined) uploads.withdrawn(record)
    else images.withdrawn(record)
  }

  function withdrawn(record: TransferRecord): void {
    giveUp(record)
    const message = store.message(record.message)
    const isWaiting = message?.state === 'queued' || message?.state === 'sent' || message?.state === 'failed'
    // An offer without words of which nothing is left need not arrive any more.
    if (isWaiting && message.text === '' && siblingsOf(record).every(({ state }) => state === 'cancelled')) {
      engine({ type: 'cancel', message: message.id })
    }
  }

  return {
    accept({ ids, to, saveAs }) {
      const target = to === undefined ? undefined : files.staged(to)
      if (to !== undefined && target === undefined) return err({ code: 'token-unknown' })
      if (target !== undefined && target.kind !== 'folder') return err({ code: 'not-a-folder' })
      const name = ids.length === 1 ? saveAs : undefined
      return each(
        ids,
        (record) => {
          if (record.direction === 'out' || record.imageId !== undefined) return undefined
          const directory = target?.path ?? placeOf(record.peer)
          return {
            event: 'accept',
            details: { ...moveTo(record, directory), saveAs: name, maxBytes: undefined, kept: false },
          }
        },
        (after, before) => {
          if (before?.part !== undefined && after.part === undefined) files.discard(before.part)
        },
      )
    },

    decline: (ids) => each(ids, ({ direction }) => (direction === 'out' ? undefined : { event: 'decline' }), refused),

    cancel: (ids) =>
      each(
        ids,
        ({ direction }) => ({ event: 'cancel', ...(direction === 'out' && { details: { expiresAt: undefined } }) }),
        (record) => (record.direction === 'out' ? withdrawn(record) : refused(record)),
      ),

    pause: (ids) =>
      each(
        ids,
        ({ imageId }) => (imageId === undefined ? { event: 'pause' } : undefined),
        (record) => (record.direction === 'out' ? uploads.paused(record) : downloads.halt(record)),
      ),

    resume: (ids) =>
      each(ids, (record) => (isPushed(record) ? undefined : { event: 'resume', details: whereTo(record) })),

    retry(ids) {
      const failed =
        ids ?? store.transfersIn('failed', MAX_AT_ONCE).flatMap((one) => (one.direction === 'in' ? one.id : []))
      return each(
        failed,
        (record) => (isPushed(record) ? undefined : { event: 'retry', details: whereTo(record) }),
        ({ imageId, message }) => {
          if (imageId !== undefined) images.delivered(message)
        },
      )
    },

    clear(ids) {
      const over = ids ?? OVER.flatMap((state) => store.transfersIn(state, MAX_AT_ONCE)).map(({ id }) => id)
      const records = over.flatMap((id) => ledger.find(id) ?? []).filter((record) => isOver(record) && !record.cleared)
      if (ids?.every((id) => ledger.find(id) === undefined)) return err({ code: 'transfer-not-found' })
      const written = disk.write(() => {
        for (const record of records) store.saveTransfer({ ...record, cleared: true })
      })
      if (!written.ok) return err({ code: 'storage-failed' })
      for (const { id } of records) ledger.forget(id)
      return ok({ changed: records.map(({ id }) => id) })
    },

    autoAccept(record) {
      const { peers, maxBytes } = settings().autoAccept
      const { direction, state, kind, size, peer } = record
      if (direction === 'out' || state !== 'offered' || fetchPicture(record)) return
      if (!peers.includes(peer) || size > maxBytes) return
      // A folder whose sender does not say how large it is may be anything.
      if (kind === 'folder' && size === 0) return
      ledger.happened(now(), record.id, 'accept', { directory: placeOf(peer), maxBytes })
      downloads.pump()
    },

    messageGone(records) {
      const refused = records.map((record) => (isOver(record) ? record : { ...record, state: 'cancelled' as const }))
      for (const record of records) {
        if (record.direction === 'out') {
          if (record.source !== undefined && record.state !== 'cancelled') giveUp(record)
        } else {
          downloads.drop(record)
          if (!isOver(record)) tellSender(record, refused)
        }
        const kept = record.kept ? (record.path ?? record.source?.path) : undefined
        if (kept !== undefined && !store.needsPicture(kept)) files.dropPicture(kept)
        ledger.forget(record.id)
      }
      downloads.pump()
    },
  }

  /** What belongs to the text is there with it: into the data folder, while there is room. False where it is offered like any file. */
  function fetchPicture({ id, kind, size, message }: TransferRecord): boolean {
    const maxBytes = settings().autoPictures
    if (kind !== 'image' || size === 0 || size > maxBytes) return false
    const directory = files.pictureFolder(message, size)
    if (directory === undefined) return false
    ledger.happened(now(), id, 'accept', { directory, maxBytes: size, kept: true })
    downloads.pump()
    return true
  }

  /** What was refused, or failed, before a folder was chosen gets the usual one. */
  function whereTo(record: TransferRecord): { readonly directory?: string } {
    return record.direction === 'in' && record.directory === undefined ? { directory: placeOf(record.peer) } : {}
  }
}
