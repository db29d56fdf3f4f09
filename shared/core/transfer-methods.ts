/** The contract's methods about files, on parsed input. */
import type { Input } from '../engine/inputs.ts'
import type { Millis, PeerRecord } from '../engine/io.ts'
import type { Message } from '../model/message.ts'
import type { Settings, SettingsPatch } from '../model/settings.ts'
import { imageMarker } from '../protocol/index.ts'
import { err, ok, type Result } from '../result.ts'
import type { Feed } from './feed.ts'
import type { FilePort } from './file-port.ts'
import { optionsOf } from './message-options.ts'
import type { MethodsNamed } from './methods.ts'
import type { People } from './people.ts'
import type { Store } from './ports.ts'
import type { SettingError } from './profile.ts'
import type { Quotes } from './quotes.ts'
import type { Disk } from './storage.ts'
import { type Batch, batchesOf, MAX_ITEMS, offeredItem } from './transfers/offering.ts'
import type { Transfers } from './transfers/transfers.ts'

export type TransferMethodName =
  | 'offerFiles'
  | 'acceptTransfers'
  | 'declineTransfers'
  | 'cancelTransfers'
  | 'pauseTransfers'
  | 'resumeTransfers'
  | 'retryTransfers'
  | 'clearTransfers'
  | 'transfersOf'
  | 'chooseDownloads'

export interface TransferMethodParts {
  readonly store: Store
  readonly disk: Disk
  readonly people: Pick<People, 'has' | 'record'>
  readonly feed: Feed
  readonly engine: (input: Input) => void
  readonly files: Pick<FilePort, 'staged'>
  readonly transfers: Transfers
  readonly quotes: Quotes
  readonly settings: () => Settings
  readonly changeSettings: (patch: SettingsPatch) => Result<Settings, SettingError>
}

const DAY: Millis = 86_400_000
/** Nothing is known of his program. */
const STRANGER = { dialect: 'script', status: 0 } as const

export function transferMethods(parts: TransferMethodParts): MethodsNamed<TransferMethodName> {
  const { store, disk, people, feed, engine, files, transfers, quotes, settings } = parts
  const { wishes } = transfers

  return {
    offerFiles({ peers, tokens, ahead = [], text: last = '', options: wished, reply }, now) {
      const missing = peers.find((peer) => !people.has(peer))
      if (missing !== undefined) return err({ code: 'peer-not-found', detail: missing })
      const items = tokens.flatMap((token) => files.staged(token) ?? [])
      if (items.length < tokens.length) return err({ code: 'token-unknown' })
      const [first = '', ...rest] = [...ahead, last]
      const texts = [quotes.textOf(first, reply), ...rest]
      const text = texts.at(-1) ?? ''
      const options = optionsOf(wished, [...new Set(peers)])
      const { offerLifetimeDays } = settings()
      const expiresAt = offerLifetimeDays === 0 ? undefined : now + offerLifetimeDays * DAY
      const divided: readonly Batch[] = [
        ...texts.slice(0, -1).map((text) => ({ text, items: [] })),
        ...batchesOf(items, text.trim() === '' ? '' : text),
      ]
      const batchesFor = (peer: PeerRecord | undefined) =>
        divided.map((batch, place) => ({
          text: batch.text,
          items: batch.items.map((item, index) =>
            offeredItem(item, index, expiresAt, peer ?? STRANGER, now + place * MAX_ITEMS),
          ),
        }))
      // On disk first, all or nothing; then to whoever is there.
      const added = disk.write(() =>
        [...new Set(peers)].flatMap((peer) =>
          batchesFor(people.record(peer)).map((batch, index) => {
            const message = store.addOutgoing({ peer, at: now, options, ...batch })
            return { batch, peer, message: index === 0 ? quotes.keep(reply, message) : message }
          }),
        ),
      )
      if (!added.ok) return added
      const messages: Message[] = []
      for (const { batch, peer, message } of added.value) {
        messages.push(message)
        feed.put({ kind: 'message', message })
        transfers.offered(message.id)
        const attachments = batch.items.flatMap(({ attachment, imageId }) => (imageId === undefined ? attachment : []))
        const images = batch.items.flatMap(({ imageId, source }) =>
          imageId === undefined ? [] : imageMarker(imageId, source.picture?.type),
        )
        engine({
          type: 'send',
          message: {
            id: message.id,
            peer,
            text: batch.text,
            packetNo: undefined,
            queuedAt: now,
            attempts: 0,
            ...(attachments.length > 0 && { attachments }),
            ...(options !== undefined && { options }),
            ...(images.length > 0 && { images }),
          },
        })
      }
      for (const peer of new Set(peers)) {
        const conversation = store.conversation(peer)
        if (conversation !== undefined) feed.put({ kind: 'conversation', conversation })
      }
      return ok({ messages })
    },

    acceptTransfers: (wish) => wishes.accept(wish),
    declineTransfers: ({ ids }) => wishes.decline(ids),
    cancelTransfers: ({ ids }) => wishes.cancel(ids),
    pauseTransfers: ({ ids }) => wishes.pause(ids),
    resumeTransfers: ({ ids }) => wishes.resume(ids),
    retryTransfers: ({ ids }) => wishes.retry(ids),
    clearTransfers: ({ ids }) => wishes.clear(ids),
    transfersOf: ({ messages }) => ok({ transfers: transfers.viewsOf(messages) }),

    chooseDownloads({ folder }) {
      const target = folder === undefined ? undefined : files.staged(folder)
      if (folder !== undefined && target === undefined) return err({ code: 'token-unknown' })
      if (target !== undefined && target.kind !== 'folder') return err({ code: 'not-a-folder' })
      const changed = parts.changeSettings({ downloads: target?.path ?? '' })
      if (changed.ok) return changed
      const { code, detail = '' } = changed.error
      return err({ code: code === 'managed' ? code : 'storage-failed', detail })
    },
  }
}
