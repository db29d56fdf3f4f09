import { File, FileQuestion, Folder, Image } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageAttachment } from '../../../shared/model/message.ts'
import { fileSize } from '../../logic/dates.ts'
import { useLanguageTag } from '../../state/hooks.ts'

const icons = { file: File, folder: Folder, image: Image, other: FileQuestion } as const

/** What a message brings along: kind, name, size. `children` is the place below for what can be done with it. */
export function FileCard({
  attachment,
  children,
}: {
  readonly attachment: MessageAttachment
  readonly children?: ReactNode
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const Icon = icons[attachment.kind]
  const { kind, entries, size } = attachment
  const known = size > 0 || kind === 'file'
  const line = [
    t(`file.${kind}`),
    entries === undefined ? '' : t('file.entries', { count: entries }),
    known ? fileSize(size, language) : entries === undefined ? t('file.size_unknown') : '',
  ]
  return (
    <div className="my-1 flex w-72 max-w-full flex-col gap-2 rounded-md border border-line bg-surface p-2">
      <div className="flex items-center gap-3">
        <span className="flex size-10 shrink-0 items-center justify-center rounded-sm bg-field text-accent-text">
          <Icon size={20} strokeWidth={1.6} aria-hidden="true" />
        </span>
        <span className="flex min-w-0 grow flex-col">
          <span className="truncate text-sm font-medium" title={attachment.name}>
            {attachment.name}
          </span>
          <span className="truncate text-xs text-muted">{line.filter((part) => part !== '').join(' · ')}</span>
        </span>
      </div>
      {children}
    </div>
  )
}
