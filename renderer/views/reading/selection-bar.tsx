import { Copy, Forward, Star, StarOff, Trash2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../parts/button.tsx'
import { openDialog } from '../../state/actions.ts'
import {
  clearSelection,
  hasWords,
  isForwardable,
  selectedMessages,
  useLoaded,
  useSelection,
} from '../../state/selection.ts'
import { useMessageActions } from './use-message-actions.ts'

/** In place of the composer while messages are selected: what can be done with all of them. */
export function SelectionBar({ chat }: { readonly chat: string }) {
  const { t } = useTranslation()
  const actions = useMessageActions()
  const count = useSelection(chat)?.ids.size ?? 0
  // Read again when one of them changes: starred ones offer the other way.
  useLoaded(chat)
  const messages = selectedMessages(chat)
  const starred = messages.length > 0 && messages.every((message) => message.starred === true)
  return (
    <section
      aria-label={t('reading.selection')}
      data-pane="composer"
      className="flex min-h-15 shrink-0 items-center gap-1 border-t border-line px-4 py-3"
    >
      <IconButton label={t('reading.end_selection')} data-focus="entry" onClick={clearSelection}>
        <X size={18} aria-hidden="true" />
      </IconButton>
      <p className="grow truncate text-sm font-medium" aria-live="polite">
        {t('reading.selected', { count })}
      </p>
      <IconButton
        label={t('reading.copy_selected')}
        disabled={!messages.some(hasWords)}
        onClick={() => actions.copy(messages)}
      >
        <Copy size={18} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={t('reading.forward_selected')}
        disabled={!messages.some(isForwardable)}
        onClick={() => openDialog({ kind: 'forward', messages: messages.filter(isForwardable) })}
      >
        <Forward size={18} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={starred ? t('reading.unstar_selected') : t('reading.star_selected')}
        onClick={() => actions.star(messages, !starred)}
      >
        {starred ? <StarOff size={18} aria-hidden="true" /> : <Star size={18} aria-hidden="true" />}
      </IconButton>
      <IconButton label={t('reading.delete_selected')} className="text-red!" onClick={() => actions.remove(messages)}>
        <Trash2 size={18} aria-hidden="true" />
      </IconButton>
    </section>
  )
}
