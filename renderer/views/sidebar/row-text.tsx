import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { inertText } from '../../../shared/model/inert.ts'
import type { MessageAttachment } from '../../../shared/model/message.ts'
import { type Preview, previewOf } from '../../logic/preview.ts'
import { useSaid } from '../../state/face-words.ts'
import { useGroup } from '../../state/groups.ts'
import { usePerson } from '../../state/people.ts'
import { useView } from '../../state/store.ts'
import { MessageTicks } from '../chat/message-ticks.tsx'
import { systemText } from '../chat/system-text.ts'

type Translate = TFunction

function attachmentLine(attachment: MessageAttachment, count: number, t: Translate): string {
  if (count > 1) return t('transfer.many', { count })
  if (attachment.kind === 'image') return t('chats.image')
  return attachment.kind === 'folder'
    ? t('chats.folder', { name: attachment.name })
    : t('chats.file', { name: attachment.name })
}

/** The line in words, without draft mark and ticks. */
export function previewLine(
  preview: Preview,
  t: Translate,
  shown: (text: string, direction: 'in' | 'out') => string,
): string {
  switch (preview.kind) {
    case 'empty':
      return t('chats.no_messages')
    case 'draft':
      return shown(preview.text, 'out')
    case 'covered':
      return preview.message.locked ? t('chats.locked') : t('chats.sealed')
    case 'attachment':
      return attachmentLine(preview.attachment, preview.message.attachments.length, t)
    case 'system':
      return systemText(preview.message, t)
    case 'shake':
      return t('signal.shake_line')
    case 'text':
      if (preview.message.sender !== undefined)
        return t('group.said', { name: preview.message.sender.name, text: shown(preview.text, 'in') })
      return preview.own ? t('chats.you', { text: shown(preview.text, 'out') }) : shown(preview.text, 'in')
  }
}

/** One line below the name: draft, or the last message with its state when it is our own. */
export function PreviewText({
  conversation,
  selected,
}: {
  readonly conversation: Conversation
  readonly selected: boolean
}) {
  const { t } = useTranslation()
  const { dialect } = usePerson(conversation.peer)
  const waiting = useView((state) =>
    selected ? 0 : (state.attachments.get(conversation.id)?.length ?? conversation.draftFiles ?? 0),
  )
  const said = useSaid()
  const shown = (text: string, direction: 'in' | 'out'): string => said(inertText(text), direction, dialect)
  const preview = previewOf(conversation, selected)
  const typing = useView((state) => state.host?.typing.includes(conversation.peer) === true)
  const invited = useGroup(conversation.id)?.state === 'invited'
  const line = invited
    ? t('group.invitation')
    : waiting > 0 && preview.kind !== 'draft'
      ? t('transfer.many', { count: waiting })
      : previewLine(preview, t, shown)
  if (typing && preview.kind !== 'draft')
    return <span className="min-w-0 grow truncate text-sm text-accent-text">{t('signal.typing')}</span>
  return (
    <span className="flex min-w-0 grow items-center gap-1 text-sm text-muted">
      {(preview.kind === 'draft' || waiting > 0) && <span className="shrink-0 text-red">{t('chats.draft')}</span>}
      {waiting === 0 && 'own' in preview && preview.own && (
        <>
          <MessageTicks state={preview.message.state} />
          <span className="sr-only">{t(`state.${preview.message.state}`)}, </span>
        </>
      )}
      <span className="truncate">{line}</span>
    </span>
  )
}
