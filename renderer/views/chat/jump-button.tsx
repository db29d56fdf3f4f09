import { ArrowDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useView } from '../../state/store.ts'

/** Appears above the composer when the end of the chat is out of sight, with the number of messages that wait there. */
export function JumpButton({
  id,
  shown,
  onJump,
}: {
  readonly id: string
  readonly shown: boolean
  readonly onJump: () => void
}) {
  const { t } = useTranslation()
  const unread = useView((state) => state.conversations.get(id)?.unread ?? 0)
  if (!shown) return null
  return (
    <button
      type="button"
      aria-label={unread > 0 ? t('chat.latest_count', { count: unread }) : t('chat.latest')}
      className="surface-overlay absolute right-4 bottom-3 z-20 flex size-10 items-center justify-center rounded-full! text-muted hover:text-text focus-visible:outline-offset-2"
      onClick={onJump}
    >
      <ArrowDown size={20} aria-hidden="true" />
      {unread > 0 && (
        <span className="absolute -top-2 min-w-5 rounded-full bg-fill px-1.5 text-xs leading-5 font-semibold text-on-fill tabular-nums">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  )
}
