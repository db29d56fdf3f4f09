import { ArrowDown, ArrowUp } from 'lucide-react'
import type { Transfer } from '../../../shared/model/transfer.ts'
import { listTime } from '../../logic/dates.ts'
import { FileName } from '../../parts/file-name.tsx'
import { closeDetails, openChat } from '../../state/actions.ts'
import { useMedia, useMinute } from '../../state/hooks.ts'
import { fileIcons } from '../chat/file-card.tsx'
import { TransferControls } from './transfer-controls.tsx'
import { amountText } from './transfer-text.ts'
import { useDragOut } from './use-drag-out.ts'
import { useWords } from './use-words.ts'

/** One line of the transfer centre. Its name leads to the message that brought it. */
export function TransferItem({ transfer }: { readonly transfer: Transfer }) {
  const words = useWords(transfer.peer)
  const { t, language } = words
  const minute = useMinute()
  // There the list covers the chat to which it leads.
  const covers = useMedia('(max-width: 719px)')
  const { direction, conversation, message, kind, name, at } = transfer
  const Icon = fileIcons[kind]
  const dragOut = useDragOut(transfer)
  const amount = amountText(transfer, words)
  const Arrow = direction === 'in' ? ArrowDown : ArrowUp
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-2.5" {...dragOut}>
        <span className="relative flex size-9 shrink-0 items-center justify-center rounded-sm bg-field text-accent-text">
          <Icon size={18} strokeWidth={1.6} aria-hidden="true" />
        </span>
        <div className="flex min-w-0 grow flex-col">
          <div className="flex items-baseline gap-2">
            <button
              type="button"
              aria-label={t('transfer.in_chat', { file: name })}
              className="min-w-0 grow rounded-xs text-left text-sm font-medium underline-offset-2 hover:underline"
              onClick={() => {
                if (covers) closeDetails()
                void openChat(conversation, message)
              }}
            >
              <FileName name={name} />
            </button>
            <time className="shrink-0 text-xs text-muted tabular-nums">{listTime(at, minute, language)}</time>
          </div>
          <p className="flex items-center gap-1 text-xs text-muted tabular-nums">
            <Arrow size={12} className="shrink-0" aria-hidden="true" />
            <span className="sr-only">{t(`transfer.direction_${direction}`)}</span>
            <span className="min-w-0 truncate">{words.name}</span>
            {amount !== '' && (
              <>
                <span aria-hidden="true">·</span>
                <span className="shrink-0">{amount}</span>
              </>
            )}
          </p>
        </div>
      </div>
      <div className="pl-11.5">
        <TransferControls transfer={transfer} />
      </div>
    </div>
  )
}
