import { Check, ShieldAlert, Star } from 'lucide-react'
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { hasFaces } from '../../../shared/model/faces.ts'
import { isCovered, type Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { clock, fullTime } from '../../logic/dates.ts'
import { placedMessage } from '../../logic/placed.ts'
import type { TimelineRow } from '../../logic/timeline.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { useView } from '../../state/store.ts'
import { Protection, protectionMark, Unreadable } from '../trust/message-protection.tsx'
import { FileCards } from './file-cards.tsx'
import { LineRow } from './line-row.tsx'
import { isLarge, MessageBody } from './message-body.tsx'
import { MessageTicks } from './message-ticks.tsx'
import { MessageTrouble } from './message-trouble.tsx'
import type { Place } from './timeline-rows.tsx'
import type { FocusProps } from './use-message-focus.ts'
import { useMessageLabel, type Words } from './use-message-label.ts'
import { useOthers } from './use-others.ts'

/** The corners on the sender's side are small between the messages of a group. */
function corners(own: boolean, first: boolean, last: boolean): string {
  if (own) return `rounded-lg ${first ? '' : 'rounded-tr-sm'} ${last ? '' : 'rounded-br-sm'}`
  return `rounded-lg ${first ? '' : 'rounded-tl-sm'} ${last ? '' : 'rounded-bl-sm'}`
}

/** Drawn again only for its own changes: while the list scrolls its neighbours come and go. */
export const MessageRow = memo(DrawnRow, isSameRow)

interface RowParts {
  readonly row: Extract<TimelineRow, { kind: 'message' }>
  readonly person: Peer
  readonly flashed: boolean
  /** Undefined while nothing is selected. */
  readonly selected: boolean | undefined
  readonly props: FocusProps
  readonly place: Place
}

function isSameRow(a: RowParts, b: RowParts): boolean {
  return (
    a.row.message === b.row.message &&
    a.row.first === b.row.first &&
    a.row.last === b.row.last &&
    a.person === b.person &&
    a.flashed === b.flashed &&
    a.selected === b.selected &&
    a.props.tabIndex === b.props.tabIndex &&
    a.place['data-index'] === b.place['data-index'] &&
    a.place.ref === b.place.ref
  )
}

function DrawnRow({ row, person: other, flashed, selected, props, place }: RowParts) {
  const { message, first, last } = row
  const person = useSpeaker(message, other)
  const { t, i18n } = useTranslation()
  const words: Words = { t, language: i18n.language }
  const label = useMessageLabel(message, person, words)
  const own = message.direction === 'out'
  const placed = useMemo(() => placedMessage(message), [message])
  const beside = placed?.beside ?? message
  const line = { label, props, place, id: message.id }
  if (message.shake) return <LineRow kind="shake" {...line} />
  if (message.system !== undefined) return <LineRow kind="system" {...line} />
  return (
    <li
      {...place}
      {...props}
      aria-label={selected === true ? t('reading.selected_message', { label }) : label}
      data-message={message.id}
      data-own={own ? '' : undefined}
      data-selected={selected}
      className={`${place.className} group/message flex gap-2 px-4 outline-none data-selected:select-none data-[selected=true]:bg-selected/50 ${first ? 'pt-3' : 'pt-0.5'} ${own ? 'justify-end' : ''}`}
    >
      {selected !== undefined && <SelectMark selected={selected} own={own} />}
      {!own && (
        <span className="flex w-8 shrink-0 items-end">
          {last && <Avatar peer={person} size="small" presence={false} />}
        </span>
      )}
      <div className={`flex max-w-[min(68ch,80%)] min-w-0 flex-col ${own ? 'items-end' : 'items-start'}`}>
        <div
          className={`relative max-w-full px-3 py-1.5 outline-offset-2 outline-focus group-focus-visible/message:outline-2 ${corners(own, first, last)} ${own ? 'bg-mine' : 'bg-theirs'} in-data-[contrast=more]:border in-data-[contrast=more]:border-edge ${flashed ? 'ring-2 ring-accent' : ''}`}
        >
          {first && message.sender !== undefined && (
            <p className="max-w-full truncate text-xs font-medium text-muted">{person.name}</p>
          )}
          <Marks message={message} t={t} />
          {beside.attachments.length > 0 && <FileCards message={beside} />}
          {message.unreadable ? (
            <Unreadable person={person} />
          ) : (
            <MessageBody message={message} person={person} pieces={placed?.pieces} />
          )}
          <Stamp message={message} person={person} words={words} />
        </div>
        <MessageTrouble message={message} person={person} last={last} />
      </div>
    </li>
  )
}

/** In a group whoever said it; he may be nobody whom we know. */
function useSpeaker({ sender }: Message, other: Peer): Peer {
  const known = useView((view) => (sender === undefined ? undefined : view.peers.get(sender.peer)))
  return known ?? (sender === undefined ? other : { ...other, id: sender.peer, name: sender.name, picture: '' })
}

/** Decoration: whether it is selected stands in the label. */
function SelectMark({ selected, own }: { readonly selected: boolean; readonly own: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={`${own ? 'mr-auto' : ''} flex size-5 shrink-0 items-center justify-center self-center rounded-full border ${selected ? 'border-fill bg-fill text-on-fill' : 'border-edge'}`}
    >
      {selected && <Check size={14} />}
    </span>
  )
}

/** A small line above the text of messages that are not ordinary ones. */
function Marks({ message, t }: { readonly message: Message; readonly t: Words['t'] }) {
  const others = useOthers(message)
  const marks = [
    message.automatic ? t('chat.automatic') : '',
    message.broadcast ? t('chat.broadcast') : '',
    message.sealed && !isCovered(message) ? t('chat.sealed') : '',
    message.locked && !isCovered(message) ? t('dialect.locked_mark') : '',
    message.discarded === true ? t('dialect.discarded') : '',
    others.length > 0 ? t('dialect.also_to', { names: others.join(' · ') }) : '',
  ].filter((mark) => mark !== '')
  const doubt = protectionMark(message, t)
  return (
    <>
      {doubt !== '' && (
        <p className="flex items-center gap-1 text-xs text-text">
          <ShieldAlert size="1.1em" className="shrink-0 text-amber" aria-hidden="true" />
          {doubt}
        </p>
      )}
      {marks.length > 0 && <p className="text-xs text-muted">{marks.join(' · ')}</p>}
    </>
  )
}

/** Time and state float to the end of the last line when there is room, below it otherwise. The full times appear on hover and focus. */
function Stamp({
  message,
  person,
  words: { t, language },
}: {
  readonly message: Message
  readonly person: Peer
  readonly words: Words
}) {
  const times = [
    fullTime(message.at, language),
    message.deliveredAt === undefined ? '' : `${t('message.delivered_at')} ${fullTime(message.deliveredAt, language)}`,
    message.openedAt === undefined ? '' : `${t('message.opened_at')} ${fullTime(message.openedAt, language)}`,
  ].filter((line) => line !== '')
  const own = message.direction === 'out'
  const floats = message.text !== '' && !isLarge(message.text, hasFaces(message.direction, person.dialect))
  return (
    <span
      data-stamp=""
      className={`stamp relative top-1 ml-3 flex items-center justify-end gap-1 ${floats ? 'float-right' : ''} text-xs text-muted tabular-nums select-none`}
    >
      <Protection message={message} person={person} />
      {message.starred === true && <Star size="1em" className="fill-amber text-amber" aria-hidden="true" />}
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
