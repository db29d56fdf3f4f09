import { type KeyboardEvent, type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileHit } from '../../../shared/api/search-contract.ts'
import { groupOfChat } from '../../../shared/model/group.ts'
import type { Message } from '../../../shared/model/message.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { highlights } from '../../../shared/model/segment.ts'
import { fileSize, listTime } from '../../logic/dates.ts'
import { literalMarks, matchPerson } from '../../logic/match-person.ts'
import { hitExcerpt } from '../../logic/preview.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Marked } from '../../parts/marked.tsx'
import { openChat } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { usePerson } from '../../state/people.ts'
import { set } from '../../state/store.ts'
import { fileIcons } from '../chat/file-card.tsx'
import { rowLook } from './row.ts'

/** Through all hits around the one that has the focus; above the first one is the field. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget.closest('[role="listbox"]')
  const options = [...(list?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])]
  const at = options.indexOf(event.currentTarget)
  const field = (): HTMLElement | null | undefined =>
    event.currentTarget.closest('[data-pane]')?.querySelector<HTMLElement>('input[type="search"]')
  if (event.key === 'ArrowDown') options[at + 1]?.focus()
  else if (event.key === 'ArrowUp') (options[at - 1] ?? field())?.focus()
  else if (event.key === 'Home') options[0]?.focus()
  else if (event.key === 'End') options.at(-1)?.focus()
  else if (event.key === 'Enter' || event.key === ' ') options[at]?.click()
  else return
  event.preventDefault()
}

/** One thing that was found, whatever it is. */
export function Hit({
  children,
  onOpen,
  drop,
  className = '',
}: {
  readonly children: ReactNode
  readonly onOpen: () => void
  readonly drop?: string
  readonly className?: string
}) {
  return (
    <div
      role="option"
      aria-selected={false}
      tabIndex={-1}
      onKeyDown={walk}
      data-drop={drop}
      className={`${rowLook(false)} h-auto! py-2 ${className}`}
      onClick={onOpen}
    >
      {children}
    </div>
  )
}

export function PersonHit({ peer, query }: { readonly peer: Peer; readonly query: string }) {
  const { t } = useTranslation()
  const isGroup = groupOfChat(peer.id) !== undefined
  const line = isGroup
    ? t('group.kind')
    : [peer.group, peer.address, peer.host].filter((part) => part !== '').join(' · ')
  return (
    <Hit
      {...(!isGroup && { drop: peer.id })}
      onOpen={() => {
        set({ query: '' })
        void openChat(peer.id)
      }}
    >
      <Avatar peer={peer} ring="border-side group-hover:border-hover" presence={!isGroup} />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate font-medium">
          <Marked text={peer.name} marks={matchPerson(peer, query)?.marks ?? []} />
          <span className="sr-only">, {!isGroup && `${t(`presence.${peer.presence}`)}, `}</span>
        </span>
        <span className="truncate text-sm text-muted">
          <Marked text={line} marks={literalMarks(line, query)} />
        </span>
      </span>
    </Hit>
  )
}

/** One message that was found; also used for the hits inside one chat. */
export function MessageHit({
  message,
  query,
  onOpen,
}: {
  readonly message: Message
  readonly query: string
  readonly onOpen?: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const person = usePerson(message.conversation)
  const sender = message.direction === 'out' ? t('chat.you') : (message.sender?.name ?? person.name)
  const time = listTime(message.at, minute, language)
  const text = useMemo(() => hitExcerpt(message, query), [message, query])
  return (
    <Hit onOpen={onOpen ?? (() => void openChat(message.conversation, message.id))}>
      {onOpen === undefined && <Avatar peer={person} ring="border-side group-hover:border-hover" />}
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-baseline gap-2">
          <span className="grow truncate font-medium">{onOpen === undefined ? person.name : sender}</span>
          <time className="shrink-0 text-xs text-muted">{time}</time>
        </span>
        <span className="line-clamp-2 text-sm text-muted [overflow-wrap:anywhere]">
          {/* The clamped box makes blocks of its children: inside this one the marks stay part of their words. */}
          <span>
            {onOpen === undefined && (message.direction === 'out' || message.sender !== undefined) && `${sender}: `}
            <Marked text={text} marks={highlights(text, query)} />
          </span>
        </span>
      </span>
    </Hit>
  )
}

/** A file by its name, opened where it was sent. */
export function FileFound({ hit, query }: { readonly hit: FileHit; readonly query: string }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const person = usePerson(hit.conversation)
  const { kind, name, size } = hit.attachment
  const Icon = fileIcons[kind]
  const who = t(hit.direction === 'in' ? 'find.file_from' : 'find.file_to', { name: person.name })
  return (
    <Hit onOpen={() => void openChat(hit.conversation, hit.message)}>
      <span className="flex size-9 shrink-0 items-center justify-center rounded-sm bg-field text-accent-text">
        <Icon size={18} strokeWidth={1.6} aria-hidden="true" />
      </span>
      <span className="flex min-w-0 grow flex-col">
        <span className="line-clamp-2 text-sm font-medium [overflow-wrap:anywhere]">
          <span>
            <Marked text={name} marks={highlights(name, query)} />
          </span>
        </span>
        <span className="flex gap-2 text-xs text-muted">
          <span className="grow truncate">{size > 0 ? `${who} · ${fileSize(size, language)}` : who}</span>
          <time className="shrink-0">{listTime(hit.at, minute, language)}</time>
        </span>
      </span>
    </Hit>
  )
}
