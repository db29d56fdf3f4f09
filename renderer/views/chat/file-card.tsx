import { File, FileQuestion, Folder, Image } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, MessageAttachment } from '../../../shared/model/message.ts'
import { isShowable } from '../../../shared/model/picture.ts'
import type { Transfer } from '../../../shared/model/transfer.ts'
import { fileSize } from '../../logic/dates.ts'
import { FileName } from '../../parts/file-name.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { useTransfer, wantTransfers } from '../../state/transfers.ts'
import { TransferControls } from '../transfers/transfer-controls.tsx'
import { amountText } from '../transfers/transfer-text.ts'
import { useDragOut } from '../transfers/use-drag-out.ts'
import { useWords } from '../transfers/use-words.ts'
import { protectionOf, RefusedFile } from '../trust/file-trust.tsx'

export const fileIcons = { file: File, folder: Folder, image: Image, other: FileQuestion } as const

/** One thing that a message brings along: kind, name, size, how far it is, and what can be done with it. */
export function FileCard({
  message,
  attachment,
}: {
  readonly message: Message
  readonly attachment: MessageAttachment
}) {
  const { t } = useTranslation()
  const transfer = useTransfer(message.id, attachment.index)
  const unknown = transfer === undefined && attachment.kind !== 'other'
  useEffect(() => {
    if (unknown) wantTransfers(message)
  }, [unknown, message])
  const picture = transfer?.canOpen === true ? transfer.picture : undefined
  const tooLarge = picture === undefined || isShowable(picture) ? undefined : picture
  const Icon = fileIcons[attachment.kind]
  const dragOut = useDragOut(transfer)
  return (
    <div data-file={attachment.index} className="my-1 flex w-[20rem] max-w-full flex-col gap-1.5 not-first:mt-2.5">
      <div className="flex items-center gap-3" {...dragOut}>
        <span className="flex size-10 shrink-0 items-center justify-center rounded-md bg-surface text-accent-text">
          <Icon size={20} strokeWidth={1.6} aria-hidden="true" />
        </span>
        <span className="flex min-w-0 grow flex-col">
          <span className="text-sm font-medium">
            <FileName name={attachment.name} />
          </span>
          <span className="truncate text-xs text-muted tabular-nums">
            {transfer === undefined ? <Facts attachment={attachment} /> : <Amount transfer={transfer} />}
          </span>
        </span>
      </div>
      {tooLarge !== undefined && <p className="text-xs text-muted">{t('picture.bomb', tooLarge)}</p>}
      {transfer !== undefined && <TransferControls transfer={transfer} />}
      {transfer !== undefined && <RefusedFile transfer={transfer} />}
      {/* Its place is kept while the host is asked, or the chat would move when the answer comes. */}
      {unknown && <div className="min-h-8" />}
    </div>
  )
}

function Amount({ transfer }: { readonly transfer: Transfer }) {
  const { t } = useTranslation()
  const amount = amountText(transfer, useWords(transfer.peer))
  const isEncrypted = protectionOf(transfer, usePerson(transfer.peer)) === 'encrypted'
  return isEncrypted ? `${amount} · ${t('file_trust.encrypted')}` : amount
}

/** What the message itself says of it. */
function Facts({ attachment }: { readonly attachment: MessageAttachment }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { kind, entries, size } = attachment
  const known = size > 0 || kind === 'file'
  const line = [
    t(`file.${kind}`),
    entries === undefined ? '' : t('file.entries', { count: entries }),
    known ? fileSize(size, language) : entries === undefined ? t('file.size_unknown') : '',
  ]
  return line.filter((part) => part !== '').join(' · ')
}
