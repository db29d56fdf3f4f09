import { useTranslation } from 'react-i18next'
import { isCovered, type Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { clock, fullTime } from '../../logic/dates.ts'
import { isOnlyEmoji, type TimelineRow } from '../../logic/timeline.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { FileCards } from './file-cards.tsx'
import { LongText } from './long-text.tsx'
import { MessageCover } from './message-cover.tsx'
import { MessageTicks } from './message-ticks.tsx'
import { MessageTrouble } from './message-trouble.tsx'
import type { Place } from './timeline-rows.tsx'
import type { FocusProps } from './use-message-focus.ts'
import { useMessageLabel } from './use-message-label.ts'

/** The corners on the sender's side are small between the messages of a group. */
function corners(own: boolean, first: boolean, last: boolean): string {
  if (own) return `rounded-lg ${first ? '' : 'rounded-tr-sm'} ${last ? '' : 'rounded-br-sm'}`
  return `rounded-lg ${first ? '' : 'rounded-tl-sm'} ${last ? '' : 'rounded-bl-sm'}`
}

export function MessageRow({
  row,
  person,
  flashed,
  props,
  place,
}: {
  readonly row: Extract<TimelineRow, { kind: 'message' }>
  readonly person: Peer
  readonly flashed: boolean
  readonly props: FocusProps
  readonly place: Place
}) {
  const { message, first, last } = row
  const label = useMessageLabel(message, person)
  const own = message.direction === 'out'
  return (
    <li
      {...place}
      {...props}
      aria-label={label}
      data-message={message.id}
      data-own={own ? '' : undefined}
      className={`${place.className} group/message flex gap-2 px-4 outline-none ${first ? 'pt-3' : 'pt-0.5'} ${own ? 'justify-end' : ''}`}
    >
      {!own && (
        <span className="flex w-8 shrink-0 items-end">
          {last && <Avatar peer={person} size="small" presence={false} />}
        </span>
      )}
      <div className={`flex max-w-[min(68ch,80%)] min-w-0 flex-col ${own ? 'items-end' : 'items-start'}`}>
        <div
          className={`relative max-w-full px-3 py-1.5 outline-offset-2 outline-focus group-focus-visible/message:outline-2 ${corners(own, first, last)} ${own ? 'bg-mine' : 'bg-theirs'} in-data-[contrast=more]:border in-data-[contrast=more]:border-edge ${flashed ? 'ring-2 ring-accent' : ''}`}
        >
          <Marks message={message} />
          {message.attachments.length > 0 && <FileCards message={message} />}
          <Body message={message} />
          <Stamp message={message} />
        </div>
        <MessageTrouble message={message} person={person} last={last} />
      </div>
    </li>
  )
}

function Body({ message }: { readonly message: Message }) {
  if (isCovered(message)) return <MessageCover message={message} />
  if (message.text === '') return null
  const large = isOnlyEmoji(message.text)
  return (
    <span
      className={`break-words whitespace-pre-wrap [overflow-wrap:anywhere] ${large ? 'text-[2.5em] leading-tight' : ''}`}
    >
      <LongText text={message.text} />
    </span>
  )
}

/** A small line above the text of messages that are not ordinary ones. */
function Marks({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const marks = [
    message.automatic ? t('chat.automatic') : '',
    message.broadcast ? t('chat.broadcast') : '',
    message.sealed && !isCovered(message) ? t('chat.sealed') : '',
  ].filter((mark) => mark !== '')
  return marks.length === 0 ? null : <p className="text-xs text-muted">{marks.join(' · ')}</p>
}

/** Time and state float to the end of the last line when there is room, below it otherwise. The full times appear on hover and focus. */
function Stamp({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const times = [
    fullTime(message.at, language),
    message.deliveredAt === undefined ? '' : `${t('message.delivered_at')} ${fullTime(message.deliveredAt, language)}`,
    message.openedAt === undefined ? '' : `${t('message.opened_at')} ${fullTime(message.openedAt, language)}`,
  ].filter((line) => line !== '')
  const own = message.direction === 'out'
  const floats = message.text !== '' && !isOnlyEmoji(message.text)
  return (
    <span
      className={`relative top-1 ml-3 flex items-center justify-end gap-1 ${floats ? 'float-right' : ''} text-xs text-muted tabular-nums select-none`}
    >
      <time dateTime={new Date(message.at).toISOString()}>{clock(message.at, language)}</time>
      {own && <MessageTicks state={message.state} />}
      <span
        aria-hidden="true"
        className={`surface-overlay pointer-events-none invisible absolute bottom-full z-20 mb-1 flex w-max flex-col px-2 py-1 group-focus-visible/message:visible [span:hover>&]:visible ${own ? 'right-0' : 'left-0'}`}
      >
        {times.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </span>
    </span>
  )
}
