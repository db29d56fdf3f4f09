import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileHit } from '../../../shared/api/search-contract.ts'
import { appearanceOf, inlineSize } from '../../logic/pictures.ts'
import { FileName } from '../../parts/file-name.tsx'
import { mediaAddress } from '../../platform.ts'
import { openChat, openDialog } from '../../state/actions.ts'
import { usePerson } from '../../state/people.ts'
import { fileIcons } from '../chat/file-card.tsx'
import { StillPicture, useStill } from '../picture/still-picture.tsx'
import { useHitTransfer } from './use-hit-transfer.ts'

/** Small squares, three in a row. */
export function SharedPictures({ hits }: { readonly hits: readonly FileHit[] }) {
  const { t } = useTranslation()
  return (
    <ul className="grid grid-cols-3 gap-1" aria-label={t('find.shared_image')}>
      {hits.map((hit) => (
        <li key={`${hit.message}.${hit.attachment.index}`} className="aspect-square">
          <SharedPicture hit={hit} />
        </li>
      ))}
    </ul>
  )
}

const square = 'block size-full overflow-hidden rounded-sm bg-field outline-offset-2'

/** Opens large; what is not here yet, or can't be shown, is named and leads to its message. */
function SharedPicture({ hit }: { readonly hit: FileHit }) {
  const { t } = useTranslation()
  const { name: sender } = usePerson(hit.conversation)
  const [gone, setGone] = useState(false)
  const { message, conversation, attachment } = hit
  const { index, name } = attachment
  const appearance = appearanceOf(attachment, useHitTransfer(hit))
  const picture = appearance.kind === 'picture' && !gone ? appearance.picture : undefined
  const still = useStill(picture?.type)
  if (picture === undefined) {
    const Icon = fileIcons[attachment.kind]
    return (
      <button
        type="button"
        className={`${square} flex flex-col items-center justify-center gap-1 p-1 text-xs text-muted hover:bg-hover`}
        onClick={() => void openChat(conversation, message)}
      >
        <Icon size={20} strokeWidth={1.6} aria-hidden="true" />
        <span className="max-w-full">
          <FileName name={name} />
        </span>
        <span className="sr-only">, {t('find.go_to')}</span>
      </button>
    )
  }
  const alt = hit.direction === 'in' ? t('picture.alt', { name, sender }) : t('picture.alt_own', { name })
  const look = 'size-full object-cover'
  const address = mediaAddress(message, index)
  return (
    <button
      type="button"
      className={square}
      onClick={() => openDialog({ kind: 'picture', conversation, message, index })}
    >
      {still ? (
        <StillPicture
          alt={alt}
          className={look}
          address={address}
          size={inlineSize(picture)}
          onGone={() => setGone(true)}
        />
      ) : (
        <img
          alt={alt}
          className={look}
          src={address}
          draggable={false}
          loading="lazy"
          decoding="async"
          onError={() => setGone(true)}
        />
      )}
    </button>
  )
}
