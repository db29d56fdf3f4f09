import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, MessageAttachment } from '../../../shared/model/message.ts'
import { fileSize } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { useView } from '../../state/store.ts'
import { acceptAll, declineAll } from '../../state/transfer-actions.ts'
import { PictureTiles } from '../picture/picture-tiles.tsx'
import { useTiles } from '../picture/use-tiles.ts'
import { useWish } from '../transfers/transfer-controls.tsx'
import { InClear, protectionOf } from '../trust/file-trust.tsx'
import { FileCard } from './file-card.tsx'

/** A drop of a hundred files is one message: this many are shown until the user wants to see all. */
const SHOWN = 5
/** One more costs no more room than the line that hides it. */
const HIDE_FROM = SHOWN + 2

/** All that a message brings along; several can be taken or refused together. */
export function FileCards({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const { tiles, rest: attachments } = useTiles(message)
  const shown = all || attachments.length < HIDE_FROM ? attachments : attachments.slice(0, SHOWN)
  return (
    <>
      {tiles.length > 0 && <PictureTiles message={message} tiles={tiles} />}
      {attachments.length > 1 && <Together message={message} attachments={attachments} />}
      {shown.map((attachment) => (
        <FileCard key={attachment.index} message={message} attachment={attachment} />
      ))}
      {shown.length < attachments.length && (
        <Button kind="quiet" className="my-1 w-full" onClick={() => setAll(true)}>
          {t('transfer.show_more', { count: attachments.length - shown.length })}
        </Button>
      )}
      <Openness message={message} />
    </>
  )
}

/** Once for all that the message brings. */
function Openness({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const person = usePerson(message.conversation)
  // The answer alone: what moves among the transfers draws no other message anew.
  const isClear = useView(({ transfers }) =>
    message.attachments.some(({ index }) => protectionOf(transfers.get(`${message.id}.${index}`), person) === 'clear'),
  )
  return isClear ? <InClear text={t('file_trust.card')} /> : null
}

function Together({
  message,
  attachments,
}: {
  readonly message: Message
  readonly attachments: readonly MessageAttachment[]
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const wish = useWish()
  const transfers = useView((state) => state.transfers)
  const size = attachments.reduce((sum, attachment) => sum + attachment.size, 0)
  const offered = attachments.flatMap(({ index }) => {
    const transfer = transfers.get(`${message.id}.${index}`)
    return transfer?.direction === 'in' && transfer.state === 'offered' ? [transfer] : []
  })
  return (
    <div className="flex w-[20rem] max-w-full flex-wrap items-center gap-1 py-1">
      <span className="grow text-xs text-muted tabular-nums">
        {t('transfer.items', { count: attachments.length })}
        {size > 0 && ` · ${fileSize(size, language)}`}
      </span>
      {offered.length > 1 && (
        <>
          <Button kind="primary" className="min-h-7! px-2.5!" onClick={() => wish(acceptAll(offered))}>
            {t('transfer.accept_all')}
          </Button>
          <Button className="min-h-7! px-2.5!" onClick={() => wish(declineAll(offered))}>
            {t('transfer.decline_all')}
          </Button>
        </>
      )}
    </div>
  )
}
