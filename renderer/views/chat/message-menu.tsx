import {
  BookType,
  CircleCheck,
  Copy,
  Forward,
  Info,
  Link,
  MessageSquare,
  Pencil,
  Reply,
  ReplyAll,
  RotateCw,
  Star,
  StarOff,
  Stethoscope,
  TextQuote,
  TextSelect,
  Trash2,
  Undo2,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { inertText } from '../../../shared/model/inert.ts'
import { isCovered, type Message } from '../../../shared/model/message.ts'
import { readQuote } from '../../../shared/model/quote.ts'
import type { MenuEntry } from '../../parts/menu.tsx'
import { cancelMessage, copyText, editMessage, openChat, openDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { jumpToQuoted, startReply } from '../../state/reading.ts'
import { hasWords, isForwardable, toggleSelected } from '../../state/selection.ts'
import { now } from '../../state/store.ts'
import { useMessageActions } from '../reading/use-message-actions.ts'
import type { Pointed } from './pointed.ts'
import { isOfGroup } from './system-text.ts'
import { useFileEntries } from './use-file-entries.tsx'

/** Its sender and who else got it, as far as they are known here. */
const everybodyOf = ({ conversation, recipients = [] }: Message): readonly string[] =>
  [conversation, ...recipients].filter((id) => now().peers.has(id))

/** What can be done with one message, and with the part of it that is pointed at; also by keyboard, with the menu key or Shift+F10 on the message. */
export function useMessageEntries(message: Message | undefined, pointed?: Pointed): readonly MenuEntry[] {
  const { t } = useTranslation()
  const actions = useMessageActions()
  const files = useFileEntries(message, pointed?.file)
  if (message === undefined) return []
  const isSaid = message.system === undefined
  // Nobody repeats or confirms what was said in a group: it cannot be taken back.
  const pending =
    !isOfGroup(message) && message.direction === 'out' && (message.state === 'queued' || message.state === 'sent')
  const speaker = message.sender === undefined ? undefined : now().peers.get(message.sender.peer)
  const { marked = '', link } = pointed ?? {}
  const entries: (MenuEntry | false)[] = [
    marked !== '' && {
      key: 'copy-marked',
      label: t('ease.copy_marked'),
      icon: <TextSelect size={16} />,
      run: () => void copyText(inertText(marked), t('common.copied')),
    },
    link !== undefined && {
      key: 'copy-link',
      label: t('link.copy'),
      icon: <Link size={16} />,
      run: () => void copyText(link, t('common.copied')),
    },
    message.state === 'failed' && {
      key: 'retry',
      label: t('message.retry'),
      icon: <RotateCw size={16} />,
      run: () => void call('retryMessage', { id: message.id }),
    },
    message.state === 'failed' && {
      key: 'edit',
      label: t('message.edit'),
      icon: <Pencil size={16} />,
      run: () => void editMessage(message, { lost: t('message.edit_lost') }),
    },
    pending &&
      now().peers.has(message.conversation) && {
        key: 'why',
        label: t('message.why_waiting'),
        icon: <Stethoscope size={16} />,
        run: () => openDialog({ kind: 'doctor', peer: message.conversation }),
      },
    ...files,
    {
      key: 'reply',
      apart: files.length > 0,
      label: t('reading.reply'),
      icon: <Reply size={16} />,
      disabled: !isForwardable(message),
      run: () => void startReply(message),
    },
    message.direction === 'in' &&
      message.recipients !== undefined && {
        key: 'reply-all',
        label: t('dialect.reply_all'),
        icon: <ReplyAll size={16} />,
        run: () => openDialog({ kind: 'recipients', to: everybodyOf(message) }),
      },
    !isCovered(message) &&
      readQuote(message.text).quote !== undefined && {
        key: 'quoted',
        label: t('reading.show_quoted'),
        icon: <TextQuote size={16} />,
        run: () => void jumpToQuoted(message, t('reading.quoted_not_found')),
      },
    {
      key: 'copy',
      label: t('message.copy'),
      icon: <Copy size={16} />,
      disabled: !hasWords(message),
      run: () => actions.copy([message]),
    },
    {
      key: 'forward',
      label: t('reading.forward'),
      icon: <Forward size={16} />,
      disabled: !isForwardable(message),
      run: () => openDialog({ kind: 'forward', messages: [message] }),
    },
    isSaid && {
      key: 'star',
      label: message.starred === true ? t('reading.unstar') : t('reading.star'),
      icon: message.starred === true ? <StarOff size={16} /> : <Star size={16} />,
      run: () => actions.star([message], message.starred !== true),
    },
    {
      key: 'select',
      label: t('reading.select'),
      icon: <CircleCheck size={16} />,
      run: () => toggleSelected(message.conversation, message.id),
    },
    speaker !== undefined && {
      key: 'write',
      label: t('group.write_to', { name: speaker.name }),
      icon: <MessageSquare size={16} />,
      run: () => void openChat(speaker.id),
    },
    // Cipher has no code page, and of a line of a group nothing is kept but its text.
    isSaid &&
      message.direction === 'in' &&
      message.encrypted !== true &&
      !isOfGroup(message) &&
      !isCovered(message) && {
        key: 'code-page',
        label: t('reading.read_as'),
        icon: <BookType size={16} />,
        run: () => openDialog({ kind: 'code-page', conversation: message.conversation, message: message.id }),
      },
    isSaid && {
      key: 'details',
      label: t('message.details'),
      icon: <Info size={16} />,
      run: () => openDialog({ kind: 'message', conversation: message.conversation, message: message.id }),
    },
    pending
      ? {
          key: 'cancel',
          label: t('message.take_back'),
          icon: <Undo2 size={16} />,
          danger: true,
          run: () => cancelMessage(message.id),
        }
      : {
          key: 'delete',
          label: t('message.delete'),
          icon: <Trash2 size={16} />,
          danger: true,
          run: () => actions.remove([message]),
        },
  ]
  return entries.filter((entry) => entry !== false)
}
