import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { snippetOf } from '../../../shared/model/quote.ts'
import { IconButton } from '../../parts/button.tsx'
import { useSaid } from '../../state/face-words.ts'
import { stopReply } from '../../state/reading.ts'
import { useView } from '../../state/store.ts'
import { jumpToMessage } from '../../state/threads.ts'

/** Above the composer: what the draft answers. Esc in the composer takes it away. */
export function QuoteBar({ chat, person }: { readonly chat: string; readonly person: Peer }) {
  const { t } = useTranslation()
  const said = useSaid()
  const quoting = useView((state) => state.conversations.get(chat)?.quoting)
  if (quoting === undefined) return null
  const name = quoting.direction === 'out' ? t('chat.you') : (quoting.sender?.name ?? person.name)
  const text = said(snippetOf(quoting.text), quoting.direction, person.dialect) || (quoting.attachments[0]?.name ?? '')
  return (
    <section aria-label={t('reading.replying_to', { name })} className="mb-2 flex items-center gap-1">
      <button
        type="button"
        className="min-w-0 grow rounded-sm border-l-[3px] border-accent bg-field py-1 pr-2 pl-2 text-left text-sm text-muted hover:bg-hover"
        onClick={() => void jumpToMessage(chat, quoting.id)}
      >
        <span className="block truncate font-medium text-accent-text">{t('reading.replying_to', { name })}</span>
        <span className="block truncate">{text.replace(/\s+/g, ' ')}</span>
      </button>
      <IconButton label={t('reading.stop_reply')} onClick={() => void stopReply(chat)}>
        <X size={18} aria-hidden="true" />
      </IconButton>
    </section>
  )
}
