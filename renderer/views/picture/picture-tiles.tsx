import { ImageDown, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, MessageAttachment } from '../../../shared/model/message.ts'
import type { Picture } from '../../../shared/model/picture.ts'
import { percent } from '../../logic/dates.ts'
import { columnsOf, inlineSize, MAX_TILES } from '../../logic/pictures.ts'
import { fractionOf } from '../../logic/transfers.ts'
import { mediaAddress } from '../../platform.ts'
import { openDialog } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { useTransfer } from '../../state/transfers.ts'
import { stateText } from '../transfers/transfer-text.ts'
import { useDragOut } from '../transfers/use-drag-out.ts'
import { useWords } from '../transfers/use-words.ts'
import { StillPicture, useStill } from './still-picture.tsx'

export interface Tile {
  readonly attachment: MessageAttachment
  /** Undefined while it comes. */
  readonly picture: Picture | undefined
}

/** Smaller ones would vanish below the time. */
const STAMPED = { width: 160, height: 96 } as const

/** Close to the edges of the bubble; the time stands on the lower corner of what nothing follows. */
const room =
  '-mx-2 mt-1 mb-1.5 max-w-[calc(100%+1rem)] first:-mt-0.5 [&[data-carries-stamp]:has(+[data-stamp])]:-mb-0.5'

/** The pictures of a message: one in its own shape, several as a grid. Their room is known before they load. */
export function PictureTiles({ message, tiles }: { readonly message: Message; readonly tiles: readonly Tile[] }) {
  const { t } = useTranslation()
  const [only] = tiles
  if (tiles.length === 1 && only !== undefined) {
    const { width, height } = inlineSize(only.picture ?? { width: 240, height: 180 })
    return (
      <div
        className={room}
        data-carries-stamp={width < STAMPED.width || height < STAMPED.height ? undefined : ''}
        style={{ width, aspectRatio: `${width} / ${height}` }}
      >
        <OneTile message={message} tile={only} />
      </div>
    )
  }
  const hidden = tiles.length - MAX_TILES
  return (
    <ul
      data-carries-stamp=""
      className={`${room} grid w-[23.5rem] gap-1 ${columnsOf(tiles.length) === 2 ? 'grid-cols-2' : 'grid-cols-3'}`}
      aria-label={t('picture.group', { count: tiles.length })}
    >
      {tiles.slice(0, MAX_TILES).map((tile, place) => (
        <li key={tile.attachment.index} className="relative aspect-square">
          <OneTile message={message} tile={tile} />
          {hidden > 0 && place === MAX_TILES - 1 && (
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-0 flex items-center justify-center rounded-md bg-scrim text-lg font-semibold text-on-scrim"
            >
              {t('picture.more', { count: hidden })}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function OneTile({ message, tile }: { readonly message: Message; readonly tile: Tile }) {
  const { t } = useTranslation()
  const [gone, setGone] = useState(false)
  const { attachment, picture } = tile
  const { id, conversation } = message
  const { index, name } = attachment
  const words = useWords(conversation)
  const still = useStill(picture?.type)
  const dragOut = useDragOut(useTransfer(id, index))
  const alt =
    message.direction === 'in' ? t('picture.alt', { name, sender: words.name }) : t('picture.alt_own', { name })
  if (picture === undefined) return <Coming message={message} attachment={attachment} />
  if (gone)
    return (
      <span className="flex size-full flex-col items-center justify-center gap-1 rounded-md bg-field p-2 text-center text-xs text-muted">
        <ImageOff size={20} strokeWidth={1.6} aria-hidden="true" />
        {t('picture.gone')}
      </span>
    )
  const address = mediaAddress(id, index)
  const look = 'size-full rounded-md bg-field object-cover object-top'
  return (
    <button
      type="button"
      data-picture={`${id}.${index}`}
      {...dragOut}
      className="relative block size-full overflow-hidden rounded-md outline-offset-2"
      onClick={() => openDialog({ kind: 'picture', conversation, message: id, index })}
    >
      {still ? (
        <StillPicture
          address={address}
          alt={alt}
          size={inlineSize(picture)}
          onGone={() => setGone(true)}
          className={look}
        />
      ) : (
        <img
          src={address}
          alt={alt}
          draggable={false}
          decoding="async"
          className={look}
          onError={() => setGone(true)}
        />
      )}
      <State message={message} index={index} />
    </button>
  )
}

const pill = 'absolute bottom-1 left-1 rounded-full bg-scrim px-2 py-0.5 text-xs text-on-scrim tabular-nums'

/** How far an own picture is, over its lower corner: it takes no room that would be missing afterwards. */
function State({ message, index }: { readonly message: Message; readonly index: number }) {
  const transfer = useTransfer(message.id, index)
  const words = useWords(message.conversation)
  if (transfer === undefined || transfer.direction === 'in' || transfer.state === 'done') return null
  const fraction = transfer.state === 'running' ? fractionOf(transfer) : undefined
  return (
    <span className={pill}>
      {fraction === undefined ? stateText('out', transfer.state, words) : percent(fraction, words.language)}
    </span>
  )
}

/** Not here yet: a calm place of its own. */
function Coming({ message, attachment }: { readonly message: Message; readonly attachment: MessageAttachment }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const transfer = useTransfer(message.id, attachment.index)
  const fraction = transfer === undefined ? undefined : fractionOf(transfer)
  return (
    <span
      role="img"
      aria-label={t('picture.coming', { name: attachment.name })}
      className="relative flex size-full flex-col items-center justify-center gap-1 overflow-hidden rounded-md border border-dashed border-edge/50 bg-surface/50 p-2 text-center text-xs text-muted"
    >
      <ImageDown size={20} strokeWidth={1.6} aria-hidden="true" />
      {t('picture.on_the_way')}
      {fraction !== undefined && fraction > 0 && <span className={pill}>{percent(fraction, language)}</span>}
    </span>
  )
}
