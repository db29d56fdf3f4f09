import { File, Folder, Image, Pencil, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { fileSize, percent } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { FileName } from '../../parts/file-name.tsx'
import { Progress } from '../../parts/progress.tsx'
import { type Attachment, clearAttachments, removeAttachment } from '../../state/attachments.ts'
import { focusComposer } from '../../state/focus.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { drawOn } from '../../state/sketch.ts'
import { StripInClear } from '../trust/file-trust.tsx'

const icons = { file: File, folder: Folder, image: Image } as const

/** What goes out with the next message; each can be taken back before. */
export function AttachmentStrip({
  chat,
  attachments,
}: {
  readonly chat: string
  readonly attachments: readonly Attachment[]
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  if (attachments.length === 0) return null
  const size = attachments.reduce((sum, attachment) => sum + attachment.size, 0)
  return (
    <section aria-label={t('attach.strip')} className="flex flex-col gap-1 pb-2">
      {attachments.length > 1 && (
        <p className="flex items-center gap-2 text-xs text-muted tabular-nums">
          {t('transfer.items', { count: attachments.length })} · {fileSize(size, language)}
          <Button
            kind="quiet"
            className="min-h-6! px-1.5! text-xs!"
            onClick={() => {
              clearAttachments(chat)
              focusComposer()
            }}
          >
            {t('attach.remove_all')}
          </Button>
        </p>
      )}
      <StripInClear peer={chat} />
      <ul className="-m-0.5 flex max-h-36 flex-wrap gap-2 overflow-y-auto p-0.5">
        {attachments.map((attachment) => (
          <Item key={attachment.key} chat={chat} attachment={attachment} />
        ))}
      </ul>
    </section>
  )
}

function Item({ chat, attachment }: { readonly chat: string; readonly attachment: Attachment }) {
  const { t } = useTranslation()
  const { key, name, kind, preview, state } = attachment
  const Icon = icons[kind]
  return (
    <li
      className={`flex w-[14rem] max-w-full items-center gap-2 rounded-sm border p-1.5 ${state === 'failed' ? 'border-red bg-red-soft' : 'border-line bg-side'}`}
    >
      {preview === undefined ? (
        <span className="flex size-9 shrink-0 items-center justify-center rounded-sm bg-field text-accent-text">
          <Icon size={18} strokeWidth={1.6} aria-hidden="true" />
        </span>
      ) : (
        <img src={preview} alt="" className="size-9 shrink-0 rounded-sm object-cover" />
      )}
      <span className="flex min-w-0 grow flex-col">
        <span className="text-sm">
          <FileName name={name} />
        </span>
        <ItemLine attachment={attachment} />
      </span>
      {preview !== undefined && (
        <button
          type="button"
          aria-label={t('picture.edit', { name })}
          className="flex size-7 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
          onClick={() => void drawOn(chat, key, name, preview)}
        >
          <Pencil size={16} aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        aria-label={t('common.remove_item', { item: name })}
        className="flex size-7 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
        data-remove=""
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') beside(event.currentTarget, -1)?.focus()
          if (event.key === 'ArrowRight' || event.key === 'ArrowDown') beside(event.currentTarget, 1)?.focus()
          if (event.key !== 'Delete' && event.key !== 'Backspace') return
          event.preventDefault()
          // The keyboard stays in the strip until it is empty.
          const next = beside(event.currentTarget, 1) ?? beside(event.currentTarget, -1)
          removeAttachment(chat, key)
          if (next === undefined) focusComposer()
          else next.focus()
        }}
        onClick={() => {
          removeAttachment(chat, key)
          focusComposer()
        }}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </li>
  )
}

function beside(button: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const buttons = [...(button.closest('ul')?.querySelectorAll<HTMLElement>('[data-remove]') ?? [])]
  return buttons[buttons.indexOf(button) + step]
}

function ItemLine({ attachment }: { readonly attachment: Attachment }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { name, size, files, state, progress, problem, changed } = attachment
  if (state === 'failed') return <span className="text-xs text-red">{t(`attach.problem.${problem ?? 'other'}`)}</span>
  if (state === 'staging' && progress > 0)
    return (
      <span className="flex h-4 items-center gap-2">
        <Progress
          label={t('transfer.progress', { file: name })}
          fraction={progress}
          moving
          text={percent(progress, language)}
        />
      </span>
    )
  return (
    <span className="truncate text-xs text-muted tabular-nums">
      {[
        changed === true ? t('attach.changed') : '',
        files === undefined ? '' : t('transfer.files', { count: files }),
        fileSize(size, language),
      ]
        .filter((part) => part !== '')
        .join(' · ')}
    </span>
  )
}
